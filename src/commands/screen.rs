//! Text for terminals: numbers, bars and columns that stay within 80 columns whatever the names are. Where standard output
//! is no terminal, a program or `grep` reads it, and nothing is cut.

use crate::model::visible;
pub(crate) use crate::model::{counted, grouped};
use anstyle::{AnsiColor, Style};
use std::io::{self, IsTerminal};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Headings.
pub(crate) const HEADING: Style = Style::new().bold();
/// What is less important.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// All is well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Something to look at.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default();
/// Something is wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// `text` in `style`; the colours are removed where the output is not a terminal.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{}{text}{}", style.render(), style.render_reset())
}

/// `12.3%`, never 100.0% of something that is not all.
pub(crate) fn percent(part: f64) -> String {
    let shown = if part < 1.0 {
        (part * 1000.0).min(999.0)
    } else {
        1000.0
    };
    format!("{:.1}%", shown / 10.0)
}

/// `1,234`, `12.5`, `−0.04`: a number of any kind, with two decimals where it is small.
pub(crate) fn amount(value: f64) -> String {
    const WHOLE: f64 = 1e15;
    let size = value.abs();
    if size >= WHOLE {
        return format!("{value:.2e}");
    }
    let text = match size >= 1_000.0 || value.fract() == 0.0 {
        true => grouped(size.round() as u64),
        false => {
            let text = format!("{size:.2}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    match value < 0.0 && text != "0" {
        true => format!("−{text}"),
        false => text,
    }
}

/// `2026-01-31 18:30` of an ISO 8601 time.
pub(crate) fn minute(time: &str) -> String {
    time.chars()
        .take(16)
        .map(|c| if c == 'T' { ' ' } else { c })
        .collect()
}

/// `all / of`, or a dash where there is nothing to divide by.
pub(crate) fn ratio(all: u64, of: u64) -> String {
    match of {
        0 => "–".to_owned(),
        of => format!("{:.1}", all as f64 / of as f64),
    }
}

/// A bar of at most `width` columns, in eighths of one.
pub(crate) fn bar(share: f64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (share.clamp(0.0, 1.0) * (width * 8) as f64).round() as usize;
    let mut bar = "█".repeat(eighths / 8);
    bar.push_str(EIGHTHS[eighths % 8]);
    // Something is more than nothing.
    if bar.is_empty() && share > 0.0 {
        bar.push_str(EIGHTHS[1]);
    }
    bar
}

/// One column per value, from `▁` for the smallest to `█` for the largest.
pub(crate) fn sparkline(values: &[u64]) -> String {
    const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let largest = values.iter().copied().max().unwrap_or(0).max(1) as f64;
    values
        .iter()
        .map(|value| STEPS[(*value as f64 / largest * 7.0).round() as usize])
        .collect()
}

/// `text` in `width` columns: padded on the right, and cut with an ellipsis where it is longer and people read it. What
/// came from outside does not steer the terminal.
pub(crate) fn fitted(text: &str, width: usize) -> String {
    fit(text, width, io::stdout().is_terminal(), head_of)
}

/// The same for a name, which loses its middle: names often differ in their ends.
pub(crate) fn fitted_name(name: &str, width: usize) -> String {
    fit(name, width, io::stdout().is_terminal(), ends_of)
}

/// `shorten` is given what is longer than `width` columns, if anything is to be.
fn fit(
    text: &str,
    width: usize,
    is_cut: bool,
    shorten: impl FnOnce(&str, usize) -> String,
) -> String {
    let shown = visible(text);
    if is_cut && shown.width() > width {
        return padded(&shorten(&shown, width), width);
    }
    padded(&shown, width)
}

fn head_of(text: &str, width: usize) -> String {
    let head = taken(text.chars(), width.saturating_sub(1));
    format!("{head}…")
}

fn ends_of(name: &str, width: usize) -> String {
    let room = width.saturating_sub(1);
    let head = taken(name.chars(), room.div_ceil(2));
    let tail: String = taken(name.chars().rev(), room / 2).chars().rev().collect();
    // A mark that belongs to a character that is gone.
    let tail = tail.trim_start_matches(|c: char| c.width() == Some(0));
    format!("{head}…{tail}")
}

/// As many of the characters as take `width` columns.
fn taken(characters: impl Iterator<Item = char>, width: usize) -> String {
    let mut used = 0;
    let fitting = characters.take_while(|c| {
        used += c.width().unwrap_or(0);
        used <= width
    });
    fitting.collect()
}

fn padded(text: &str, width: usize) -> String {
    let padding = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(padding))
}

/// `text` in lines of at most `width` columns, broken between words.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_as_many_digits_as_they_need() {
        for (value, told) in [
            (0.0, "0"),
            (-0.001, "0"),
            (12.5, "12.5"),
            (-3.456, "−3.46"),
            (1_234.6, "1,235"),
            (-1_000_000.0, "−1,000,000"),
            (2e15, "2.00e15"),
        ] {
            assert_eq!(amount(value), told);
        }
    }

    #[test]
    fn names_of_any_script_fill_their_columns_exactly() {
        let cut = |text: &str, width| fit(text, width, true, head_of);
        let cut_name = |name: &str, width| fit(name, width, true, ends_of);
        for name in [
            "medkit",
            "a_very_long_item_name_that_goes_on",
            "黄金の剣と盾と兜と鎧",
            "🦆🦆🦆🦆🦆🦆🦆🦆",
            "",
        ] {
            assert_eq!(cut(name, 12).width(), 12, "{name}");
            assert_eq!(cut_name(name, 12).width(), 12, "{name}");
        }
        assert_eq!(cut("黄金の剣と盾", 7), "黄金の…");
        assert_eq!(cut("a\u{9b}2J", 12), "a\\u{9b}2J   ");
        assert_eq!(
            cut_name("Weapon_AssaultRifle_Akm_Gold", 20),
            "Weapon_Ass…_Akm_Gold"
        );
        assert_eq!(cut_name("黄金の剣と盾", 8), "黄金…盾 ");
    }

    #[test]
    fn nothing_is_cut_for_programs() {
        for shorten in [head_of, ends_of] {
            assert_eq!(fit("a_long_name", 4, false, shorten), "a_long_name");
            assert_eq!(fit("a\u{9b}", 9, false, shorten), "a\\u{9b}  ");
        }
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(
            wrapped("one two  three 黄金", 9),
            ["one two", "three", "黄金"]
        );
        assert_eq!(wrapped("", 9), Vec::<String>::new());
    }

    #[test]
    fn bars_show_the_share() {
        assert_eq!(bar(1.0, 4), "████");
        assert_eq!(bar(0.5, 3), "█▌");
        assert_eq!(bar(0.000_1, 4), "▏");
        assert_eq!(bar(0.0, 4), "");
    }

    #[test]
    fn almost_all_is_not_shown_as_all() {
        assert_eq!(percent(1.0), "100.0%");
        assert_eq!(percent(0.999_99), "99.9%");
        assert_eq!(percent(0.0), "0.0%");
    }

    #[test]
    fn a_sparkline_has_one_column_per_value() {
        assert_eq!(sparkline(&[0, 7, 14]), "▁▅█");
        assert_eq!(sparkline(&[]), "");
    }
}
