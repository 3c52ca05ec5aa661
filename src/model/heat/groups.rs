//! Independent groups of players, for statistics that must not take what one player does for what many do.
//!
//! A player is always in the same of [`GROUPS`] groups, which chance decides, so the counts of groups are independent
//! whatever players do: the method of random groups (Wolter, *Introduction to Variance Estimation*, 2nd ed., ch. 2).

use super::lattice::Tally;

/// How many groups. The variance between them is known to within a quarter or so.
pub const GROUPS: usize = 16;

/// Units by group of players.
pub type ByGroup = [u64; GROUPS];

/// The group of a player: the same on every machine and in every version, because counts by group are stored.
pub fn group_of(player_id: &str) -> u8 {
    // FNV-1a, whose upper bits are the better mixed ones.
    let hash = player_id
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    ((hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 60) as u8
}

impl Tally for ByGroup {
    /// Group and units.
    type Part = (u8, u64);
    const MOST: usize = 2_048;

    fn put(&mut self, (group, units): (u8, u64)) {
        self[usize::from(group) % GROUPS] += units;
    }

    fn add(&mut self, other: &Self) {
        for (units, more) in self.iter_mut().zip(other) {
            *units += more;
        }
    }

    fn units(&self) -> u64 {
        self.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn players_are_spread_evenly_and_stay_where_they_are() {
        assert_eq!(
            ["", "player_1", "player_2", "黄"].map(group_of),
            [8, 8, 10, 12]
        );
        let mut sizes = [0_u32; GROUPS];
        for match_number in 0..400 {
            for seat in 0..4 {
                sizes[usize::from(group_of(&format!("player_{match_number}_{seat}")))] += 1;
            }
        }
        // 1,600 players: 100 ± 10 in each.
        assert!(
            sizes.iter().all(|size| (60..=140).contains(size)),
            "{sizes:?}"
        );
    }
}
