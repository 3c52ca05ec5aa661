//! Counts sessions, after the rows: some rows at a time, in a transaction of its own, when there is nothing else to write. A
//! commit would have to look for the session of every row.

use super::ids;
use super::session_spans::{Span, SpanKey, Spans};
use crate::model::{Millis, SESSION_GAP_MS};
use crate::store::connect::statement::{Insert, KeyLookup, Type, Value};
use crate::store::connect::transaction::{Transaction, WriteSide};
use crate::store::error::StoreError;
use crate::store::rollups::facts::{played_ms, seen};
use std::collections::BTreeSet;

/// Sheets, and events, of one step: a commit waits for it.
const STEP: i64 = 1_000;

/// How far they are counted, and how far there are rows.
const HOW_FAR: &str = "
    select c.label, c.n, l.n from counters c join counters l on l.label = c.label and l.name = 'last_id'
    where c.name = 'sessions'";

const COUNTED_TO: &str = "update counters set n = $1 where name = 'sessions' and label = $2";

/// Id, player, session, times in it and of receipt, seconds, map, dimensions, experiments.
type SheetRow = (
    i64,
    String,
    String,
    i64,
    i64,
    Option<f64>,
    String,
    Option<String>,
    Option<String>,
);

/// Of what is longer than any game sends nothing is kept: a step is held in memory.
const SHEETS: &str = "
    select id, player_id, coalesce(session_id, ''), timestamp_ms, created_at, match_duration, map,
        case when length(dimensions) <= 16384 then dimensions end, case when length(experiments) <= 4096 then experiments end
    from stat_sheets where id > $1 and id <= $2 order by id limit $3";

type EventRow = (i64, String, String, i64, i64, String, Option<String>);

const EVENTS: &str = "
    select id, player_id, coalesce(session_id, ''), timestamp_ms, created_at, map,
        case when length(dimensions) <= 16384 then dimensions end
    from events where id > $1 and id <= $2 order by id limit $3";

/// Player, session, first, last, sheets, events, dimensions.
type SessionRow = (String, String, i64, i64, i64, i64, Option<String>);

const KNOWN: KeyLookup = KeyLookup {
    table: "sessions",
    asked: &[
        ("player_id", Type::Text),
        ("session_id", Type::Text),
        ("from_ms", Type::Bigint),
        ("to_ms", Type::Bigint),
    ],
    select:
        "select s.player_id, s.session_id, s.first_ms, s.last_ms, s.sheets, s.events, s.dimensions
        from asked cross join sessions s
        where s.player_id = asked.player_id and s.session_id = asked.session_id
            and s.first_ms <= asked.to_ms and s.last_ms >= asked.from_ms",
};

const WRITE: Insert<'static> = Insert {
    table: "sessions",
    columns: &[
        ("player_id", Type::Text),
        ("session_id", Type::Text),
        ("first_ms", Type::Bigint),
        ("last_ms", Type::Bigint),
        ("sheets", Type::Bigint),
        ("events", Type::Bigint),
        ("dimensions", Type::Text),
    ],
    on_conflict:
        "on conflict (player_id, session_id, first_ms) do update set last_ms = excluded.last_ms,
        sheets = excluded.sheets, events = excluded.events, dimensions = excluded.dimensions",
};

const DELETE: &str =
    "delete from sessions where player_id = $1 and session_id = $2 and first_ms = $3";

/// Sessions that are not those of the rows up to which they are counted: at most twenty, as text.
pub(in crate::store) const DIFFERENCES: &str = "
    with line as (
        select player_id, coalesce(session_id, '') as session_id, {seen_ms} - {played_ms} as first_ms, {seen_ms} as last_ms,
            1 as sheets, 0 as events
        from stat_sheets where id <= (select n from counters where name = 'sessions' and label = 'sheet')
        union all
        select player_id, coalesce(session_id, ''), {seen_ms}, {seen_ms}, 0, 1
        from events where id <= (select n from counters where name = 'sessions' and label = 'event')
    ), marked as (
        select player_id, session_id, first_ms, last_ms, sheets, events,
            case when session_id <> '' or first_ms - max(last_ms) over (
                partition by player_id, session_id order by first_ms, last_ms rows between unbounded preceding and 1 preceding
            ) <= 1800000 then 0 else 1 end as begins
        from line
    ), numbered as (
        select player_id, session_id, first_ms, last_ms, sheets, events,
            sum(begins) over (partition by player_id, session_id order by first_ms, last_ms range unbounded preceding) as n
        from marked
    ), recount as (
        select player_id, session_id, min(first_ms) as first_ms, max(last_ms) as last_ms,
            sum(sheets) as sheets, sum(events) as events
        from numbered group by player_id, session_id, n
    )
    select 'session ' || coalesce(r.session_id, s.session_id) || ' of ' || coalesce(r.player_id, s.player_id) || ' from '
        || coalesce(r.first_ms, s.first_ms)
    from recount r full join sessions s
        on s.player_id = r.player_id and s.session_id = r.session_id and s.first_ms = r.first_ms
    where s.player_id is null or r.player_id is null
        or s.last_ms <> r.last_ms or s.sheets <> r.sheets or s.events <> r.events
    limit 20";

