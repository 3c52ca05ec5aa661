//! Dimensions of a scenario: which value each sheet carries.

use super::build::Build;
use super::wire::{DealtTo, DimensionWire, ReleaseWire};
use crate::model::{Label, Millis};
use crate::simulator::dealing::{dealt, dealt_share};
use crate::simulator::weighted::Weighted;

/// As many as a sheet takes.
const MAX_DIMENSIONS: usize = 16;
/// What totals are kept by beside dimensions.
const RESERVED: &str = "map";

/// A dimension.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Dimension {
    pub(in crate::simulator) name: Label,
    values: Vec<Label>,
    by: ChosenBy,
}

/// By what the place among the values is chosen.
#[derive(Debug, Clone, PartialEq)]
enum ChosenBy {
    Player(Weighted),
    Match(Weighted),
    /// One for each value, the oldest first.
    Release(Vec<Release>),
    TimeZone,
    /// By the mode's number.
    Mode(Vec<Option<usize>>),
}

/// Milliseconds after the start of the run, and over how many players update.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Release {
    after_ms: f64,
    within_ms: f64,
}

/// What a sheet's values depend on.
#[derive(Debug, Clone, Copy)]
pub(in crate::simulator) struct Circumstances<'a> {
    pub(in crate::simulator) player_id: &'a str,
    /// The place of the player's time zone in the scenario.
    pub(in crate::simulator) time_zone: usize,
    pub(in crate::simulator) match_id: &'a str,
    pub(in crate::simulator) mode: usize,
    /// When the session began, milliseconds after the start of the run.
    pub(in crate::simulator) session_after_ms: i64,
}

impl Dimension {
    /// The value of a sheet, if it has one.
    pub(in crate::simulator) fn value(&self, of: &Circumstances<'_>) -> Option<&Label> {
        let place = match &self.by {
            ChosenBy::Player(_) | ChosenBy::TimeZone => {
                return self.value_of_player(of.player_id, of.time_zone);
            }
            ChosenBy::Match(choice) => choice.at(dealt(self.name.as_str(), "", of.match_id)),
            ChosenBy::Mode(places) => places[of.mode]?,
            ChosenBy::Release(releases) => {
                let late = dealt_share(self.name.as_str(), "", of.player_id);
                let has = |release: &Release| {
                    release.after_ms + late * release.within_ms <= of.session_after_ms as f64
                };
                releases.iter().rposition(has)?
            }
        };
        self.values.get(place)
    }

    /// The value of all sheets of a player, where it is the same in all of them.
    pub(in crate::simulator) fn value_of_player(
        &self,
        player_id: &str,
        time_zone: usize,
    ) -> Option<&Label> {
        match &self.by {
            ChosenBy::Player(choice) => {
                let place = choice.at(dealt(self.name.as_str(), "", player_id));
                self.values.get(place)
            }
            ChosenBy::TimeZone => self.values.get(time_zone),
            ChosenBy::Match(_) | ChosenBy::Release(_) | ChosenBy::Mode(_) => None,
        }
    }
}

pub(super) fn dimensions(build: &mut Build<'_>) -> Vec<Dimension> {
    let wires = &build.wire.dimensions;
    if wires.len() > MAX_DIMENSIONS {
        let reason = format!("must be at most {MAX_DIMENSIONS}, got {}", wires.len());
        build.notes.note("dimensions", reason);
    }
    let all = wires.iter().filter_map(|(name, wire)| {
        let at = format!("dimensions.{name}");
        if name == RESERVED || build.wire.experiments.contains_key(name) {
            let reason = "must not be called `map` or as an experiment is";
            build.notes.note(&at, reason);
        }
        let name = label(&at, name, build);
        let (values, by) = chosen(wire, &at, build)?;
        Some(Dimension { name, values, by })
    });
    all.collect()
}

fn chosen(wire: &DimensionWire, at: &str, build: &mut Build<'_>) -> Option<(Vec<Label>, ChosenBy)> {
    if wire.of.is_some() && wire.values.is_none() {
        build.notes.note(format!("{at}.of"), "belongs to values");
    }
    match wire {
        DimensionWire {
            values: Some(values),
            releases: None,
            time_zones: None,
            modes: None,
            ..
        } => {
            let at = format!("{at}.values");
            let weights = values
                .iter()
                .map(|(value, weight)| (value.as_str(), *weight));
            let choice = build.choice(&at, weights);
            let by = match wire.of.unwrap_or_default() {
                DealtTo::Player => ChosenBy::Player(choice),
                DealtTo::Match => ChosenBy::Match(choice),
            };
            Some((labels(&at, values.keys(), build), by))
        }
        DimensionWire {
            values: None,
            releases: Some(releases),
            time_zones: None,
            modes: None,
            ..
        } => Some(by_release(releases, &format!("{at}.releases"), build)),
        DimensionWire {
            values: None,
            releases: None,
            time_zones: Some(values),
            modes: None,
            ..
        } => {
            let at = format!("{at}.time_zones");
            let zones = build.wire.players.time_zones.len().max(1);
            if values.len() != zones {
                let reason = format!(
                    "must be one for each of players.time_zones ({zones}), got {}",
                    values.len()
                );
                build.notes.note(&at, reason);
            }
            Some((labels(&at, values.iter(), build), ChosenBy::TimeZone))
        }
        DimensionWire {
            values: None,
            releases: None,
            time_zones: None,
            modes: Some(modes),
            ..
        } => {
            let at = format!("{at}.modes");
            let known = &build.wire.modes;
            for mode in modes.keys() {
                let at = format!("{at}.{mode}");
                build.find(&at, "mode", mode, known.keys().map(String::as_str));
            }
            let places = known
                .keys()
                .map(|mode| modes.keys().position(|named| named == mode));
            let by = ChosenBy::Mode(places.collect());
            Some((labels(&at, modes.values(), build), by))
        }
        _ => {
            let reason = "must have exactly one of values, releases, time_zones and modes";
            build.notes.note(at, reason);
            None
        }
    }
}

fn by_release(wires: &[ReleaseWire], at: &str, build: &mut Build<'_>) -> (Vec<Label>, ChosenBy) {
    if !wires.is_sorted_by(|one, next| one.day < next.day) {
        build.notes.note(at, "must come out one after the other");
    }
    let releases = wires.iter().map(|wire| Release {
        after_ms: wire.day * Millis::DAY as f64,
        within_ms: wire.within_days * Millis::DAY as f64,
    });
    let values = wires
        .iter()
        .enumerate()
        .map(|(index, wire)| label(&format!("{at}[{index}].value"), &wire.value, build));
    (values.collect(), ChosenBy::Release(releases.collect()))
}

fn labels<'w>(
    at: &str,
    values: impl Iterator<Item = &'w String>,
    build: &mut Build<'_>,
) -> Vec<Label> {
    values.map(|value| label(at, value, build)).collect()
}

/// A name or a value, as it goes into sheets.
fn label(at: &str, text: &str, build: &mut Build<'_>) -> Label {
    match Label::parse(text) {
        Ok(label) if label.as_str() == text => return label,
        Ok(_) => build
            .notes
            .note(at, format!("{text:?} must not begin or end with spaces")),
        Err(reason) => build.notes.note(at, format!("{text:?} {reason}")),
    }
    Label::parse("invalid").expect("a word is a label")
}
