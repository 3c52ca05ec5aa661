//! What of a game's data is money: where it comes from and where it goes.

use super::{EventType, FieldName, ItemKind, Label};
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// The most currencies that are kept.
pub const MAX_CURRENCIES: usize = 20;
/// The most sources, and the most sinks, of one currency.
pub const MAX_MONEY_FLOWS: usize = 50;

/// A currency: what brings it into the game, and what takes it out again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Economy {
    /// Its name.
    pub currency: Label,
    /// What brings it in.
    pub sources: Vec<MoneyFlow>,
    /// What takes it out.
    pub sinks: Vec<MoneyFlow>,
}

/// What became of a currency that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EconomySaved {
    /// It is kept, in the place of another one of this name or not.
    Kept,
    /// There are [`MAX_CURRENCIES`]; nothing was kept.
    Full,
}

/// Something that says amounts of money.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MoneyFlow {
    /// A custom stat of sheets, which is a number.
    Stat(FieldName),
    /// Units of an item in sheets.
    Item(ItemKind),
    /// Events of a type: each is one, or so much as a detail says.
    Event {
        /// The type.
        event_type: EventType,
        /// The detail, which is a number.
        amount: Option<FieldName>,
    },
}

impl MoneyFlow {
    /// Reads `gold_earned` or `stat:gold_earned`, `item:coin`, `event:quest_done` or `event:purchase#price`. What follows the last `#`
    /// is the detail; a type that has one in its name is written with another one at its end.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some(item) = text.strip_prefix("item:") {
            return ItemKind::parse(item).map(Self::Item);
        }
        if let Some(event) = text.strip_prefix("event:") {
            let (event_type, amount) = event.rsplit_once('#').unwrap_or((event, ""));
            let amount = Some(amount).filter(|amount| !amount.is_empty());
            return Ok(Self::Event {
                event_type: EventType::parse(event_type)?,
                amount: amount.map(FieldName::parse).transpose()?,
            });
        }
        let stat = text.strip_prefix("stat:").unwrap_or(text);
        FieldName::parse(stat).map(Self::Stat)
    }
}

impl fmt::Display for MoneyFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stat(name) => write!(f, "stat:{name}"),
            Self::Item(item) => write!(f, "item:{item}"),
            Self::Event { event_type, amount } => {
                write!(f, "event:{event_type}")?;
                match amount {
                    Some(amount) => write!(f, "#{amount}"),
                    None if event_type.as_str().contains('#') => f.write_str("#"),
                    None => Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_are_printed_as_they_are_read() {
        for (text, printed) in [
            ("gold_earned", "stat:gold_earned"),
            (" stat:a.b ", "stat:a.b"),
            ("stat:item:x", "stat:item:x"),
            ("item:coin", "item:coin"),
            ("event:quest:done", "event:quest:done"),
            ("event:purchase#price.gold", "event:purchase#price.gold"),
            ("event:a#b#", "event:a#b#"),
        ] {
            let flow = MoneyFlow::parse(text).unwrap();
            assert_eq!(flow.to_string(), printed);
            assert_eq!(MoneyFlow::parse(printed), Ok(flow));
        }
        for bad in ["", "stat:", "item: ", "event:", "event:#x"] {
            assert!(MoneyFlow::parse(bad).is_err(), "{bad}");
        }
    }
}
