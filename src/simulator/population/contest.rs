//! Who wins a match, and when each player leaves it.

use super::player::{Player, streams};
use super::shared::Population;
use crate::simulator::dice::Dice;
use crate::simulator::rolls::Rolls;
use crate::simulator::scenario::{Mode, Outcome};

/// A player's part in how a match goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// From 1.
    pub(super) team: u16,
    /// From 1, the winner's.
    pub(super) placement: u16,
    /// Of the match's length, until the player leaves.
    pub(super) share: f64,
}

/// A match about to begin.
pub(super) struct Contest<'a> {
    pub(super) population: &'a Population,
    pub(super) rules: &'a Mode,
    pub(super) number: u64,
}

impl Contest<'_> {
    /// The parts of `players`, in their order.
    pub(super) fn decide<'p>(
        &self,
        players: impl Iterator<Item = &'p Player<'p>>,
        dice: &mut Dice,
    ) -> Vec<Part> {
        let mut parts: Vec<Part> = match &self.rules.outcome {
            Outcome::Rank { luck } => self.rank(players, *luck, dice),
            Outcome::Chance(difficulty) => players
                .enumerate()
                .map(|(index, player)| {
                    let team = (index / self.rules.team_size) as u16 + 1;
                    let harder = difficulty.at(player.level) - self.skill(player, dice);
                    try_alone(team, harder, dice)
                })
                .collect(),
        };
        if !self.rules.elimination {
            parts.iter_mut().for_each(|part| part.share = 1.0);
        }
        parts
    }

    /// The player's skill, with the dice turned to what decides this match for the player.
    fn skill(&self, player: &Player<'_>, dice: &mut Dice) -> f64 {
        let (stream, word) = streams::form(player.number, player.matches);
        // Before it is the choice of the mode.
        dice.turn_to(stream, word + 2);
        player.skill(self.population)
    }

    /// Teams against each other: ranked by the mean of their players' form, which is skill and luck.
    fn rank<'p>(
        &self,
        players: impl Iterator<Item = &'p Player<'p>>,
        luck: f64,
        dice: &mut Dice,
    ) -> Vec<Part> {
        let size = self.rules.team_size;
        let forms: Vec<(f64, f64)> = players
            .map(|player| {
                let form = self.skill(player, dice) + luck * dice.normal();
                (form, dice.unit())
            })
            .collect();
        let teams = self.teams(&forms, luck, dice);
        let mut order: Vec<usize> = (0..teams.len()).collect();
        order.sort_by(|a, b| teams[*b].total_cmp(&teams[*a]));
        let mut ranks = vec![0; teams.len()];
        for (rank, team) in order.iter().enumerate() {
            ranks[*team] = rank;
        }
        let last = (teams.len().max(2) - 1) as f64;
        let parts = forms.iter().enumerate().map(|(index, (_, early))| {
            let team = index / size;
            // The last ones are out soon after the beginning, the second just before the end; comrades leave
            // within the last third of their team's time.
            let share = match ranks[team] {
                0 => 1.0,
                rank => (1.0 - 0.95 * (rank as f64 / last).sqrt()) * (1.0 - 0.33 * early),
            };
            Part {
                team: team as u16 + 1,
                placement: ranks[team] as u16 + 1,
                share,
            }
        });
        parts.collect()
    }

    /// The mean form of each team: those of the players, then those of bots, where bots fill the match.
    fn teams(&self, forms: &[(f64, f64)], luck: f64, dice: &mut Dice) -> Vec<f64> {
        let size = self.rules.team_size;
        let (stream, word) = streams::of_match(self.number);
        // Before it is the match's length.
        dice.turn_to(stream, word + 64);
        let empty = self.rules.players.saturating_sub(forms.len());
        let (mut missing, skill) = self.rules.bots.map_or((0, 0.0), |skill| (empty, skill));
        // The sum of n independent forms, drawn as the one normal number that it is.
        let bots = |n: usize, dice: &mut Dice| {
            let n = n as f64;
            n * skill + n.sqrt() * luck * dice.normal()
        };
        let mut teams = Vec::with_capacity((forms.len() + missing).div_ceil(size));
        for team in forms.chunks(size) {
            let of_players: f64 = team.iter().map(|(form, _)| form).sum();
            let fill = missing.min(size - team.len());
            missing -= fill;
            let of_bots = if fill > 0 { bots(fill, dice) } else { 0.0 };
            teams.push((of_players + of_bots) / (team.len() + fill) as f64);
        }
        while missing > 0 {
            let fill = missing.min(size);
            missing -= fill;
            teams.push(bots(fill, dice) / fill as f64);
        }
        teams
    }
}

/// Against the game: won with the chance 1/(1+exp(`harder`)).
fn try_alone(team: u16, harder: f64, dice: &mut Dice) -> Part {
    if dice.unit() < 1.0 / (1.0 + libm::exp(harder)) {
        return Part {
            team,
            placement: 1,
            share: 1.0,
        };
    }
    Part {
        team,
        placement: 2,
        share: dice.between(0.2, 1.0),
    }
}
