//! How loot tables look in a scenario file: shape only. What the values must be is decided by
//! [`LootTables::parse`](super::LootTables::parse).

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// The section `loot_tables`: tables by name.
pub type LootTablesWire = BTreeMap<String, TableWire>;

/// One loot table.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableWire {
    /// How many times one opening draws from the entries: a number, or `{min, max}` for an even choice. Default 1.
    #[serde(default)]
    pub draws: CountWire,
    /// What a draw can give.
    pub entries: Vec<EntryWire>,
    /// Entries that are favoured at the cost of the others, such as the hero of a banner.
    #[serde(default)]
    pub featured: Option<FeaturedWire>,
    /// Promises to the unlucky. Tried in this order; each counts the draws since it last gave something.
    #[serde(default)]
    pub pity: Vec<PityWire>,
}

/// One entry: exactly one of `item`, `table` and `nothing: true`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryWire {
    /// An item of the section `items`.
    #[serde(default)]
    pub item: Option<String>,
    /// Another loot table, which is opened in its place.
    #[serde(default)]
    pub table: Option<String>,
    /// `true`: the draw gives nothing.
    #[serde(default)]
    pub nothing: bool,
    /// Its share among the weights of the table. Default 1.
    #[serde(default)]
    pub weight: Option<f64>,
    /// How many units of the item: a number, or `{min, max}` for an even choice. Default 1.
    #[serde(default)]
    pub count: Option<CountWire>,
}

/// Entries that together have a fixed chance.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FeaturedWire {
    /// Items or tables among the entries; their weights count among themselves only.
    pub entries: Vec<String>,
    /// Their chance together, between 0 and 1: 0.5 is the well-known fifty-fifty.
    pub chance: f64,
    /// After this many draws in a row without one of them, the next draw surely gives one. Without it, never.
    #[serde(default)]
    pub guaranteed_after: Option<u32>,
}

/// A promise: soft (the chance rises), hard (at some draw it is sure), or both.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PityWire {
    /// Items or tables among the entries that fulfil the promise.
    #[serde(default)]
    pub entries: Vec<String>,
    /// Every item of this rarity among the entries fulfils it.
    #[serde(default)]
    pub rarity: Option<String>,
    /// Soft: the first draw at which `add_per_draw` is added to the chance; it is added again at each draw after.
    #[serde(default)]
    pub soft_from: Option<u32>,
    /// Soft: what is added, between 0 and 1: 0.06 is six points.
    #[serde(default)]
    pub add_per_draw: Option<f64>,
    /// Hard: at this draw without luck it is sure.
    #[serde(default)]
    pub guaranteed_at: Option<u32>,
}

/// A change of chances: of an experiment's variant, or of a cheater's luck.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DropEffectWire {
    /// The table whose entries change. Without it, all tables.
    #[serde(default)]
    pub table: Option<String>,
    /// The item or nested table whose entries change.
    #[serde(default)]
    pub entry: Option<String>,
    /// The rarity whose items change. Without `entry` and `rarity`, everything that is not `nothing` changes.
    #[serde(default)]
    pub rarity: Option<String>,
    /// What the chance is multiplied by; the other entries of the table share what is left.
    pub multiply: f64,
}

/// A whole number, or any whole number from `min` to `max`, each as likely as the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountWire {
    /// The smallest.
    pub min: u32,
    /// The largest.
    pub max: u32,
}

impl Default for CountWire {
    fn default() -> Self {
        Self { min: 1, max: 1 }
    }
}

// By hand: of an untagged enum, serde can only say that no variant fits.
impl<'de> Deserialize<'de> for CountWire {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor)
    }
}

struct CountVisitor;

impl<'de> Visitor<'de> for CountVisitor {
    type Value = CountWire;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number from 0 to 4294967295, or {min, max} of such")
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> Result<CountWire, E> {
        match u32::try_from(n) {
            Ok(n) => Ok(CountWire { min: n, max: n }),
            Err(_) => Err(E::invalid_value(de::Unexpected::Unsigned(n), &self)),
        }
    }

    fn visit_i64<E: de::Error>(self, n: i64) -> Result<CountWire, E> {
        match u64::try_from(n) {
            Ok(n) => self.visit_u64(n),
            Err(_) => Err(E::invalid_value(de::Unexpected::Signed(n), &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CountWire, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Range {
            min: u32,
            max: u32,
        }
        let Range { min, max } = Range::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(CountWire { min, max })
    }
}

impl JsonSchema for CountWire {
    fn schema_name() -> Cow<'static, str> {
        "Count".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A whole number, or any whole number from min to max, each as likely as the next.",
            "oneOf": [
                {"type": "integer", "format": "uint32", "minimum": 0},
                {
                    "type": "object",
                    "properties": {
                        "min": {"type": "integer", "format": "uint32", "minimum": 0},
                        "max": {"type": "integer", "format": "uint32", "minimum": 0}
                    },
                    "required": ["min", "max"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
