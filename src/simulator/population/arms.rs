//! Which variants a player is in.

/// The variants of a player, by experiment.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Arms(u64);

impl Arms {
    const BITS: usize = 4;

    pub(super) fn of(self, experiment: usize) -> usize {
        (self.0 >> (Self::BITS * experiment)) as usize & 0xf
    }

    pub(super) fn set(&mut self, experiment: usize, variant: usize) {
        self.0 |= (variant as u64 & 0xf) << (Self::BITS * experiment);
    }
}
