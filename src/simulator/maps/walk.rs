//! A player on a map: from place to place, never faster than the map allows.

use super::geometry::distance;
use super::map::Map;
use crate::model::Position;
use crate::simulator::Rolls;

/// Where a player is and where to. A plain value; the map is given to each call, always the same one.
///
/// A way between two places is straight and has one pace, between `slowest` and all of the speed; at its end the
/// player stays for a while. So `distance / seconds` of any two positions is at most the speed, up to the map's
/// grain. Distances are those seen from above; between floors the height changes along the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    at: [f64; 2],
    to: [f64; 2],
    /// World units, at both ends of the way; 0 where the map is flat.
    height: f64,
    height_of_to: f64,
    /// World units per second on this way.
    pace: f64,
    /// Seconds to stay before the way begins.
    pause: f64,
    /// What the speed is multiplied by: 1 for the honest.
    haste: f64,
    /// World units walked so far; jumps do not count.
    travelled: f64,
}

impl Walk {
    /// A player at a place that players go to. `haste` multiplies the speed: 1 for the honest, 1.1 for one who
    /// cheats a little.
    pub fn begin(map: &Map, haste: f64, rolls: &mut impl Rolls) -> Self {
        let (_, place) = map.stop(rolls);
        let at = [place.x(), place.y()];
        let mut walk = Self {
            at,
            to: at,
            height: place.z().unwrap_or(0.0),
            height_of_to: 0.0,
            pace: 0.0,
            pause: 0.0,
            haste,
            travelled: 0.0,
        };
        walk.next_way(map, rolls);
        walk
    }

    /// Where the player is.
    pub fn position(&self, map: &Map) -> Position {
        map.position(self.at, self.height)
    }

    /// World units walked so far; jumps do not count.
    pub fn travelled(&self) -> f64 {
        self.travelled
    }

    /// Lets time pass, seconds; the player goes from area to area. Where the player then is.
    pub fn roam(&mut self, map: &Map, seconds: f64, rolls: &mut impl Rolls) -> Position {
        let mut left = seconds;
        loop {
            if left <= self.pause {
                self.pause -= left;
                break;
            }
            left -= self.pause;
            self.pause = 0.0;
            let way = distance(self.at, self.to);
            if way > left * self.pace {
                let share = left * self.pace / way;
                self.travelled += left * self.pace;
                self.at = [
                    self.at[0] + share * (self.to[0] - self.at[0]),
                    self.at[1] + share * (self.to[1] - self.at[1]),
                ];
                self.height += share * (self.height_of_to - self.height);
                break;
            }
            left -= way / self.pace;
            self.travelled += way;
            self.at = self.to;
            self.height = self.height_of_to;
            self.next_way(map, rolls);
        }
        self.position(map)
    }

    /// Goes straight to a place, to take what lies there, and says how many seconds that takes.
    pub fn go_to(&mut self, map: &Map, place: Position, rolls: &mut impl Rolls) -> f64 {
        self.pace = self.some_pace(map, rolls);
        let to = [place.x(), place.y()];
        let way = distance(self.at, to);
        let seconds = way / self.pace;
        self.travelled += way;
        self.at = to;
        self.height = place.z().unwrap_or(0.0);
        self.next_way(map, rolls);
        seconds
    }

    /// Puts the player somewhere else in no time, as no honest player can.
    pub fn jump_to(&mut self, place: Position) {
        self.at = [place.x(), place.y()];
        self.height = place.z().unwrap_or(0.0);
    }

    fn next_way(&mut self, map: &Map, rolls: &mut impl Rolls) {
        let (_, place) = map.stop(rolls);
        self.to = [place.x(), place.y()];
        self.height_of_to = place.z().unwrap_or(0.0);
        self.pace = self.some_pace(map, rolls);
        let movement = &map.movement;
        self.pause = rolls.between(movement.shortest_pause, movement.longest_pause);
    }

    fn some_pace(&self, map: &Map, rolls: &mut impl Rolls) -> f64 {
        let share = rolls.between(map.movement.slowest, 1.0);
        map.movement.speed * share * self.haste
    }
}
