//! Random values made from random words alone: whole numbers, fractions, normal deviates.
//!
//! Everything here is integer arithmetic, IEEE `+ − × ÷ √`, or `libm`'s own code, never the system's mathematics,
//! whose last bit differs between machines. So equal words give equal values anywhere.

use super::dice::Dice;

/// A source of random words, with what is made of them.
pub trait Rolls {
    /// 64 random bits.
    fn bits(&mut self) -> u64;

    /// A multiple of 2⁻⁵³ from 0 up to, but not including, 1.
    fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// A fraction of the range from `low` to `high`.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number from `low` to `high`, both included. Uneven by less than `high - low` in 2⁶⁴.
    fn within(&mut self, low: u32, high: u32) -> u32 {
        let span = u128::from(high - low) + 1;
        low + ((u128::from(self.bits()) * span) >> 64) as u32
    }

    /// A standard normal deviate: the polar method of Marsaglia and Bray (1964), which needs one logarithm.
    fn normal(&mut self) -> f64 {
        loop {
            let (u, v) = (self.between(-1.0, 1.0), self.between(-1.0, 1.0));
            let s = u * u + v * v;
            if s > 0.0 && s < 1.0 {
                return u * (-2.0 * libm::log(s) / s).sqrt();
            }
        }
    }
}

impl Rolls for Dice {
    fn bits(&mut self) -> u64 {
        self.word()
    }
}

#[cfg(test)]
impl Rolls for rand_chacha::ChaCha8Rng {
    fn bits(&mut self) -> u64 {
        rand::Rng::next_u64(self)
    }
}
