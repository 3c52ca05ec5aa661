//! The random numbers of a run, addressed by match and player instead of drawn in sequence.
//!
//! ChaCha8's output is fixed by its definition, and the mapping onto ranges is our own, so the numbers
//! stay the same on every machine and through every release of the `rand` crates.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What one player may draw at most: four ChaCha blocks, which the generator makes in one go.
pub(super) const WORDS_PER_PLAYER: u32 = 64;

/// The dice of one run.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of the run that `scenario` and `seed` name.
    pub(super) fn new(scenario: &str, seed: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let name = scenario.as_bytes();
        let length = name.len().min(24);
        key[8..8 + length].copy_from_slice(&name[..length]);
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Turns to what concerns match number `match_number` as a whole.
    pub(super) fn turn_to_match(&mut self, match_number: u64) {
        self.turn_to(match_number, 0);
    }

    /// Turns to player number `player` (from 1) of the match turned to last.
    pub(super) fn turn_to_player(&mut self, player: u32) {
        self.0
            .set_word_pos(u128::from(WORDS_PER_PLAYER) * u128::from(player));
    }

    /// Turns to the place `word` of one of 2⁶⁴ streams; no two of them share a number.
    pub(super) fn turn_to(&mut self, stream: u64, word: u64) {
        // Amid a block, changing the stream makes the block anew, only for it to be left at once.
        self.0.set_word_pos(0);
        self.0.set_stream(stream);
        self.0.set_word_pos(u128::from(word));
    }

    /// A number from 0 to `bound - 1`. Uneven by less than `bound` in 2³², which no analysis can see.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(bound)) >> 32) as u32
    }

    /// 64 random bits.
    pub(super) fn word(&mut self) -> u64 {
        self.0.next_u64()
    }
}
