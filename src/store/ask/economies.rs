//! What of a game's data is money.

use crate::model::{Economy, Label, MoneyFlow};
use crate::store::ask::reader::Reader;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;

/// Currency, sources, sinks.
pub(in crate::store) type EconomyRow = (String, String, String);

impl Reader {
    /// All currencies, in the order of their names.
    pub async fn economies(&self) -> Result<Vec<Economy>, StoreError> {
        let rows = in_time(async { Ok(on!(self.database, ask::economies::all())?) }).await?;
        let mut all: Vec<_> = rows.into_iter().map(economy).collect::<Result<_, _>>()?;
        // Databases sort each in its own way.
        all.sort_by(|one, other| one.currency.cmp(&other.currency));
        Ok(all)
    }
}

fn economy((currency, sources, sinks): EconomyRow) -> Result<Economy, StoreError> {
    let bad = |reason: String| StoreError::bad_row("economies", &currency, reason);
    let flows = |text: &str| {
        let texts: Vec<String> =
            serde_json::from_str(text).map_err(|error| bad(error.to_string()))?;
        let flows = texts.iter().map(|text| MoneyFlow::parse(text).map_err(bad));
        flows.collect::<Result<Vec<_>, _>>()
    };
    Ok(Economy {
        sources: flows(&sources)?,
        sinks: flows(&sinks)?,
        currency: Label::parse(&currency).map_err(bad)?,
    })
}
