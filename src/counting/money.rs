//! What became of a currency: goes through the rows that say amounts of it, and adds them up.

use crate::analytics::{MoneySums, MoneyWay};
use crate::model::{
    Bucket, Economy, EventType, FieldName, Leaf, Millis, MoneyFlow, NewestRows, NewestSheets,
    RowsLookedAt, SheetFilter, TimeRange, Zone, each_leaf,
};
use crate::store::{EventColumns, Reader, SheetColumns, StoreError};
use crate::wire::{EconomyBalance, MoneyOfFlow};
use std::ops::ControlFlow;
use std::time::Instant;

/// The balance of a currency as seen at `now`, from the newest rows, as far as the asked for patience and 200,000 players go.
///
/// # Errors
/// When the database does not answer in time, or a row is damaged.
pub async fn balance(
    reader: &Reader,
    economy: &Economy,
    asked: &NewestRows,
    (bucket, zone): (Option<Bucket>, &Zone),
    now: Millis,
) -> Result<EconomyBalance, StoreError> {
    let money = of(reader, economy, asked, bucket, zone).await?;
    Ok(EconomyBalance {
        currency: economy.currency.clone(),
        sources: money.sources,
        sinks: money.sinks,
        looked_at: money.looked_at,
        tz: zone.clone(),
        money: money.sums.summary(now),
    })
}

/// Amounts of one currency.
struct Money {
    sums: MoneySums,
    looked_at: RowsLookedAt,
    sources: Vec<MoneyOfFlow>,
    sinks: Vec<MoneyOfFlow>,
}

/// Adds them up. Where there is no time for all rows, they are gone through once more from where all kinds of them were reached, so
/// that what is told is of one time.
async fn of(
    reader: &Reader,
    economy: &Economy,
    asked: &NewestRows,
    bucket: Option<Bucket>,
    zone: &Zone,
) -> Result<Money, StoreError> {
    let half = NewestRows {
        patience: asked.patience / 2,
        ..asked.clone()
    };
    let first = once(reader, economy, &half, bucket, zone).await?;
    let Some(covered_since) = first.looked_at.coverage.covered_since else {
        return Ok(first);
    };
    let again = NewestRows {
        range: TimeRange {
            since: Some(covered_since),
            ..asked.range
        },
        ..asked.clone()
    };
    let mut second = once(reader, economy, &again, bucket, zone).await?;
    let coverage = &mut second.looked_at.coverage;
    coverage.covered_since = coverage.covered_since.or(Some(covered_since));
    coverage.complete = false;
    second.looked_at.looked_at = first.looked_at.looked_at;
    Ok(second)
}

async fn once(
    reader: &Reader,
    economy: &Economy,
    asked: &NewestRows,
    bucket: Option<Bucket>,
    zone: &Zone,
) -> Result<Money, StoreError> {
    let begun = Instant::now();
    let mut adding = Adding::new(economy, MoneySums::new(bucket, zone.clone()));
    let types = adding.event_types();
    let mut among = types.len() + 2;
    let mut looked_at = RowsLookedAt::default();
    let mut share = || {
        let left = asked.patience.saturating_sub(begun.elapsed());
        let part = left / among.max(1) as u32;
        among -= 1;
        NewestRows {
            patience: part,
            ..asked.clone()
        }
    };
    let part = share();
    if adding.wants(|flow| !matches!(flow, MoneyFlow::Event { .. })) {
        looked_at.join(adding.sheets(reader, &part).await?);
    }
    let part = share();
    if adding.wants(|flow| matches!(flow, MoneyFlow::Item(_))) {
        looked_at.join(adding.items_of_events(reader, &part).await?);
    }
    for event_type in types {
        let part = share();
        let of_type = adding.events(reader, &event_type, &part).await?;
        looked_at.join(of_type);
    }
    let Adding { sums, flows } = adding;
    let (sources, sinks): (Vec<_>, Vec<_>) =
        flows.into_iter().partition(|(way, _)| *way == MoneyWay::In);
    let alone = |flows: Vec<(MoneyWay, MoneyOfFlow)>| flows.into_iter().map(|(_, flow)| flow);
    Ok(Money {
        sums,
        looked_at,
        sources: alone(sources).collect(),
        sinks: alone(sinks).collect(),
    })
}

