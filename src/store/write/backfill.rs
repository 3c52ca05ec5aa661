//! Counts what was stored before there were totals for it, where SQL alone cannot: maps are ours to encode, and
//! experiments are JSON.

use super::{heat, ids, totals};
use crate::model::{Millis, Position};
use crate::store::ask::row::parse_experiments;
use crate::store::connect::transaction::WriteSide;
use crate::store::error::StoreError;
use crate::store::rollups::rollup::{EventFacts, RollupDelta};

/// Answers a row when events are stored and none is counted: all of them are counted in one transaction, or none.
pub(in crate::store) const UNCOUNTED: &str = "
    select cast(1 as bigint) where exists (select 1 from events) and not exists (select 1 from event_totals)";

const EVENTS: &str = "
    select id, event_type, timestamp_ms, x, y, game_mode,
        (select s.experiments from stat_sheets s where s.id = events.stat_sheet_id)
    from events where id > $1 order by id limit 2000";

/// A row of [`EVENTS`].
type EventRow = (
    i64,
    String,
    i64,
    Option<f64>,
    Option<f64>,
    String,
    Option<String>,
);

/// Counts all events, by time, type and slice, and draws their maps; unless another server did it meanwhile.
pub(in crate::store) async fn count_events(home: &mut WriteSide) -> Result<(), StoreError> {
    let mut transaction = home.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let uncounted: Vec<(i64,)> = transaction.fetch(UNCOUNTED, &[]).await?;
    if uncounted.is_empty() {
        return transaction.commit().await;
    }
    transaction
        .execute("update activity set events = 0 where events <> 0", &[])
        .await?;
    let mut after = i64::MIN;
    let mut counted = 0;
    loop {
        let rows: Vec<EventRow> = transaction.fetch(EVENTS, &[after.into()]).await?;
        let Some((last, ..)) = rows.last() else { break };
        after = *last;
        counted += rows.len();
        let experiments = rows
            .iter()
            .map(|(id, .., experiments)| parse_experiments(*id, experiments.as_deref()))
            .collect::<Result<Vec<_>, _>>()?;
        let mut delta = RollupDelta::default();
        for ((_, event_type, at, x, y, game_mode, _), experiments) in rows.iter().zip(&experiments)
        {
            let happened = EventFacts {
                event_type,
                at: Millis(*at),
                position: x.zip(*y).and_then(|(x, y)| Position::new(x, y)),
                game_mode,
                experiments: experiments.as_ref(),
            };
            // When they were received is counted already, and not written below.
            delta.add_event(happened, Millis(*at));
        }
        totals::add_activity(&mut transaction, &delta).await?;
        totals::add_events(&mut transaction, &delta).await?;
        heat::add(&mut transaction, &delta.heat()).await?;
    }
    transaction.commit().await?;
    tracing::info!(events = counted, "events were counted anew, by variant too");
    Ok(())
}
