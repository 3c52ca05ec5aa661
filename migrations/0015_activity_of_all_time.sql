-- One bucket of all time for each slice (width_ms and start_ms are 0), so that a slice's sums need no hours.
-- Where `activity` is not listed in `rollups`, it is counted from the raw rows when the database is opened for writing.
insert into activity (width_ms, start_ms, game_mode, experiment, variant, sheets, units, events)
select 0, 0, game_mode, experiment, variant,
    cast(sum(sheets) as bigint), cast(sum(units) as bigint), cast(sum(events) as bigint)
from activity where width_ms = 3600000 group by game_mode, experiment, variant;
