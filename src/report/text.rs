//! Text: the fonts, how wide a text is, and what fits. The fonts are a part of the program, so a picture is the same
//! on every machine. They cover Latin, Greek, Cyrillic, Arabic, Hebrew and many signs, but no Chinese, Japanese, Korean
//! and emoji: a bitmap shows a box with the character's code for those unless another font is given, an SVG leaves them
//! to the reader's fonts.

use ab_glyph::{Font, FontArc, FontVec, Glyph, GlyphId, PxScale, ScaleFont, point};
use unicode_width::UnicodeWidthChar;

/// The weight of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The usual one.
    Regular,
    /// For what must be seen first.
    Bold,
}

/// The fonts of a run.
#[derive(Debug, Clone)]
pub struct Fonts {
    regular: FontArc,
    bold: FontArc,
    /// For characters that the others lack.
    more: Option<FontArc>,
}

/// What to draw for one character.
pub(super) enum Sign {
    /// A glyph of the first font that has it, and the font's place among them.
    Glyph(usize, GlyphId),
    /// A box with the character's code.
    Box(char),
}

/// How wide the box for a missing character is, in ems.
pub(super) const BOX_WIDTH: f64 = 1.1;
/// The height of capital letters, in ems (DejaVu Sans: 1493 of 2048).
pub(super) const CAPITALS: f64 = 0.729;
/// The height of small letters, in ems (DejaVu Sans: 1120 of 2048).
pub(super) const SMALL_LETTERS: f64 = 0.547;

impl Fonts {
    /// The built-in fonts, and `more` (the bytes of a TrueType or OpenType file) for what they lack.
    ///
    /// # Errors
    /// When `more` is no font.
    pub fn new(more: Option<Vec<u8>>) -> Result<Self, String> {
        let built_in = |bytes| FontArc::try_from_slice(bytes).map_err(|error| error.to_string());
        let more = more.map(|bytes| {
            FontVec::try_from_vec_and_index(bytes, 0)
                .map(FontArc::from)
                .map_err(|_| "is not a TrueType or OpenType font".to_owned())
        });
        Ok(Self {
            regular: built_in(dejavu::sans::regular())?,
            bold: built_in(dejavu::sans::bold())?,
            more: more.transpose()?,
        })
    }

    /// How wide `text` is.
    pub(super) fn width(&self, text: &str, size: f64, weight: Weight) -> f64 {
        let mut end = 0.0;
        self.lay_out(text, size, weight, |_, _, next| end = next);
        end
    }

    /// Calls `place` with each character's sign, where it begins and where the next one does.
    pub(super) fn lay_out(
        &self,
        text: &str,
        size: f64,
        weight: Weight,
        mut place: impl FnMut(Sign, f64, f64),
    ) {
        let mut x = 0.0;
        let mut before: Option<(usize, GlyphId)> = None;
        for character in as_seen(text) {
            let Some(sign) = self.sign(character, weight) else {
                continue;
            };
            let Sign::Glyph(font, glyph) = sign else {
                before = None;
                place(sign, x, x + BOX_WIDTH * size);
                x += BOX_WIDTH * size;
                continue;
            };
            let found = self.font(font, weight);
            let scaled = found.as_scaled(em(found, size));
            let kern = before.filter(|(other, _)| *other == font);
            let kern = kern.map_or(0.0, |(_, other)| scaled.kern(other, glyph));
            let advance = scaled.h_advance(glyph);
            x += f64::from(kern);
            place(sign, x, x + f64::from(advance));
            x += f64::from(advance);
            before = Some((font, glyph));
        }
    }

    /// Calls `cover` with each pixel that the glyph covers, relative to the text's start on its baseline, and by how
    /// much (0–1).
    pub(super) fn rasterize(
        &self,
        (font, glyph): (usize, GlyphId),
        (size, weight): (f64, Weight),
        (x, y): (f64, f64),
        mut cover: impl FnMut(i32, i32, f32),
    ) {
        let found = self.font(font, weight);
        let glyph = Glyph {
            id: glyph,
            scale: em(found, size),
            position: point(x as f32, y as f32),
        };
        if let Some(outline) = found.outline_glyph(glyph) {
            let bounds = outline.px_bounds();
            let (left, top) = (bounds.min.x as i32, bounds.min.y as i32);
            outline.draw(|x, y, share| cover(left + x as i32, top + y as i32, share));
        }
    }

    /// Whether every character of `text` has a glyph.
    pub(super) fn covers(&self, text: &str) -> bool {
        let missing = |sign| matches!(sign, Some(Sign::Box(_)));
        !text.chars().any(|c| missing(self.sign(c, Weight::Regular)))
    }

