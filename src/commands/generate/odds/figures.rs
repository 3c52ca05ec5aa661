//! Formats numbers of any size in a few columns.

use crate::commands::screen::grouped;

/// A number in less than `width` columns: `1,234.5`, `0.01605`, `6.931e6`.
pub(super) fn number(n: f64, width: usize) -> String {
    // The last digits of a sum of many chances are rounding.
    let n = match n.round() {
        whole if whole >= 1.0 && (n - whole).abs() < 1e-9 => whole,
        _ => n,
    };
    let plain = match n {
        0.0 => "0".to_owned(),
        _ if n < 0.000_1 => format!("{n:.3e}"),
        _ if n < 1.0 => significant(n),
        _ if n.fract() == 0.0 || n >= 99_999.95 => grouped(n.round() as u64),
        _ if n < 9.999_5 => format!("{n:.3}"),
        _ if n < 99.995 => format!("{n:.2}"),
        _ => {
            let tenths = (n * 10.0).round() as u64;
            format!("{}.{}", grouped(tenths / 10), tenths % 10)
        }
    };
    if plain.len() < width {
        plain
    } else {
        format!("{n:.2e}")
    }
}

/// `1.6052%`; never 100% of what is not sure.
pub(super) fn percent(chance: f64) -> String {
    let points = chance * 100.0;
    match chance {
        0.0 => "0%".to_owned(),
        // The last digits of a sum of many chances are rounding.
        _ if chance > 1.0 - 1e-12 => "100%".to_owned(),
        _ if points > 99.995 => "> 99.99%".to_owned(),
        _ if points < 0.000_1 => format!("{points:.3e}%"),
        _ => format!("{}%", significant(points)),
    }
}

/// Five significant digits of a number from 0.0001 to 100.
fn significant(n: f64) -> String {
    let rounded = format!("{n:.4e}");
    let exponent = rounded.split_once('e').and_then(|(_, e)| e.parse().ok());
    let decimals = usize::try_from(4 - exponent.unwrap_or(0)).unwrap_or(0);
    format!("{n:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_any_size_keep_their_digits_and_fit() {
        for (n, shown) in [
            (0.0, "0"),
            (1.0, "1"),
            (1.0 - 1e-14, "1"),
            (2.0e-7, "2.000e-7"),
            (0.016_052_05, "0.016052"),
            (1.06, "1.060"),
            (9.999_6, "10.00"),
            (62.297, "62.30"),
            (1_234.56, "1,234.6"),
            (99_999.97, "100,000"),
            (10_000_000.0, "10,000,000"),
            (1e12, "1.00e12"),
        ] {
            assert_eq!(number(n, 11), shown);
        }
        assert_eq!(number(6_931_472.0, 8), "6.93e6");
    }

    #[test]
    fn only_what_is_sure_is_100_percent() {
        for (chance, shown) in [
            (1.0, "100%"),
            (1.0 - 1e-16, "100%"),
            (0.999_999, "> 99.99%"),
            (0.999_9, "99.990%"),
            (0.1, "10.000%"),
            (0.016_052, "1.6052%"),
            (1e-9, "1.000e-7%"),
            (0.0, "0%"),
        ] {
            assert_eq!(percent(chance), shown);
        }
    }
}
