//! Pixels of a picture, to be drawn under something.

use super::error::PictureError;
use super::sent::SentPicture;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

/// Samples along each side of a pixel that is drawn, at most: where many pixels of a picture become one.
const MOST_SAMPLES: f64 = 4.0;

/// A picture as pixels.
#[derive(Clone, PartialEq, Eq)]
pub struct Raster {
    width: u32,
    height: u32,
    /// Red, green, blue, opacity; row by row from the top.
    pixels: Vec<u8>,
}

impl Raster {
    /// From a file.
    ///
    /// # Errors
    /// When it is no picture that is taken.
    pub fn of(file: &[u8]) -> Result<Self, PictureError> {
        let image = SentPicture::look(file, None)?.decode()?.into_rgba8();
        Ok(Self {
            width: image.width(),
            height: image.height(),
            pixels: image.into_raw(),
        })
    }

    /// From pixels: red, green, blue and opacity of each, row by row from the top. `None` when there are not so many.
    pub fn new((width, height): (u32, u32), pixels: Vec<u8>) -> Option<Self> {
        let expected = width as usize * height as usize * 4;
        (width > 0 && height > 0 && pixels.len() == expected).then_some(Self {
            width,
            height,
            pixels,
        })
    }

    /// Pixels from left to right and from top to bottom.
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// Red, green, blue and opacity of one.
    pub fn pixel(&self, column: u32, row: u32) -> [u8; 4] {
        let at = (row as usize * self.width as usize + column as usize) * 4;
        let of = |channel| self.pixels.get(at + channel).copied().unwrap_or(0);
        [of(0), of(1), of(2), of(3)]
    }

    /// As a picture of another size, each of whose pixels, at a share of its width and height from the upper left, shows
    /// what is here at the share of width and height that the six numbers take it to; see
    /// [`Placement`](crate::model::Placement). Transparent where there is nothing here.
    pub fn warped(&self, (width, height): (u32, u32), numbers: [f64; 6]) -> Self {
        let [a, b, c, d, e, f] = numbers;
        let shares = |s: f64, t: f64| (a * s + b * t + c, d * s + e * t + f);
        let step = (1.0 / f64::from(width), 1.0 / f64::from(height));
        let own = (f64::from(self.width), f64::from(self.height));
        // How far apart neighbours are here.
        let across = (a * own.0).abs().max((d * own.1).abs()) * step.0;
        let down = (b * own.0).abs().max((e * own.1).abs()) * step.1;
        let samples = across.max(down).ceil().clamp(1.0, MOST_SAMPLES) as u32;
        let part = |index: u32| (f64::from(index) + 0.5) / f64::from(samples);
        let mut pixels = Vec::with_capacity(width as usize * height as usize * 4);
        for row in 0..height {
            for column in 0..width {
                let mut sum = [0.0; 4];
                for (i, j) in (0..samples).flat_map(|i| (0..samples).map(move |j| (i, j))) {
                    let s = (f64::from(column) + part(i)) * step.0;
                    let t = (f64::from(row) + part(j)) * step.1;
                    let seen = self.between(shares(s, t));
                    sum = [0, 1, 2, 3].map(|channel| sum[channel] + seen[channel]);
                }
                let opacity = sum[3];
                let colour = |channel: usize| match opacity > 0.0 {
                    true => (sum[channel] / opacity * 255.0).round() as u8,
                    false => 0,
                };
                let seen = opacity / f64::from(samples * samples) * 255.0;
                pixels.extend([colour(0), colour(1), colour(2), seen.round() as u8]);
            }
        }
        Self {
            width,
            height,
            pixels,
        }
    }

    /// As a PNG file.
    pub fn png(&self) -> Vec<u8> {
        let mut file = Vec::new();
        let encoder = PngEncoder::new(&mut file);
        // Writing into memory what has as many pixels as it says cannot fail.
        let _ = encoder.write_image(
            &self.pixels,
            self.width,
            self.height,
            ExtendedColorType::Rgba8,
        );
        file
    }

    /// What is seen between the pixels around a point: colours from 0 to 1 times the opacity, and the opacity.
    fn between(&self, (u, v): (f64, f64)) -> [f64; 4] {
        if !((0.0..=1.0).contains(&u) && (0.0..=1.0).contains(&v)) {
            return [0.0; 4];
        }
        let place = |share: f64, length: u32| {
            let last = f64::from(length - 1);
            let at = (share * f64::from(length) - 0.5).clamp(0.0, last);
            let low = at.floor();
            (low as u32, (low + 1.0).min(last) as u32, at - low)
        };
        let (left, right, along) = place(u, self.width);
        let (upper, lower, down) = place(v, self.height);
        let mut seen = [0.0; 4];
        for (column, row, weight) in [
            (left, upper, (1.0 - along) * (1.0 - down)),
            (right, upper, along * (1.0 - down)),
            (left, lower, (1.0 - along) * down),
            (right, lower, along * down),
        ] {
            let pixel = self
                .pixel(column, row)
                .map(|channel| f64::from(channel) / 255.0);
            let opacity = pixel[3] * weight;
            for channel in 0..3 {
                seen[channel] += pixel[channel] * opacity;
            }
            seen[3] += opacity;
        }
        seen
    }
}

impl std::fmt::Debug for Raster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Raster({} × {})", self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red, green; blue, nothing.
    fn four() -> Raster {
        let pixels = [
            [255, 0, 0, 255],
            [0, 255, 0, 255],
            [0, 0, 255, 255],
            [9, 9, 9, 0],
        ];
        Raster::new((2, 2), pixels.concat()).unwrap()
    }

    #[test]
    fn a_picture_is_turned_and_scaled() {
        let same = four().warped((2, 2), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        assert_eq!(
            [same.pixel(0, 0), same.pixel(1, 0)],
            [[255, 0, 0, 255], [0, 255, 0, 255]]
        );
        assert_eq!(same.pixel(1, 1)[3], 0);
        let upside_down = four().warped((2, 2), [1.0, 0.0, 0.0, 0.0, -1.0, 1.0]);
        assert_eq!(upside_down.pixel(0, 0), [0, 0, 255, 255]);
        assert_eq!(upside_down.pixel(0, 1), [255, 0, 0, 255]);
        let beside = four().warped((4, 4), [2.0, 0.0, -1.0, 0.0, 2.0, 0.0]);
        assert_eq!(beside.pixel(0, 0), [0; 4]);
        assert_eq!(beside.pixel(2, 0), [255, 0, 0, 255]);
    }

    #[test]
    fn what_is_transparent_has_no_part_in_the_colour() {
        let one = four().warped((1, 1), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        let [red, green, blue, opacity] = one.pixel(0, 0);
        assert_eq!([red, green, blue], [85, 85, 85]);
        assert_eq!(opacity, 191);
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        assert_eq!(Raster::of(&four().png()).unwrap(), four());
        assert!(Raster::of(b"no picture").is_err());
        assert_eq!(Raster::new((2, 2), vec![0; 15]), None);
    }
}