    /// `text`, or its start and its end around an ellipsis, so that it is no wider than `most`.
    pub(super) fn elided(&self, text: &str, size: f64, weight: Weight, most: f64) -> String {
        if self.width(text, size, weight) <= most {
            return text.to_owned();
        }
        let characters: Vec<char> = text.chars().collect();
        for kept in (0..characters.len()).rev() {
            let (head, tail) = (kept.div_ceil(2), kept / 2);
            let mut short: String = characters[..head].iter().collect();
            short.push('…');
            let tail = &characters[characters.len() - tail..];
            // A mark that belongs to a character that is gone.
            short.extend(tail.iter().skip_while(|c| c.width() == Some(0)));
            if self.width(&short, size, weight) <= most {
                return short;
            }
        }
        String::new()
    }

    /// `None` for characters that show nothing.
    fn sign(&self, character: char, weight: Weight) -> Option<Sign> {
        let fonts = if self.more.is_some() { 2 } else { 1 };
        for font in 0..fonts {
            let glyph = self.font(font, weight).glyph_id(character);
            if glyph.0 != 0 {
                return Some(Sign::Glyph(font, glyph));
            }
        }
        match character.width() {
            None | Some(0) => None,
            Some(_) => Some(Sign::Box(character)),
        }
    }

    fn font(&self, font: usize, weight: Weight) -> &FontArc {
        match (&self.more, font, weight) {
            (Some(more), 1, _) => more,
            (_, _, Weight::Regular) => &self.regular,
            (_, _, Weight::Bold) => &self.bold,
        }
    }
}

/// The characters from left to right: stretches of scripts that run from right to left are turned around. Letters
/// are not joined.
fn as_seen(text: &str) -> Vec<char> {
    let leftwards = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
    let mut characters: Vec<char> = text.chars().collect();
    let mut at = 0;
    while let Some(from) = (at..characters.len()).find(|k| leftwards(characters[*k])) {
        let mut to = from;
        for (k, character) in characters.iter().enumerate().skip(from) {
            match *character {
                c if leftwards(c) => to = k,
                ' ' => {}
                _ => break,
            }
        }
        characters[from..=to].reverse();
        at = to + 1;
    }
    characters
}

/// The scale at which an em of `font` is `size` pixels.
fn em(font: &FontArc, size: f64) -> PxScale {
    let em = font.units_per_em().unwrap_or(1_000.0);
    PxScale::from(size as f32 * font.height_unscaled() / em)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fonts() -> Fonts {
        Fonts::new(None).unwrap()
    }

    #[test]
    fn a_text_is_as_wide_as_its_font_says() {
        // DejaVu Sans: "m" is 1995 units of 2048 wide, "i" 569.
        let fonts = fonts();
        let width = fonts.width("mi", 20.48, Weight::Regular);
        assert!((width - 25.64).abs() < 0.01, "{width}");
        assert!(fonts.width("mi", 20.48, Weight::Bold) > width);
    }

    #[test]
    fn long_names_lose_their_middle_and_fit() {
        let fonts = fonts();
        let name = "the_very_long_name_of_a_sword_that_nobody_will_ever_find_mark_ii";
        for most in [40.0, 100.0, 300.0] {
            let short = fonts.elided(name, 20.0, Weight::Regular, most);
            assert!(fonts.width(&short, 20.0, Weight::Regular) <= most);
            assert!(
                short.starts_with('t') && short.ends_with('i') && short.contains('…'),
                "{short}"
            );
        }
        assert_eq!(
            fonts.elided("medkit", 20.0, Weight::Regular, 300.0),
            "medkit"
        );
        assert_eq!(fonts.elided("medkit", 20.0, Weight::Regular, 1.0), "");
    }

    #[test]
    fn characters_without_a_glyph_take_a_box_and_invisible_ones_nothing() {
        let fonts = fonts();
        assert!(
            fonts.covers("Привет, κόσμε, naïve") && !fonts.covers("黄金") && !fonts.covers("🦆")
        );
        let width = |text| fonts.width(text, 10.0, Weight::Regular);
        assert!((width("黄金") - 22.0).abs() < 1e-9);
        assert_eq!(width("🦆"), width("🦆\u{fe0f}"));
    }

    #[test]
    fn words_that_run_leftwards_are_turned_around_and_nothing_else() {
        let seen: String = as_seen("a \u{5d0}\u{5d1} \u{5d2} b").into_iter().collect();
        assert_eq!(seen, "a \u{5d2} \u{5d1}\u{5d0} b");
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert!(Fonts::new(Some(b"GIF89a".to_vec())).is_err());
    }
}
