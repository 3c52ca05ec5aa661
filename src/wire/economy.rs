//! The money of a game: what it is, and what became of it.

use super::parameters::Parameters;
use crate::analytics::MoneySummary;
use crate::model::{
    Bucket, Economy, Fault, Faults, Label, MAX_MONEY_FLOWS, MoneyFlow, RowsLookedAt, Zone,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What a currency is called that was given no name.
pub const USUAL_CURRENCY: &str = "currency";

/// Which currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfCurrency {
    /// The currency; when absent the one called `currency`, or where there is none of this name the first
    #[param(inline, example = "gold")]
    pub currency: Option<Label>,
}

impl Parameters for OfCurrency {}

impl OfCurrency {
    /// The one that was named, or the usual one.
    ///
    /// # Errors
    /// Never: the usual one has a name.
    pub fn or_usual(self) -> Result<Label, String> {
        self.currency
            .map_or_else(|| Label::parse(USUAL_CURRENCY), Ok)
    }
}

/// In buckets of which width, by default one that suits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EveryIfAny {
    /// The width of a bucket; one that suits the time they are of when absent
    #[param(inline, example = "day")]
    pub bucket: Option<Bucket>,
}

impl Parameters for EveryIfAny {}

/// What brings a currency into the game, and what takes it out: each `stat:NAME` of sheets (or only the name), `item:NAME`,
/// `event:TYPE` for one each, or `event:TYPE#DETAIL` for as much as a detail says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EconomyToKeep {
    /// What brings it in, at most 50.
    #[serde(default)]
    #[schema(max_items = 50, example = json!(["stat:gold_earned", "event:quest_done#gold"]))]
    pub sources: Vec<String>,
    /// What takes it out, at most 50.
    #[serde(default)]
    #[schema(max_items = 50, example = json!(["stat:gold_spent"]))]
    pub sinks: Vec<String>,
}

impl EconomyToKeep {
    /// The currency.
    ///
    /// # Errors
    /// All faults.
    pub fn read(&self, currency: Label) -> Result<Economy, Faults> {
        let mut faults = Vec::new();
        let [sources, sinks] = [("sources", &self.sources), ("sinks", &self.sinks)].map(
            |(field, texts)| -> Vec<MoneyFlow> {
                if texts.len() > MAX_MONEY_FLOWS {
                    let reason = format!("must be at most {MAX_MONEY_FLOWS}, got {}", texts.len());
                    faults.push(Fault::new(field, reason));
                    return Vec::new();
                }
                let mut flows: Vec<MoneyFlow> = Vec::new();
                for (index, text) in texts.iter().enumerate() {
                    match MoneyFlow::parse(text) {
                        Ok(flow) if flows.contains(&flow) => {}
                        Ok(flow) => flows.push(flow),
                        Err(reason) => faults.push(Fault::new(format!("{field}[{index}]"), reason)),
                    }
                }
                flows
            },
        );
        if faults.is_empty() && sources.is_empty() && sinks.is_empty() {
            faults.push(Fault::new("sources", "name a source or a sink"));
        }
        if let Some(both) = sources.iter().find(|flow| sinks.contains(flow)) {
            faults.push(Fault::new("sinks", format!("{both} is a source, too")));
        }
        match Faults::from_vec(faults) {
            Some(faults) => Err(faults),
            None => Ok(Economy {
                currency,
                sources,
                sinks,
            }),
        }
    }
}

/// How much one source or sink made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MoneyOfFlow {
    /// The source or sink.
    pub flow: MoneyFlow,
    /// How much.
    pub amount: f64,
    /// Sheets or events that said it.
    pub rows: u64,
}

/// What became of a currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EconomyBalance {
    /// The currency.
    pub currency: Label,
    /// What brought it in.
    pub sources: Vec<MoneyOfFlow>,
    /// What took it out.
    pub sinks: Vec<MoneyOfFlow>,
    /// How far it went.
    #[serde(flatten)]
    pub looked_at: RowsLookedAt,
    /// By whose clock days and hours begin.
    pub tz: Zone,
    /// What they add up to.
    #[serde(flatten)]
    pub money: MoneySummary,
}
