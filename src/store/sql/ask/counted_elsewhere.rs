//! Whether a name is counted as another one.

use super::Pool;
use crate::store::ask::counted_elsewhere::TotalName;

/// Where some names of a group are in no list, one that is not listed may be any of them. Values of dimensions that have no place
/// are all in one group.
const ELSEWHERE: &str = "
    select kind, counted_as from names
    where kind in ($1, $2) and name = $3 and (slot < 0 or counted_as is not null)
    union all
    select $2, null from counters
    where name = 'unlisted_names' and n > 0
        and (label in ($1, $4) or $4 <> '' and label = 'dimension\t (other)' and not exists (
            select 1 from names o where o.kind = 'dimension' and o.slot >= 0 and substr(o.name, 1, length($5)) = $5
        ))
        and not exists (select 1 from names o where o.kind in ($1, $2) and o.name = $3)
    limit 1";

/// What kind of name it is, and what somebody has it counted as; `None` where it is counted by itself, or was never sent.
pub(in crate::store) async fn counted_elsewhere(
    pool: &Pool,
    asked: &TotalName,
) -> Result<Option<(String, Option<String>)>, sqlx::Error> {
    sqlx::query_as(ELSEWHERE)
        .bind(asked.kinds[0].as_str())
        .bind(asked.kinds[1].as_str())
        .bind(&asked.name)
        .bind(&asked.unlisted)
        .bind(&asked.group)
        .fetch_optional(pool)
        .await
}
