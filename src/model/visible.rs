//! Text from outside as it can be shown: what shows nothing by itself, or changes how its neighbours are shown, is written
//! as its code, and a mark that lacks its letter gets a dotted circle. The dashboard has the same rule in `lib/text.js`.

use super::{OTHER, OTHER_DIMENSION};
use std::borrow::Cow;
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// `text` with a visible stand-in, such as `\u{202e}`, for each control, mark of direction, space of no width,
/// noncharacter and whatever else is not seen. Characters that belong to an emoji, or to a word of a script that joins
/// its letters, stay. What stands for all [other](super::OTHER) names is `(other)`; a name of data that looks so is quoted.
pub fn visible(text: &str) -> Cow<'_, str> {
    match text {
        OTHER | OTHER_DIMENSION => return Cow::Borrowed(text.trim_start()),
        "(other)" => return Cow::Borrowed("\"(other)\""),
        _ => {}
    }
    let is_plain = |c: char| c.is_ascii_graphic() || c == ' ';
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        if is_unseen(character) && !belongs(character, before, next) {
            let _ = write!(shown, "\\u{{{:x}}}", character as u32);
            before = ' ';
            continue;
        }
        if is_mark(character) && before.is_whitespace() {
            shown.push('◌');
        }
        shown.push(character);
        before = character;
    }
    Cow::Owned(shown)
}

/// The same for text of several lines: line ends and tabs stay.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\t']) {
        return visible(text);
    }
    let mut shown = String::with_capacity(text.len());
    for part in text.split_inclusive(['\n', '\t']) {
        let end = part.len() - usize::from(part.ends_with(['\n', '\t']));
        let (line, end) = part.split_at(end);
        let (line, end) = match line.strip_suffix('\r') {
            Some(line) if end == "\n" => (line, "\r\n"),
            _ => (line, end),
        };
        shown.push_str(&visible(line));
        shown.push_str(end);
    }
    Cow::Owned(shown)
}

fn is_unseen(character: char) -> bool {
    let is_noncharacter = character as u32 & 0xfffe == 0xfffe;
    is_noncharacter
        || matches!(character,
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}'
            | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether an unseen character is a part of what is seen.
fn belongs(character: char, before: char, next: char) -> bool {
    let joins = |c: char| matches!(c, '\u{600}'..='\u{18af}');
    match character {
        '\u{fe0e}' | '\u{fe0f}' => {
            is_pictograph(before) || (matches!(before, '0'..='9' | '#' | '*') && next == '\u{20e3}')
        }
        '\u{200d}' => {
            (is_pictograph(before) && is_pictograph(next)) || (joins(before) && joins(next))
        }
        '\u{200c}' => joins(before) && joins(next),
        _ => false,
    }
}

fn is_pictograph(character: char) -> bool {
    matches!(character,
        '©' | '®' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{2bff}' | '\u{3030}'
        | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}' | '\u{fe0f}')
}

/// Drawn over the character before it.
fn is_mark(character: char) -> bool {
    character.width() == Some(0) && !is_unseen(character) && !character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of what arrives, and how it is shown. `tests/browser/names.rs` shows the dashboard the same.
    #[test]
    fn nothing_is_shown_as_nothing() {
        for (text, shown) in [
            ("medkit", "medkit"),
            (OTHER, "(other)"),
            ("(other)", "\"(other)\""),
            ("Привет, 黄金 🦆 naïve", "Привет, 黄金 🦆 naïve"),
            ("a\0b\x1b[2Jc\u{9b}", "a\\u{0}b\\u{1b}[2Jc\\u{9b}"),
            ("exe\u{202e}gnp.", "exe\\u{202e}gnp."),
            ("\u{200b}", "\\u{200b}"),
            ("med\u{200c}kit", "med\\u{200c}kit"),
            ("\u{fffe}\u{1ffff}", "\\u{fffe}\\u{1ffff}"),
            ("\u{301}", "◌\u{301}"),
            ("a \u{301}", "a ◌\u{301}"),
            ("e\u{301}", "e\u{301}"),
            ("\u{2800}\u{3164}", "\\u{2800}\\u{3164}"),
            (
                "👩\u{200d}🚀 ❤\u{fe0f} 1\u{fe0f}\u{20e3}",
                "👩\u{200d}🚀 ❤\u{fe0f} 1\u{fe0f}\u{20e3}",
            ),
            ("1\u{fe0f}", "1\\u{fe0f}"),
            ("نمی\u{200c}خواهم", "نمی\u{200c}خواهم"),
        ] {
            assert_eq!(visible(text), shown, "{text:?}");
        }
        assert_eq!(visible_lines("a\r\n\tb\rc\n"), "a\r\n\tb\\u{d}c\n");
    }
}
