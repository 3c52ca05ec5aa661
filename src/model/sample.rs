//! An even sample of places, in bounded memory however many units there are: a systematic sample, every
//! `stride`-th unit in the order of arrival.
//!
//! The stride is the smallest power of two that leaves at most [`MAX_SAMPLED`] points, so it depends on the number
//! of units alone, and a sample that grew is the one that a recount in the same order gives.

use super::Position;

/// The most points of a sample.
pub const MAX_SAMPLED: u64 = 20_000;

/// Places of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct LocationSample {
    units: u64,
    stride: u64,
    points: Vec<Position>,
}

impl Default for LocationSample {
    fn default() -> Self {
        Self {
            units: 0,
            stride: 1,
            points: Vec::new(),
        }
    }
}

impl LocationSample {
    /// A sample as it was left off: the units seen, the stride, and some points from its end.
    pub fn resume(units: u64, stride: u64, points: Vec<Position>) -> Self {
        Self {
            units,
            stride: stride.max(1),
            points,
        }
    }

    /// Whether `more` units would make the stride longer.
    pub fn outgrown_by(&self, more: u64) -> bool {
        (self.units + more).div_ceil(self.stride) > MAX_SAMPLED
    }

    /// Adds places with their units, in order. `self` must hold all of its points when it is
    /// [outgrown](Self::outgrown_by), else only its newest.
    pub fn add(&mut self, places: &[(Position, u64)]) {
        let more = places.iter().map(|(_, units)| units).sum();
        while self.outgrown_by(more) {
            self.thin();
        }
        for (point, units) in places {
            let end = self.units + units;
            let mut next = self.units.next_multiple_of(self.stride);
            while next < end {
                self.points.push(*point);
                next += self.stride;
            }
            self.units = end;
        }
    }

    fn thin(&mut self) {
        self.stride *= 2;
        let mut index = 0;
        self.points.retain(|_| {
            index += 1;
            index % 2 == 1
        });
    }

    /// Both, each even in itself; both must hold all of their points. Nothing can be added to it.
    pub fn beside(mut self, mut other: Self) -> Self {
        let too_many =
            |one: &Self, other: &Self| (one.points.len() + other.points.len()) as u64 > MAX_SAMPLED;
        while self.stride != other.stride || too_many(&self, &other) {
            match self.stride <= other.stride {
                true => self.thin(),
                false => other.thin(),
            }
        }
        self.units += other.units;
        self.points.append(&mut other.points);
        self
    }

    /// Units seen.
    pub fn units(&self) -> u64 {
        self.units
    }

    /// Each point stands for this many units.
    pub fn stride(&self) -> u64 {
        self.stride
    }

    /// The points, in order of arrival.
    pub fn points(&self) -> &[Position] {
        &self.points
    }

    /// At most `limit` of the points, at even distances.
    pub fn thinned(&self, limit: usize) -> Vec<Position> {
        let (all, taken) = (self.points.len(), self.points.len().min(limit));
        (0..taken)
            .map(|k| self.points[(2 * k + 1) * all / (2 * taken)])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(x: f64) -> Position {
        Position::new(x, 0.0).unwrap()
    }

    #[test]
    fn few_units_are_all_there_each_with_its_share() {
        let mut sample = LocationSample::default();
        sample.add(&[(at(1.0), 2), (at(2.0), 1), (at(3.0), 3)]);
        let xs: Vec<_> = sample.thinned(10).iter().map(|point| point.x()).collect();
        assert_eq!(xs, [1.0, 1.0, 2.0, 3.0, 3.0, 3.0]);
        assert_eq!(sample.thinned(2), [at(1.0), at(3.0)]);
    }

    #[test]
    fn samples_beside_each_other_keep_their_shares() {
        let of = |x: f64, units: u64| {
            let mut sample = LocationSample::default();
            sample.add(&[(at(x), units)]);
            sample
        };
        let both = of(1.0, 7).beside(of(2.0, 3));
        assert_eq!(
            (both.units(), both.stride(), both.points().len()),
            (10, 1, 10)
        );
        assert_eq!(LocationSample::default().beside(of(1.0, 7)), of(1.0, 7));
        for (one, other) in [(30_000, 15_000), (15_000, 30_000), (1_000_000, 5)] {
            let both = of(1.0, one).beside(of(2.0, other));
            let share = |x: f64| both.points().iter().filter(|point| point.x() == x).count();
            let expected = [one, other].map(|units| units.div_ceil(both.stride()) as usize);
            assert_eq!([share(1.0), share(2.0)], expected);
            assert!(both.points().len() as u64 <= MAX_SAMPLED);
            assert_eq!(both.units(), one + other);
        }
    }

    #[test]
    fn a_huge_count_keeps_its_share_in_bounded_memory() {
        let mut sample = LocationSample::default();
        sample.add(&[(at(1.0), 3_000_000_000), (at(2.0), 1_000_000_000)]);
        let points = sample.thinned(1_000);
        let share = points.iter().filter(|point| point.x() == 1.0).count();
        assert_eq!((points.len(), share), (1_000, 750));
        assert!(sample.points().len() as u64 <= MAX_SAMPLED);
    }

    proptest! {
        #[test]
        fn however_it_grew_it_is_the_same(units in prop::collection::vec(1..9_000_u64, 1..40)) {
            let places: Vec<_> = units.iter().enumerate().map(|(k, n)| (at(k as f64), *n)).collect();
            let mut whole = LocationSample::default();
            whole.add(&places);
            let mut grown = LocationSample::default();
            for place in &places {
                grown.add(std::slice::from_ref(place));
            }
            prop_assert_eq!(&grown, &whole);
            prop_assert!(whole.points().len() as u64 <= MAX_SAMPLED);
        }
    }
}
