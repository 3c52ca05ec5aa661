//! How many observations stand behind a number of units. A sheet may give one place for a count of a thousand: that is a
//! thousand units, but one observation of where they are.

use crate::model::Position;

/// The effective sample size behind places in the order of their arrival, each standing for one unit.
///
/// Equal neighbours are taken for one observation with a weight. Of weights `w` it is `(Σw)² / Σw²`, as Kish has it
/// (*Survey Sampling*, 1965) and SciPy's `gaussian_kde`; an even sample of more places gives the size of the
/// sample at most, which errs on the side of doubt.
pub fn effective_sample_size(places: &[Position]) -> f64 {
    let runs = places.chunk_by(|one, next| one == next);
    let squares: f64 = runs.map(|run| (run.len() as f64).powi(2)).sum();
    if squares == 0.0 {
        return 0.0;
    }
    (places.len() as f64).powi(2) / squares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64) -> Position {
        Position::new(x, 0.0).unwrap()
    }

    #[test]
    fn one_place_for_a_whole_count_is_one_find() {
        assert_eq!(effective_sample_size(&[at(3.0); 1_000]), 1.0);
        let apart: Vec<_> = (0..50).map(|k| at(f64::from(k))).collect();
        assert_eq!(effective_sample_size(&apart), 50.0);
        assert_eq!(effective_sample_size(&[]), 0.0);
    }

    #[test]
    fn one_huge_count_among_many_leaves_little_to_learn() {
        let mut places: Vec<_> = (0..100).map(|k| at(f64::from(k))).collect();
        places.extend([at(-1.0); 900]);
        let effective_sample_size = effective_sample_size(&places);
        assert!(
            (1.2..1.3).contains(&effective_sample_size),
            "{effective_sample_size}"
        );
    }
}
