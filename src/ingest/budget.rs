//! How many bytes all requests together may hold, from the first byte read until they are answered.
//! Bounds the queue too, because a queued submission keeps its share. Never waits: an exhausted budget is an answer.

use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Shares are counted in this many bytes, so that the count fits the semaphore's 32 bits.
const UNIT_BYTES: usize = 1024;
/// What one request may take beyond the three quarters of the budget that it can hold; so few can do that at a time
/// that the process stays within the budget and this.
const BEYOND_BYTES: usize = 32 << 20;

/// The bytes that may be held at once; clones share them.
#[derive(Debug, Clone)]
pub struct MemoryBudget {
    units: Arc<Semaphore>,
    bytes: usize,
}

/// There is not enough left; nothing was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the memory for requests is used up")]
pub struct Exhausted;

/// Why work cannot be begun; nothing was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Shortage {
    /// Others hold what is missing; later there is enough.
    #[error("the memory for requests is used up")]
    Exhausted,
    /// There never is enough.
    #[error("one request needs more memory than all may hold together")]
    TooLarge,
}

impl From<Exhausted> for Shortage {
    fn from(_: Exhausted) -> Self {
        Self::Exhausted
    }
}

impl MemoryBudget {
    /// A budget of `bytes`.
    pub fn new(bytes: usize) -> Self {
        let units = (bytes / UNIT_BYTES).clamp(1, u32::MAX as usize);
        Self {
            units: Arc::new(Semaphore::new(units)),
            bytes: units * UNIT_BYTES,
        }
    }

    /// An empty share, to be grown.
    pub fn share(&self) -> Share {
        Share {
            budget: self.clone(),
            held: None,
        }
    }
}

/// What one request holds; given back when dropped.
#[derive(Debug)]
pub struct Share {
    budget: MemoryBudget,
    held: Option<OwnedSemaphorePermit>,
}

impl Share {
    /// An empty one of the same budget.
    pub fn another(&self) -> Self {
        self.budget.share()
    }

    /// Grows the share for work that takes `bytes` in all. At most three quarters of the budget are held, so that the
    /// largest work needs no idle server.
    ///
    /// # Errors
    /// When the budget does not have that much left, or is too small for it.
    pub fn grow_for_work(&mut self, bytes: usize) -> Result<(), Shortage> {
        let most = self.budget.bytes / 4 * 3;
        if bytes > most + BEYOND_BYTES {
            return Err(Shortage::TooLarge);
        }
        Ok(self.grow_to(bytes.min(most))?)
    }

    /// What is held.
    pub fn held_bytes(&self) -> usize {
        let held = self.held.as_ref().map_or(0, |held| held.num_permits());
        held * UNIT_BYTES
    }

    /// Gives back what is held beyond `bytes`.
    pub fn shrink_to(&mut self, bytes: usize) {
        let Some(held) = &mut self.held else {
            return;
        };
        let surplus = held
            .num_permits()
            .saturating_sub(bytes.div_ceil(UNIT_BYTES));
        drop(held.split(surplus));
    }

    /// Grows the share to at least `bytes`; never shrinks it.
    ///
    /// # Errors
    /// When the budget does not have that much left.
    pub fn grow_to(&mut self, bytes: usize) -> Result<(), Exhausted> {
        let held = self.held.as_ref().map_or(0, |held| held.num_permits());
        let missing = bytes.div_ceil(UNIT_BYTES).saturating_sub(held);
        if missing == 0 {
            return Ok(());
        }
        let missing = u32::try_from(missing).map_err(|_| Exhausted)?;
        let units = Arc::clone(&self.budget.units);
        let more = units
            .try_acquire_many_owned(missing)
            .map_err(|_| Exhausted)?;
        match &mut self.held {
            Some(held) => held.merge(more),
            None => self.held = Some(more),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_bounded_by_what_others_hold_and_given_back_when_dropped() {
        let budget = MemoryBudget::new(10 * UNIT_BYTES);
        let mut first = budget.share();
        first.grow_to(1).unwrap();
        first.grow_to(6 * UNIT_BYTES).unwrap();
        let mut second = budget.share();
        assert_eq!(second.grow_to(4 * UNIT_BYTES + 1), Err(Exhausted));
        second.grow_to(4 * UNIT_BYTES).unwrap();
        drop(first);
        second.grow_to(10 * UNIT_BYTES).unwrap();
    }

    #[test]
    fn the_work_on_a_large_body_leaves_room_for_small_ones() {
        let budget = MemoryBudget::new(64 * UNIT_BYTES);
        let (mut large, mut small) = (budget.share(), budget.share());
        large.grow_for_work(64 * UNIT_BYTES).unwrap();
        small.grow_for_work(16 * UNIT_BYTES).unwrap();
        assert_eq!(
            small.grow_for_work(17 * UNIT_BYTES),
            Err(Shortage::Exhausted)
        );
        let never = 48 * UNIT_BYTES + BEYOND_BYTES + 1;
        assert_eq!(large.grow_for_work(never), Err(Shortage::TooLarge));
        large.shrink_to(8 * UNIT_BYTES);
        small.grow_for_work(48 * UNIT_BYTES).unwrap();
    }
}
