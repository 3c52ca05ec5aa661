//! Levels in bands of a round width.

use std::collections::BTreeMap;

/// Bands at most.
const MOST_BANDS: i64 = 25;

/// The width of the bands for levels from `first` to `last`: 1, 2 or 5 of a power of ten.
fn width(first: i64, last: i64) -> i64 {
    let reach = last - first + 1;
    let widths = (0..).flat_map(|zeros| [1, 2, 5].map(|step| step * 10_i64.pow(zeros)));
    // Levels go to a million, so there is one before the powers have no room.
    let suits = widths
        .take(20)
        .find(|width| reach <= width * (MOST_BANDS - 1));
    suits.unwrap_or(1_000_000)
}

/// What each band has of `levels`, as its lowest and its highest level; those with nothing are left out.
pub(super) fn in_bands<T: Default>(
    levels: BTreeMap<i64, T>,
    mut join: impl FnMut(&mut T, T),
) -> Vec<(i64, i64, T)> {
    let (first, last) = (levels.keys().next(), levels.keys().next_back());
    let width = first
        .zip(last)
        .map_or(1, |(first, last)| width(*first, *last));
    let mut bands: BTreeMap<i64, T> = BTreeMap::new();
    for (level, own) in levels {
        let from = level.div_euclid(width) * width;
        join(bands.entry(from).or_default(), own);
    }
    let bands = bands.into_iter();
    bands
        .map(|(from, own)| (from, from + width - 1, own))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_few_and_of_a_round_width() {
        for (levels, expected) in [
            (vec![], vec![]),
            (vec![7], vec![(7, 7, 1)]),
            (vec![0, 24], vec![(0, 1, 1), (24, 25, 1)]),
            (vec![3, 4, 70], vec![(0, 4, 2), (70, 74, 1)]),
            (
                vec![0, 1_000_000],
                vec![(0, 49_999, 1), (1_000_000, 1_049_999, 1)],
            ),
        ] {
            let levels = levels.into_iter().map(|level| (level, 1)).collect();
            assert_eq!(in_bands(levels, |band, own| *band += own), expected);
        }
    }
}
