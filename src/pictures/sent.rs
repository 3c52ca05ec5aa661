//! A picture as somebody sent it: looked at first, decoded only once it is known what that takes.

use super::error::PictureError;
use super::format::format_of;
use super::keep;
use super::limits::{LONGEST_SENT_SIDE, LONGEST_SIDE, MOST_PICTURE_BYTES, MOST_WORK_BYTES};
use super::{png_chunks, webp_frames};
use crate::model::{MapPicture, MediaType};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::borrow::Cow;
use std::io::Cursor;

/// What the decoders of JPEG and WebP hold of each pixel beside their result: coefficients of a progressive JPEG, planes of
/// a WebP.
const HELD_PER_PIXEL: usize = 6;
/// What scaling and encoding take for each pixel that is kept.
const KEPT_PER_PIXEL: usize = 12;

/// A picture whose head was read.
#[derive(Debug)]
pub struct SentPicture<'b> {
    /// Of a PNG what its pixels need.
    file: Cow<'b, [u8]>,
    sent_bytes: usize,
    format: ImageFormat,
    width: u32,
    height: u32,
    decoded_bytes: usize,
}

impl<'b> SentPicture<'b> {
    /// Reads the head of a picture, which may be called a type.
    ///
    /// # Errors
    /// When it is none, or of a size that is never taken.
    pub fn look(bytes: &'b [u8], called: Option<MediaType>) -> Result<Self, PictureError> {
        if bytes.len() > MOST_PICTURE_BYTES {
            return Err(PictureError::TooLong { bytes: bytes.len() });
        }
        let (media_type, format) = format_of(bytes).ok_or(PictureError::Unknown)?;
        if let Some(said) = called.filter(|said| *said != media_type) {
            return Err(PictureError::Mislabelled {
                said: said.as_str(),
                is: media_type.as_str(),
            });
        }
        let file = match format {
            ImageFormat::Png => png_chunks::of_pixels(bytes),
            _ => Cow::Borrowed(bytes),
        };
        let mut reader = ImageReader::with_format(Cursor::new(&file), format);
        reader.no_limits();
        let decoder = reader.into_decoder().map_err(PictureError::broken)?;
        let (width, height) = decoder.dimensions();
        if width > LONGEST_SENT_SIDE || height > LONGEST_SENT_SIDE {
            return Err(PictureError::TooLarge(width, height));
        }
        if format == ImageFormat::WebP && !webp_frames::fit(bytes, (width, height)) {
            let reason = "it holds a frame that is larger than the picture";
            return Err(PictureError::Broken(reason.into()));
        }
        let decoded_bytes = usize::try_from(decoder.total_bytes()).unwrap_or(usize::MAX);
        drop(decoder);
        let sent = Self {
            file,
            sent_bytes: bytes.len(),
            format,
            width,
            height,
            decoded_bytes,
        };
        match sent.work_bytes() {
            ..=MOST_WORK_BYTES => Ok(sent),
            _ => Err(sent.too_heavy()),
        }
    }

    /// What decoding and encoding it take at most, the file itself included.
    pub fn work_bytes(&self) -> usize {
        let pixels = self.width as usize * self.height as usize;
        let held = match self.format {
            ImageFormat::Png => 0,
            _ => HELD_PER_PIXEL * pixels,
        };
        let kept = pixels.min(LONGEST_SIDE as usize * LONGEST_SIDE as usize);
        // First one, then the other.
        2 * self.sent_bytes + self.decoded_bytes + held.max(KEPT_PER_PIXEL * kept)
    }

    /// That there is not so much memory.
    pub fn too_heavy(&self) -> PictureError {
        PictureError::TooHeavy {
            width: self.width,
            height: self.height,
            bytes: self.work_bytes(),
        }
    }

