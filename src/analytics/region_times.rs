//! What lies in regions of a map over time, place by place: a place counts where it is, in each region that holds it.

use crate::model::{Bucket, Millis, Position, Region, Zone};
use std::collections::BTreeMap;

/// Buckets that are kept.
const MOST_BUCKETS: usize = 10_000;

/// Counts in the making.
#[derive(Debug, Clone)]
pub struct RegionTimes {
    regions: Vec<Region>,
    bucket: Bucket,
    zone: Zone,
    counts: BTreeMap<Millis, RegionsAt>,
}

/// What lies where in one bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionsAt {
    /// Units, or events, in each region.
    pub within: Vec<u64>,
    /// Those in no region.
    pub elsewhere: u64,
}

impl RegionTimes {
    /// Nothing yet, in buckets of a width by the clock of `zone`.
    pub fn new(regions: Vec<Region>, bucket: Bucket, zone: Zone) -> Self {
        Self {
            regions,
            bucket,
            zone,
            counts: BTreeMap::new(),
        }
    }

    /// Adds what was found, or happened, at a place and a time.
    pub fn add(&mut self, at: Millis, place: Position, units: u64) {
        let start = self.zone.start_of(at, self.bucket);
        let counts = self.counts.entry(start).or_insert_with(|| RegionsAt {
            within: vec![0; self.regions.len()],
            elsewhere: 0,
        });
        let mut is_elsewhere = true;
        for (sum, region) in counts.within.iter_mut().zip(&self.regions) {
            if region.contains(place.x(), place.y()) {
                *sum += units;
                is_elsewhere = false;
            }
        }
        if is_elsewhere {
            counts.elsewhere += units;
        }
    }

    /// Whether more may be added.
    pub fn has_room(&self) -> bool {
        self.counts.len() < MOST_BUCKETS
    }

    /// The counts, oldest first; buckets without any are left out.
    pub fn points(self) -> impl Iterator<Item = (Millis, RegionsAt)> {
        self.counts.into_iter()
    }
}