struct Adding {
    sums: MoneySums,
    flows: Vec<(MoneyWay, MoneyOfFlow)>,
}

impl Adding {
    fn new(economy: &Economy, sums: MoneySums) -> Self {
        let of = |way, flows: &[MoneyFlow]| -> Vec<_> {
            let none = |flow: &MoneyFlow| MoneyOfFlow {
                flow: flow.clone(),
                amount: 0.0,
                rows: 0,
            };
            flows.iter().map(|flow| (way, none(flow))).collect()
        };
        let mut flows = of(MoneyWay::In, &economy.sources);
        flows.extend(of(MoneyWay::Out, &economy.sinks));
        Self { sums, flows }
    }

    /// The types of events among them, once each.
    fn event_types(&self) -> Vec<EventType> {
        let types = self.flows.iter().filter_map(|(_, of)| match &of.flow {
            MoneyFlow::Event { event_type, .. } => Some(event_type.clone()),
            MoneyFlow::Stat(_) | MoneyFlow::Item(_) => None,
        });
        let mut types: Vec<_> = types.collect();
        types.sort();
        types.dedup();
        types
    }

    /// Whether any amount is of such a kind.
    fn wants(&self, kind: fn(&MoneyFlow) -> bool) -> bool {
        self.flows.iter().any(|(_, of)| kind(&of.flow))
    }

    async fn sheets(
        &mut self,
        reader: &Reader,
        asked: &NewestRows,
    ) -> Result<RowsLookedAt, StoreError> {
        let columns = SheetColumns {
            custom_stats: self.wants(|flow| matches!(flow, MoneyFlow::Stat(_))),
            items: self.wants(|flow| matches!(flow, MoneyFlow::Item(_))),
            ..SheetColumns::NUMBERS
        };
        let each = reader.newest_sheet_rows(columns, asked, |sheet| {
            let row = Row {
                at: Millis(sheet.timestamp_ms()),
                player: sheet.player_id(),
                level: sheet.level(),
            };
            let stats = Numbers::in_object(sheet.custom_stats());
            self.add(&row, |flow| match flow {
                MoneyFlow::Stat(name) => stats.get(name),
                MoneyFlow::Item(item) => {
                    let mut items = sheet.items();
                    let found = items.find(|(name, _)| *name == item.as_str());
                    found.map(|(_, count)| count as f64)
                }
                MoneyFlow::Event { .. } => None,
            })
        });
        each.await
    }

    async fn items_of_events(
        &mut self,
        reader: &Reader,
        asked: &NewestRows,
    ) -> Result<RowsLookedAt, StoreError> {
        let NewestRows {
            match_id,
            player_id,
            range,
            slice,
            limit,
            patience,
        } = asked.clone();
        let asked = NewestSheets {
            filter: SheetFilter {
                match_id,
                player_id,
                game_mode: slice.game_mode,
                range,
            },
            arm: slice.arm,
            map: None,
            limit,
            every_event: false,
            patience,
        };
        let mut with_items = 0;
        let each = reader.loot_events(&asked, |event| {
            if event.items.is_empty() {
                return ControlFlow::Continue(());
            }
            with_items += 1;
            let row = Row {
                at: event.at,
                player: event.player_id.as_str(),
                level: event.level,
            };
            self.add(&row, |flow| match flow {
                MoneyFlow::Item(item) => {
                    let found = event.items.iter().find(|(own, _)| own == item);
                    found.map(|(_, units)| *units as f64)
                }
                MoneyFlow::Stat(_) | MoneyFlow::Event { .. } => None,
            })
        });
        let coverage = each.await?.coverage;
        Ok(RowsLookedAt {
            looked_at: with_items,
            coverage,
        })
    }

    async fn events(
        &mut self,
        reader: &Reader,
        event_type: &EventType,
        asked: &NewestRows,
    ) -> Result<RowsLookedAt, StoreError> {
        let columns = EventColumns {
            details: true,
            levels: true,
            ..EventColumns::default()
        };
        let each = reader.newest_event_rows(event_type, columns, asked, |event| {
            let row = Row {
                at: Millis(event.timestamp_ms()),
                player: event.player_id(),
                level: event.level(),
            };
            let details = Numbers::in_object(event.details());
            self.add(&row, |flow| match flow {
                MoneyFlow::Event {
                    event_type: own,
                    amount,
                } if own == event_type => match amount {
                    Some(field) => details.get(field),
                    None => Some(1.0),
                },
                _ => None,
            })
        });
        each.await
    }