    /// Decodes it and encodes it again, scaled down where a side is longer than [`LONGEST_SIDE`]. Takes a second or so for
    /// the largest.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn keep(&self) -> Result<MapPicture, PictureError> {
        let image = self.decode()?;
        let sent_size = (image.width(), image.height());
        keep::keep(image, sent_size)
    }

    /// The way its camera was held is applied.
    pub(super) fn decode(&self) -> Result<DynamicImage, PictureError> {
        let mut reader = ImageReader::with_format(Cursor::new(&self.file), self.format);
        let mut limits = Limits::no_limits();
        limits.max_image_width = Some(LONGEST_SENT_SIDE);
        limits.max_image_height = Some(LONGEST_SENT_SIDE);
        limits.max_alloc = Some(self.work_bytes() as u64);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(PictureError::broken)?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let mut image = DynamicImage::from_decoder(decoder).map_err(PictureError::broken)?;
        image.apply_orientation(orientation);
        Ok(image)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ExtendedColorType, ImageEncoder};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let grey = vec![7; width as usize * height as usize];
        let mut file = Vec::new();
        let encoder = image::codecs::png::PngEncoder::new(&mut file);
        let written = encoder.write_image(&grey, width, height, ExtendedColorType::L8);
        written.unwrap();
        file
    }

    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let length = (data.len() as u32).to_be_bytes();
        let body = [kind.as_slice(), data].concat();
        [&length[..], &body, &crc(&body).to_be_bytes()].concat()
    }

    /// A PNG's head that promises a picture of a size, in RGBA of `depth` bits a channel.
    fn promise(width: u32, height: u32, depth: u8) -> Vec<u8> {
        let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
        let chunks = [
            chunk(b"IHDR", &[&size[..], &[depth, 6, 0, 0, 0]].concat()),
            chunk(b"IDAT", &[0x78, 0x9c, 0x63, 0, 0, 0, 1, 0, 1]),
            chunk(b"IEND", &[]),
        ];
        [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
    }

    fn crc(bytes: &[u8]) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum()
    }

    #[test]
    fn what_a_picture_takes_is_known_before_it_is_decoded() {
        let file = png(300, 200);
        let sent = SentPicture::look(&file, Some(MediaType::Png)).unwrap();
        assert_eq!(sent.work_bytes(), 2 * file.len() + 60_000 * 13);
        let promised = promise(4_096, 4_096, 8);
        let sent = SentPicture::look(&promised, None).unwrap();
        assert!(sent.work_bytes() > 100 << 20);
        assert!(matches!(sent.keep(), Err(PictureError::Broken(_))));
    }

    #[test]
    fn a_picture_that_would_take_too_much_is_never_begun() {
        let large = SentPicture::look(&promise(8_193, 1, 8), None).unwrap_err();
        assert_eq!(large, PictureError::TooLarge(8_193, 1));
        let bomb = SentPicture::look(&promise(8_192, 8_192, 16), None).unwrap_err();
        assert!(matches!(bomb, PictureError::TooHeavy { .. }), "{bomb}");
        let endless = promise(u32::MAX >> 1, u32::MAX >> 1, 16);
        assert!(SentPicture::look(&endless, None).is_err());
    }

    #[test]
    fn what_is_written_beside_the_pixels_changes_nothing() {
        let plain = png(30, 20);
        let after_head = 8 + 25;
        let (head, pixels) = plain.split_at(after_head);
        let kept = SentPicture::look(&plain, None).unwrap().keep().unwrap();
        for kind in [b"iCCP", b"zTXt", b"iTXt", b"tEXt"] {
            let long = [&b"name\0\0"[..], &[0x78; 100_000]].concat();
            let more = [head, &chunk(kind, &long), pixels].concat();
            let sent = SentPicture::look(&more, None).unwrap();
            assert_eq!(*sent.file, *plain, "{kind:?}");
            assert_eq!(sent.keep().unwrap(), kept);
        }
    }

    #[test]
    fn a_frame_that_is_larger_than_its_picture_is_never_begun() {
        let sides = [16_383_u16.to_le_bytes(); 2].concat();
        let frame = [&[0x10, 0, 0, 0x9d, 0x01, 0x2a], &sides[..], &[0; 6]].concat();
        let canvas = [0, 0, 0, 0, 9, 0, 0, 9, 0, 0];
        let chunk =
            |kind: &[u8], data: &[u8]| [kind, &(data.len() as u32).to_le_bytes(), data].concat();
        let chunks = [chunk(b"VP8X", &canvas), chunk(b"VP8 ", &frame)].concat();
        let file = chunk(b"RIFF", &[b"WEBP", &chunks[..]].concat());
        let refused = SentPicture::look(&file, None).unwrap_err();
        assert!(
            refused.to_string().contains("larger than the picture"),
            "{refused}"
        );
    }

    #[test]
    fn what_is_no_picture_or_another_one_than_it_is_called_is_refused() {
        let file = png(3, 2);
        let called = SentPicture::look(&file, Some(MediaType::Jpeg)).unwrap_err();
        assert_eq!(
            called.to_string(),
            "is called image/jpeg and is image/png; send it under its own type"
        );
        for no_picture in [&b""[..], b"<svg/>", b"GIF89a\x01\0\x01\0", b"\xff\xd8"] {
            let refused = SentPicture::look(no_picture, None).unwrap_err();
            let is_fault = matches!(refused, PictureError::Unknown | PictureError::Broken(_));
            assert!(is_fault, "{no_picture:?}: {refused}");
        }
        for end in [9, 30, file.len() / 2, file.len() - 13] {
            let torn = SentPicture::look(&file[..end], None).and_then(|sent| sent.keep());
            assert!(
                matches!(torn, Err(PictureError::Broken(_))),
                "{end}: {torn:?}"
            );
        }
        let long = vec![0; MOST_PICTURE_BYTES + 1];
        let refused = SentPicture::look(&long, None).unwrap_err();
        assert!(refused.to_string().contains("at most 16 MiB"), "{refused}");
    }
}
