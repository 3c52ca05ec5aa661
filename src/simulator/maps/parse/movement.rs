//! How players move on maps.

use super::Parser;
use crate::simulator::maps::geometry::Rectangle;
use crate::simulator::maps::map::Movement;
use crate::simulator::maps::wire::MovementWire;

/// Shorter stops would make a long walk cost without end.
const MIN_PAUSE_SECONDS: f64 = 0.5;
const MAX_PAUSE_SECONDS: f64 = 86_400.0;
const DEFAULT_PAUSE_SECONDS: (f64, f64) = (1.0, 10.0);
const DEFAULT_SLOWEST: f64 = 0.7;
/// How long crossing the shorter side takes where a map does not say.
const DEFAULT_CROSSING_SECONDS: f64 = 120.0;

impl Parser<'_> {
    pub(super) fn movement(
        &mut self,
        at: &str,
        wire: Option<&MovementWire>,
        map: Rectangle,
    ) -> Movement {
        let (shortest_pause, longest_pause) = DEFAULT_PAUSE_SECONDS;
        let mut movement = Movement {
            speed: map.width().min(map.height()) / DEFAULT_CROSSING_SECONDS,
            slowest: DEFAULT_SLOWEST,
            shortest_pause,
            longest_pause,
        };
        let Some(wire) = wire else {
            return movement;
        };
        self.positive(&format!("{at}.speed"), wire.speed);
        movement.speed = wire.speed;
        if let Some(slowest) = wire.slowest {
            self.number(&format!("{at}.slowest"), slowest, 0.01, 1.0);
            movement.slowest = slowest;
        }
        if let Some(pause) = wire.pause_seconds {
            let at = format!("{at}.pause_seconds");
            for (side, seconds) in [("min", pause.min), ("max", pause.max)] {
                let at = format!("{at}.{side}");
                self.number(&at, seconds, MIN_PAUSE_SECONDS, MAX_PAUSE_SECONDS);
            }
            if pause.min > pause.max {
                let reason = format!(
                    "must have min up to max, got {} and {}",
                    pause.min, pause.max
                );
                self.fault(at, reason);
            }
            (movement.shortest_pause, movement.longest_pause) = (pause.min, pause.max);
        }
        movement
    }
}
