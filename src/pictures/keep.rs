//! How a picture is kept: no larger than a screen shows, in the smallest of the files that it can be written as.

use super::error::PictureError;
use super::limits::LONGEST_SIDE;
use crate::model::{MapPicture, MediaType, PictureInfo};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageEncoder, ImageResult};

/// A JPEG loses something, which is worth it where it is this many times smaller: of photographs.
const JPEG_GAIN: usize = 3;
const JPEG_QUALITY: u8 = 88;

/// Scales `image` down and encodes it.
pub(super) fn keep(image: DynamicImage, sent_size: (u32, u32)) -> Result<MapPicture, PictureError> {
    let image = match image.width().max(image.height()) {
        ..=LONGEST_SIDE => image,
        _ => image.thumbnail(LONGEST_SIDE, LONGEST_SIDE),
    };
    // Of eight bits, and with transparency only where there is some.
    let image = DynamicImage::from(image.into_rgba8());
    let is_opaque = image
        .as_rgba8()
        .is_some_and(|image| image.pixels().all(|pixel| pixel.0[3] == 255));
    let image = if is_opaque {
        DynamicImage::from(image.into_rgb8())
    } else {
        image
    };
    let (media_type, bytes) = smallest(&image, is_opaque).map_err(PictureError::broken)?;
    Ok(MapPicture {
        info: PictureInfo {
            media_type,
            width: image.width(),
            height: image.height(),
            size_bytes: bytes.len() as u64,
        },
        sent_size,
        bytes,
    })
}

fn smallest(image: &DynamicImage, is_opaque: bool) -> ImageResult<(MediaType, Vec<u8>)> {
    let mut png = Vec::new();
    written(
        image,
        PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive),
    )?;
    let mut webp = Vec::new();
    written(image, WebPEncoder::new_lossless(&mut webp))?;
    let lossless = match webp.len() < png.len() {
        true => (MediaType::Webp, webp),
        false => (MediaType::Png, png),
    };
    if !is_opaque {
        return Ok(lossless);
    }
    let mut jpeg = Vec::new();
    written(
        image,
        JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY),
    )?;
    match JPEG_GAIN * jpeg.len() < lossless.1.len() {
        true => Ok((MediaType::Jpeg, jpeg)),
        false => Ok(lossless),
    }
}

fn written(image: &DynamicImage, encoder: impl ImageEncoder) -> ImageResult<()> {
    let (width, height) = (image.width(), image.height());
    encoder.write_image(image.as_bytes(), width, height, image.color().into())
}

#[cfg(test)]
mod tests {
    use super::super::SentPicture;
    use super::*;
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    #[test]
    fn a_drawing_is_kept_without_loss_and_a_photograph_as_jpeg() {
        let drawing = RgbImage::from_fn(400, 300, |x, y| {
            Rgb([(x / 50) as u8 * 20, (y / 50) as u8 * 30, 9])
        });
        let kept = keep(drawing.clone().into(), (400, 300)).unwrap();
        assert_ne!(kept.info.media_type, MediaType::Jpeg);
        let again = SentPicture::look(&kept.bytes, Some(kept.info.media_type)).unwrap();
        assert_eq!(again.decode().unwrap().into_rgb8(), drawing);
        // Smooth shades with a little noise.
        let photograph = RgbImage::from_fn(400, 300, |x, y| {
            let mixed =
                (x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663)).wrapping_mul(0x5bd1_e995);
            let noise = |bits: u32| (mixed ^ mixed >> 15) >> bits & 7;
            Rgb(
                [x / 2 + noise(0), y / 2 + noise(3), x / 4 + y / 4 + noise(6)]
                    .map(|shade| shade as u8),
            )
        });
        let kept = keep(photograph.into(), (400, 300)).unwrap();
        assert_eq!(kept.info.media_type, MediaType::Jpeg);
        assert_eq!(kept.info.size_bytes, kept.bytes.len() as u64);
    }

    #[test]
    fn what_is_larger_than_a_screen_is_scaled_down_and_stays_transparent() {
        let image = RgbaImage::from_fn(3_000, 1_000, |x, _| {
            Rgba([200, 10, 10, if x < 1_500 { 0 } else { 255 }])
        });
        let kept = keep(image.into(), (3_000, 1_000)).unwrap();
        assert_eq!((kept.info.width, kept.info.height), (2_048, 683));
        assert_eq!(kept.sent_size, (3_000, 1_000));
        let again = SentPicture::look(&kept.bytes, None)
            .unwrap()
            .decode()
            .unwrap()
            .into_rgba8();
        assert_eq!(again.get_pixel(100, 300).0[3], 0);
        assert_eq!(again.get_pixel(2_000, 300).0, [200, 10, 10, 255]);
    }
}
