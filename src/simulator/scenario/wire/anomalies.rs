//! The sections `cheaters`, `outliers` and `delivery`.

use crate::simulator::distributions::DrawWire;
use crate::simulator::scenario::anomaly_kinds::{CheatKind, OutlierKind};
use schemars::JsonSchema;
use serde::Deserialize;

/// Who does not play fair.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct CheatersWire {
    /// The share of players who cheat sooner or later.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(in crate::simulator) share: f64,
    /// Days from a player's arrival to the first cheated match. Default 0.
    #[serde(default)]
    pub(in crate::simulator) onset_days: Option<DrawWire>,
    /// How they cheat.
    pub(in crate::simulator) kinds: CheatKindsWire,
}

/// The ways to cheat; at least one.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub(in crate::simulator) struct CheatKindsWire {
    /// Opens chests at an impossible rate: strength is a factor.
    pub(in crate::simulator) collector: Option<StrengthWire>,
    /// Jumps across the map: strength is jumps in a minute.
    pub(in crate::simulator) teleport: Option<StrengthWire>,
    /// Rare drops are likelier (all drops, where no rarity is rare): strength is a factor.
    pub(in crate::simulator) luck: Option<StrengthWire>,
    /// Walks faster: strength is a factor.
    pub(in crate::simulator) speed: Option<StrengthWire>,
    /// A program that plays like a person, but day and night: strength is a factor on sessions and their matches.
    pub(in crate::simulator) bot: Option<StrengthWire>,
    /// Copies items: strength is the share of finds that are there twice, at the same place.
    pub(in crate::simulator) duplication: Option<StrengthWire>,
}

impl CheatKindsWire {
    /// Those that are named.
    pub(in crate::simulator) fn named(&self) -> Vec<(CheatKind, &StrengthWire)> {
        let all = [
            (CheatKind::Collector, &self.collector),
            (CheatKind::Teleport, &self.teleport),
            (CheatKind::Luck, &self.luck),
            (CheatKind::Speed, &self.speed),
            (CheatKind::Bot, &self.bot),
            (CheatKind::Duplication, &self.duplication),
        ];
        let named = all
            .into_iter()
            .filter_map(|(kind, strength)| Some((kind, strength.as_ref()?)));
        named.collect()
    }
}

/// How many do it and how strongly: each cheater has one of five grades from `subtle` to `blatant`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct StrengthWire {
    /// How many, compared to the other kinds. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(in crate::simulator) weight: f64,
    /// The weakest strength.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub(in crate::simulator) subtle: Option<f64>,
    /// The greatest strength.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub(in crate::simulator) blatant: Option<f64>,
}

fn one() -> f64 {
    1.0
}

/// Who plays fair and looks as if not.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct OutliersWire {
    /// Their share of players.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(in crate::simulator) share: f64,
    /// Kinds with their weights.
    pub(in crate::simulator) kinds: OutlierKindsWire,
}

/// The ways to stand out, with their weights; at least one.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub(in crate::simulator) struct OutlierKindsWire {
    /// Twice the luck in the first ten matches, as some of very many players have by chance.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(in crate::simulator) lucky: f64,
    /// Three units more of skill.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(in crate::simulator) skilled: f64,
    /// Three times as many matches in a session.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(in crate::simulator) streamer: f64,
}

impl OutlierKindsWire {
    /// All of them.
    pub(in crate::simulator) fn weights(&self) -> [(OutlierKind, f64); 3] {
        [
            (OutlierKind::Lucky, self.lucky),
            (OutlierKind::Skilled, self.skilled),
            (OutlierKind::Streamer, self.streamer),
        ]
    }
}

/// What goes wrong on the way to the server. Shares are of sheets, unless said otherwise.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::simulator) struct DeliveryWire {
    /// Seconds from the end of a match to its upload, when nothing goes wrong. Default 0.
    pub(in crate::simulator) delay_seconds: Option<DrawWire>,
    /// Sent again some time later: expected to be a duplicate.
    pub(in crate::simulator) duplicates: Option<ShareAndSeconds>,
    /// Sent late.
    pub(in crate::simulator) late: Option<ShareAndSeconds>,
    /// Overtaken by the player's next one: sent after it.
    pub(in crate::simulator) reordered: Option<ShareAndSeconds>,
    /// Cut off on the way: expected to be rejected; sent whole some time later.
    pub(in crate::simulator) truncated: Option<ShareAndSeconds>,
    /// Broken by the client in one field: expected to be rejected; never repaired.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(in crate::simulator) corrupt: f64,
    /// Share of sessions played offline: their sheets are sent in one burst this much after the last match.
    pub(in crate::simulator) offline: Option<ShareAndSeconds>,
    /// Share of players whose clock is wrong, always by the same number of seconds: it shifts the sheet's own times.
    pub(in crate::simulator) clock_skew: Option<ShareAndSeconds>,
}

/// How many, and how long.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct ShareAndSeconds {
    /// How many.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(in crate::simulator) share: f64,
    /// How long, in seconds.
    pub(in crate::simulator) seconds: DrawWire,
}