/// Counts the sessions of some more rows; says whether there are others.
pub(in crate::store) async fn count_some(home: &mut WriteSide) -> Result<bool, StoreError> {
    let mut transaction = home.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let how_far: Vec<(String, i64, i64)> = transaction.fetch(HOW_FAR, &[]).await?;
    let of = |wanted: &str| {
        let mut labels = how_far.iter();
        let found = labels.find(|(label, ..)| label == wanted);
        found.map_or((0, 0), |(_, counted, last)| (*counted, *last))
    };
    let (sheets, events) = (of("sheet"), of("event"));
    if sheets.0 >= sheets.1 && events.0 >= events.1 {
        return Ok(false);
    }
    let mut spans = Spans::default();
    let sheets_to = add_sheets(&mut transaction, sheets, &mut spans).await?;
    let events_to = add_events(&mut transaction, events, &mut spans).await?;
    put(&mut transaction, spans).await?;
    for (to, label) in [(sheets_to, "sheet"), (events_to, "event")] {
        let values = [to.into(), label.into()];
        transaction.execute(COUNTED_TO, &values).await?;
    }
    transaction.commit().await?;
    Ok(sheets_to < sheets.1 || events_to < events.1)
}

async fn add_sheets(
    transaction: &mut Transaction<'_>,
    (counted, last): (i64, i64),
    spans: &mut Spans,
) -> Result<i64, StoreError> {
    let values = [counted, last, STEP].map(Value::from);
    let rows: Vec<SheetRow> = transaction.fetch(SHEETS, &values).await?;
    for (_, player, session, at, received_at, seconds, map, dimensions, experiments) in &rows {
        let at = seen(Millis(*at), Millis(*received_at));
        let began = Millis(at.0 - played_ms(*seconds));
        let mut span = Span::of_row(began, at, map, [experiments, dimensions]);
        span.sheets = 1;
        spans.add(player, session, span);
    }
    Ok(counted_to(rows.len(), rows.last().map(|row| row.0), last))
}

async fn add_events(
    transaction: &mut Transaction<'_>,
    (counted, last): (i64, i64),
    spans: &mut Spans,
) -> Result<i64, StoreError> {
    let values = [counted, last, STEP].map(Value::from);
    let rows: Vec<EventRow> = transaction.fetch(EVENTS, &values).await?;
    for (_, player, session, at, received_at, map, dimensions) in &rows {
        let at = seen(Millis(*at), Millis(*received_at));
        let mut span = Span::of_row(at, at, map, [dimensions]);
        span.events = 1;
        spans.add(player, session, span);
    }
    Ok(counted_to(rows.len(), rows.last().map(|row| row.0), last))
}

/// Up to which id rows are counted, after these were.
fn counted_to(rows: usize, last_row: Option<i64>, last: i64) -> i64 {
    match last_row {
        Some(id) if rows as i64 == STEP => id,
        _ => last,
    }
}

/// Puts the sessions of new rows together with those that are stored.
async fn put(transaction: &mut Transaction<'_>, new: Spans) -> Result<(), StoreError> {
    let reach = |key: &SpanKey, span: &Span| match key.1.is_empty() {
        true => (span.first.0 - SESSION_GAP_MS, span.last.0 + SESSION_GAP_MS),
        false => (i64::MIN, i64::MAX),
    };
    let spans = new.0.iter();
    let asked = spans.flat_map(|(key, spans)| spans.iter().map(move |span| (key, span)));
    let asked: Vec<_> = asked.map(|(key, span)| (key, reach(key, span))).collect();
    let known: Vec<SessionRow> = transaction
        .find(&KNOWN, &asked, |((player, session), (from, to))| {
            [
                player.as_str().into(),
                session.as_str().into(),
                (*from).into(),
                (*to).into(),
            ]
        })
        .await?;
    let mut before = BTreeSet::new();
    let mut together = Spans::default();
    for (player, session, first, last, sheets, events, dimensions) in known {
        // Two of the new ones may touch the same.
        if before.insert((player.clone(), session.clone(), first)) {
            let mut span = Span::of_row(Millis(first), Millis(last), "", [&dimensions]);
            (span.sheets, span.events) = (sheets, events);
            together.add(&player, &session, span);
        }
    }
    for ((player, session), spans) in new.0 {
        for span in spans {
            together.add(&player, &session, span);
        }
    }
    let sessions = together.0.iter();
    let sessions = sessions.flat_map(|(key, spans)| spans.iter().map(move |span| (key, span)));
    let sessions: Vec<_> = sessions.collect();
    for ((player, session), span) in &sessions {
        before.remove(&(player.clone(), session.clone(), span.first.0));
    }
    for (player, session, first) in before {
        let values = [player.into(), session.into(), first.into()];
        transaction.execute(DELETE, &values).await?;
    }
    transaction
        .write(&WRITE, &sessions, |((player, session), span)| {
            let dimensions = (!span.dimensions.is_empty())
                .then(|| serde_json::to_string(&span.dimensions).unwrap_or_default());
            [
                player.as_str().into(),
                session.as_str().into(),
                span.first.0.into(),
                span.last.0.into(),
                span.sheets.into(),
                span.events.into(),
                dimensions.map_or(Value::Null, Value::from),
            ]
        })
        .await
}
