//! The colours of items, the same in every picture and on every page.
//!
//! An item's colour comes from its slot, the order in which items first came, and is kept with its name: neither
//! a filter nor a new rank changes it. The first hues are Okabe and Ito's, readable with any colour vision
//! (<https://jfly.uni-koeln.de/color/>), a little darker where they would vanish on white.

use serde::{Serialize, Serializer};
use std::fmt;

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Colour(pub u8, pub u8, pub u8);

const HUES: [Colour; 8] = [
    Colour(0x1f, 0x77, 0xb4),
    Colour(0xe6, 0x9f, 0x00),
    Colour(0x00, 0x9e, 0x73),
    Colour(0xcc, 0x79, 0xa7),
    Colour(0x56, 0xb4, 0xe9),
    Colour(0xd5, 0x5e, 0x00),
    Colour(0x8c, 0x6d, 0xd0),
    Colour(0xa3, 0x8a, 0x2e),
];

/// How far each round through the hues goes towards white (above 0) or black: eight hues make forty colours.
const ROUNDS: [f64; 5] = [0.0, 0.45, -0.35, 0.25, -0.55];

impl Colour {
    /// The colour of the item with this slot; after forty they come again.
    pub fn of_slot(slot: u32) -> Self {
        let slot = slot as usize;
        let round = ROUNDS[slot / HUES.len() % ROUNDS.len()];
        let towards = if round < 0.0 {
            Self(0, 0, 0)
        } else {
            Self(255, 255, 255)
        };
        HUES[slot % HUES.len()].mixed(towards, round.abs())
    }

    /// This colour moved towards `other`: by 0 not at all, by 1 all the way.
    pub fn mixed(self, other: Self, by: f64) -> Self {
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * by).round() as u8;
        Self(
            mix(self.0, other.0),
            mix(self.1, other.1),
            mix(self.2, other.2),
        )
    }

    /// Relative luminance, 0–1 (WCAG 2.2, from sRGB).
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast between two colours, 1–21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

impl fmt::Display for Colour {
    /// `#rrggbb`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Colour {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = number
            .ok_or_else(|| format!("must be a colour such as #1f77b4, got {text:?}"))?
            .to_be_bytes();
        Ok(Self(red, green, blue))
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_first_forty_differ_and_are_seen_on_light_and_dark() {
        let colours: BTreeSet<_> = (0..40).map(Colour::of_slot).collect();
        assert_eq!(colours.len(), 40);
        let (paper, night) = (Colour(255, 255, 255), Colour(0x14, 0x1a, 0x21));
        for slot in 0..8 {
            let colour = Colour::of_slot(slot);
            assert!(colour.contrast(paper) > 2.0, "{slot}: {colour} on paper");
            assert!(colour.contrast(night) > 3.0, "{slot}: {colour} at night");
        }
    }

    #[test]
    fn a_colour_prints_as_pages_write_it() {
        assert_eq!(Colour(1, 171, 255).to_string(), "#01abff");
        assert_eq!(Colour::parse("#01abff"), Ok(Colour(1, 171, 255)));
        assert!(Colour::parse("01abff").is_err());
        assert!(Colour::parse("#01abfg").is_err());
    }

    /// Numbers from the formula's own text: black on white is 21.
    #[test]
    fn contrast_is_what_the_web_says() {
        let (black, white) = (Colour(0, 0, 0), Colour(255, 255, 255));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((Colour(119, 119, 119).contrast(white) - 4.48).abs() < 0.01);
    }
}
