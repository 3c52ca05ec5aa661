//! Formats numbers for people.

pub(super) use crate::model::{counted, grouped};

/// `1,234,567` up to seven digits, then `12.3M`: what fits beside a bar.
pub(super) fn count(n: u64) -> String {
    if n < 10_000_000 {
        grouped(n)
    } else {
        short(n as f64)
    }
}

/// `0.25`, `950`, `12.3k`, `4.5M`, `1.2B`, `1T`; three digits at most, and powers of ten beyond.
pub(super) fn short(value: f64) -> String {
    const UNITS: [(f64, &str); 5] = [(1.0, ""), (1e3, "k"), (1e6, "M"), (1e9, "B"), (1e12, "T")];
    let size = value.abs();
    if !value.is_finite() || size >= 9.995e14 || (size > 0.0 && size < 0.000_995) {
        return format!("{value:.1e}");
    }
    let fits = |unit: &&(f64, &str)| size < 999.5 * unit.0;
    let (unit, letter) = UNITS.iter().find(fits).unwrap_or(&UNITS[4]);
    let scaled = value / unit;
    let decimals = match scaled.abs() {
        x if x >= 99.95 || x == 0.0 => 0,
        x if x >= 9.995 => 1,
        x if x >= 0.995 => 2,
        x if x >= 0.099_95 => 3,
        _ => 5,
    };
    format!("{}{letter}", trimmed(format!("{scaled:.decimals$}")))
}

/// `12.3%`, never 100% of something that is not all, nor 0% of something.
pub(super) fn percent(share: f64) -> String {
    match share {
        s if s > 0.0 && s < 0.000_5 => "< 0.1%".into(),
        s if s < 1.0 && s > 0.999 => "99.9%".into(),
        s if s >= 10.0 => format!("{}%", grouped((s * 100.0).round() as u64)),
        s => format!("{:.1}%", s * 100.0),
    }
}

/// A coordinate: as many decimals as tell `step` apart.
pub(super) fn coordinate(value: f64, step: f64) -> String {
    let size = value.abs();
    if size >= 1e15 || (size < 1.0 && step < 1e-4) {
        return format!("{value:.2e}").replace('-', "−");
    }
    if size >= 1e6 && step >= size / 200.0 {
        return short(value).replace('-', "−");
    }
    let needed = (0..6).find(|decimals| {
        let scaled = step * 10_f64.powi(*decimals);
        scaled >= 0.999 && (scaled - scaled.round()).abs() < 0.01 * scaled
    });
    let decimals = needed.unwrap_or(6) as usize;
    let text = trimmed(format!("{value:.decimals$}"));
    let (sign, digits) = match text.strip_prefix('-') {
        Some("0") => ("", "0"),
        Some(digits) => ("−", digits),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.parse().map_or(whole.to_owned(), grouped);
    match fraction {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

/// Without zeros at the end of a fraction.
fn trimmed(text: String) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_true() {
        for (value, told) in [
            (0.0, "0"),
            (0.25, "0.25"),
            (0.0125, "0.0125"),
            (7.0, "7"),
            (950.4, "950"),
            (999.6, "1k"),
            (12_345.0, "12.3k"),
            (4_500_000.0, "4.5M"),
            (1e9, "1B"),
            (1e12, "1T"),
            (1e15, "1.0e15"),
            (-12_345.0, "-12.3k"),
            (1e-9, "1.0e-9"),
        ] {
            assert_eq!(short(value), told);
        }
        assert_eq!(count(9_999_999), "9,999,999");
        assert_eq!(count(1_000_000_000_000), "1T");
    }

    #[test]
    fn almost_all_is_not_all_and_almost_nothing_not_nothing() {
        assert_eq!(percent(1.0), "100.0%");
        assert_eq!(percent(0.999_99), "99.9%");
        assert_eq!(percent(0.000_01), "< 0.1%");
        assert_eq!(percent(0.0), "0.0%");
        assert_eq!(percent(0.209), "20.9%");
        assert_eq!(percent(123.0), "12,300%");
    }

    #[test]
    fn coordinates_have_the_decimals_of_their_grid() {
        assert_eq!(coordinate(12_500.0, 500.0), "12,500");
        assert_eq!(coordinate(-0.25, 0.05), "−0.25");
        assert_eq!(coordinate(-0.0, 0.5), "0");
        assert_eq!(coordinate(7.5, 2.5), "7.5");
        assert_eq!(coordinate(31.62, 0.5), "31.6");
        assert_eq!(coordinate(3e7, 1e6), "30M");
        assert_eq!(coordinate(1_000_000_004.0, 1.0), "1,000,000,004");
    }
}
