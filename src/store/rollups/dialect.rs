//! What recounts say differently in the two databases.

use crate::model::{Millis, OTHER};

/// Whose words a recount is put into.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Writes out what stands for columns of `stat_sheets` or `events`: `{game_mode}` for the mode it is counted as, which is the
    /// one it came with where all `modes_are_own`; `{played_ms}` for how long a sheet took, in whole
    /// milliseconds; `{seen_ms}` for when its player was there ([`seen`](super::facts::seen)); `{day_ms}` and `{month_ms}` for the start
    /// of the day and the month of that, in UTC, bounded like the buckets of every total ([`Millis::bucket`]).
    pub(in crate::store) fn write_out(self, recount: &str, modes_are_own: bool) -> String {
        let (first, last) = (Millis::FIRST_BUCKET.0, Millis::LAST_BUCKET.0);
        let seen_ms = format!(
            "(case when timestamp_ms < {first} or timestamp_ms > created_at then created_at else timestamp_ms end)"
        );
        let [greatest, least] = match self {
            Self::Sqlite => ["max", "min"],
            Self::Postgres => ["greatest", "least"],
        };
        let bounded = format!("{greatest}({first}, {least}({last}, {seen_ms}))");
        let day_ms = format!("({bounded} - {bounded} % {})", Millis::DAY);
        let [played_ms, month_ms] = match self {
            // This SQLite is built without `floor`; no duration is negative.
            Self::Sqlite => [
                "cast(coalesce(match_duration, 0) * 1000 + 0.5 as bigint)".to_owned(),
                format!(
                    "(1000 * cast(strftime('%s', {bounded} / 1000, 'unixepoch', 'start of month') as bigint))"
                ),
            ],
            Self::Postgres => [
                "cast(floor(coalesce(match_duration, 0) * 1000 + 0.5) as bigint)".to_owned(),
                format!(
                    "cast(1000 * extract(epoch from \
                     date_trunc('month', to_timestamp({bounded} / 1000) at time zone 'UTC')) as bigint)"
                ),
            ],
        };
        // As `Names::counted` does.
        let game_mode = match modes_are_own {
            true => "game_mode".to_owned(),
            false => format!(
                "(case when game_mode = '' then '' else coalesce(( \
                 select case when n.counted_as is not null then n.counted_as when n.slot >= 0 then n.name end \
                 from names n where n.kind = 'game_mode' and n.name = game_mode), '{OTHER}') end)"
            ),
        };
        recount
            .replace("{game_mode}", &game_mode)
            .replace("{played_ms}", &played_ms)
            .replace("{seen_ms}", &seen_ms)
            .replace("{day_ms}", &day_ms)
            .replace("{month_ms}", &month_ms)
    }
}