    /// Adds what a row says of each flow.
    fn add(&mut self, row: &Row<'_>, said: impl Fn(&MoneyFlow) -> Option<f64>) -> ControlFlow<()> {
        for (way, of) in &mut self.flows {
            let Some(amount) = said(&of.flow).filter(|amount| amount.abs() <= MOST) else {
                continue;
            };
            of.rows += 1;
            if amount != 0.0 {
                of.amount += amount;
                self.sums.add(row.at, row.player, row.level, *way, amount);
            }
        }
        match self.sums.has_room() {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    }
}

/// Sums of larger amounts have no room.
const MOST: f64 = 1e15;

struct Row<'a> {
    at: Millis,
    player: &'a str,
    level: Option<i64>,
}

/// The numbers of an object, with their names.
struct Numbers(Vec<(String, f64)>);

impl Numbers {
    fn in_object(json: &str) -> Self {
        let mut numbers = Vec::new();
        each_leaf(json, |name, leaf| {
            if let Leaf::Number(number) = leaf {
                numbers.push((name.to_owned(), number));
            }
        });
        Self(numbers)
    }

    fn get(&self, name: &FieldName) -> Option<f64> {
        let found = self.0.iter().find(|(own, _)| own == name.as_str());
        found.map(|(_, number)| *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Event, Label, StatSheet};
    use crate::store::{self, Entry};
    use bytes::Bytes;
    use serde_json::json;

    /// 2026-01-31T12:00:00Z.
    const NOON: i64 = 1_769_860_800_000;

    /// Nine sheets, one a minute, and nine events, two a minute: each earns 1, each spends 1.
    async fn played(url: &str) -> Reader {
        let (reader, mut writer) = store::open(url).await.unwrap();
        let at = |half_minutes: i64| Millis(NOON + half_minutes * Millis::MINUTE / 2);
        let mut entries = Vec::new();
        for n in 0..9 {
            let text = json!({
                "match_id": "m", "player_id": "ann", "looted_items": {}, "timestamp": at(2 * n).to_string(),
                "custom_stats": {"earned": 1},
            });
            let sheet = StatSheet::parse(text.to_string().as_bytes(), at(0)).unwrap();
            entries.push(Entry::sheet(sheet, at(0), Bytes::new(), "/api/submit"));
            let text = json!({"event_type": "shop", "player_id": "ann", "timestamp": at(9 + n).to_string()});
            let event = Event::parse(text.to_string().as_bytes(), at(0)).unwrap();
            entries.push(Entry::event(event, at(0), Bytes::new(), "/api/events"));
        }
        writer.commit(&entries).await.unwrap();
        writer.close().await;
        reader
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn where_not_all_is_reached_sources_and_sinks_are_of_one_time() {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("loot.db").display().to_string();
        let reader = played(&url).await;
        let economy = Economy {
            currency: Label::parse("gold").unwrap(),
            sources: vec![MoneyFlow::parse("earned").unwrap()],
            sinks: vec![MoneyFlow::parse("event:shop").unwrap()],
        };
        let asked = NewestRows {
            limit: Some(5),
            ..NewestRows::default()
        };
        let money = of(&reader, &economy, &asked, None, &Zone::default()).await;
        let money = money.unwrap();
        // Five sheets reach back five minutes, five events two and a half.
        let since = Millis(NOON + 13 * Millis::MINUTE / 2);
        assert_eq!(money.looked_at.coverage.covered_since, Some(since));
        assert!(!money.looked_at.coverage.complete);
        assert_eq!((money.sources[0].rows, money.sinks[0].rows), (2, 5));
        let all = of(
            &reader,
            &economy,
            &NewestRows::default(),
            None,
            &Zone::default(),
        )
        .await;
        let all = all.unwrap();
        assert!(all.looked_at.coverage.complete);
        assert_eq!((all.sources[0].rows, all.sinks[0].rows), (9, 9));
    }
}
