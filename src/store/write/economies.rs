//! Keeps what of a game's data is money, and forgets it.

use super::ids;
use crate::model::{Economy, EconomySaved, Label, MAX_CURRENCIES};
use crate::store::connect::transaction::WriteSide;
use crate::store::error::StoreError;

const KNOWN: &str = "select cast(count(*) as bigint), cast(coalesce(sum(case when currency = $1 then 1 else 0 end), 0) as bigint) from economies";
const SAVE: &str = "
    insert into economies (currency, sources, sinks) values ($1, $2, $3)
    on conflict (currency) do update set sources = excluded.sources, sinks = excluded.sinks";
const DELETE: &str = "delete from economies where currency = $1 returning cast(1 as bigint)";

/// Keeps `economy`, in the place of another one of its name.
pub(in crate::store) async fn save(
    side: &mut WriteSide,
    economy: &Economy,
) -> Result<EconomySaved, StoreError> {
    let mut transaction = side.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let currency = economy.currency.as_str();
    let known: Vec<(i64, i64)> = transaction.fetch(KNOWN, &[currency.into()]).await?;
    let (all, of_this_name) = known.first().copied().unwrap_or_default();
    if of_this_name == 0 && all >= MAX_CURRENCIES as i64 {
        return Ok(EconomySaved::Full);
    }
    let [sources, sinks] = [&economy.sources, &economy.sinks].map(|flows| {
        let flows: Vec<String> = flows.iter().map(ToString::to_string).collect();
        serde_json::Value::from(flows).to_string()
    });
    let values = [currency.into(), sources.into(), sinks.into()];
    transaction.execute(SAVE, &values).await?;
    transaction.commit().await?;
    Ok(EconomySaved::Kept)
}

/// Forgets the currency of this name; returns whether there was one.
pub(in crate::store) async fn delete(
    side: &mut WriteSide,
    currency: &Label,
) -> Result<bool, StoreError> {
    let mut transaction = side.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let values = [currency.as_str().into()];
    let gone: Vec<(i64,)> = transaction.fetch(DELETE, &values).await?;
    transaction.commit().await?;
    Ok(!gone.is_empty())
}
