//! Names, where they are counted, and what was counted.

use super::Pool;
use crate::store::ask::names::NameRow;

const ROWS: &str =
    "select kind, name, slot, counted_as, first_seen_ms, source, player_id from names";

/// Every name.
pub(in crate::store) async fn rows(pool: &Pool) -> Result<Vec<NameRow>, sqlx::Error> {
    sqlx::query_as(ROWS).fetch_all(pool).await
}

const COUNTED: &str = "
    select 'item', item, cast(sum(units) as bigint) from item_totals where experiment = '' group by item
    union all
    select 'event_type', event_type, cast(sum(events) as bigint) from event_totals where experiment = '' group by event_type
    union all
    select 'game_mode', game_mode, cast(sum(sheets + events) as bigint) from activity
    where width_ms = 0 and start_ms = 0 and game_mode <> '' and experiment = '' group by game_mode
    union all
    select n.kind, n.name, cast(sum(a.sheets + a.events) as bigint) from activity a
    join names n on n.kind in ('variant', 'dimension') and n.name = a.experiment || '\t' || a.variant
    where a.width_ms = 0 and a.start_ms = 0 and a.experiment <> '' group by n.kind, n.name";

/// What was counted under each name, by kind.
pub(in crate::store) async fn counted(
    pool: &Pool,
) -> Result<Vec<(String, String, i64)>, sqlx::Error> {
    sqlx::query_as(COUNTED).fetch_all(pool).await
}

const COUNTS: &str = "
    select kind, case when counted_as = ' (other)' then 'hidden' when counted_as is not null then 'merged'
        when slot >= 0 then 'tracked' else 'no_place' end as what, cast(count(*) as bigint)
    from names group by 1, 2
    union all
    select case when label like 'dimension%' then 'dimension' else label end, 'unlisted', cast(sum(n) as bigint)
    from counters where name = 'unlisted_names' group by 1
    union all
    select 'item', 'other', cast(coalesce(sum(units), 0) as bigint) from item_totals
    where item = ' (other)' and experiment = ''
    union all
    select 'event_type', 'other', cast(coalesce(sum(events), 0) as bigint) from event_totals
    where event_type = ' (other)' and experiment = ''
    union all
    select 'game_mode', 'other', cast(coalesce(sum(sheets + events), 0) as bigint) from activity
    where width_ms = 0 and start_ms = 0 and game_mode = ' (other)' and experiment = ''
    union all
    select 'variant', 'other', cast(coalesce(sum(sheets + events), 0) as bigint) from activity
    where width_ms = 0 and start_ms = 0 and experiment = ' (other)'
    union all
    select 'dimension', 'other', cast(coalesce(sum(sheets + events), 0) as bigint) from activity
    where width_ms = 0 and start_ms = 0 and variant = ' (other)' and experiment <> ' (other)'";

/// How many names of each kind are counted where, how often some came that are not listed, and what is counted of others.
pub(in crate::store) async fn counts(
    pool: &Pool,
) -> Result<Vec<(String, String, i64)>, sqlx::Error> {
    sqlx::query_as(COUNTS).fetch_all(pool).await
}
