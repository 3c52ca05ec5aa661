-- What rows were when they were written (`store/row_hash.rs`), so that one that was changed since is found, and what a sheet
-- with a key contained, so that another one with that key is told from a repeat. Rows of before have neither.
alter table stat_sheets add column content_hash bigint;
alter table stat_sheets add column row_hash bigint;
alter table events add column row_hash bigint;
alter table dead_letters add column row_hash bigint;

-- `event_count` counted events that had been stored before.
create table counted_events as
select stat_sheet_id as id, count(*) as n from events where stat_sheet_id is not null group by stat_sheet_id;
create unique index idx_counted_events on counted_events (id);
update stat_sheets set event_count = coalesce((select c.n from counted_events c where c.id = stat_sheets.id), 0)
where event_count > 0;
drop table counted_events;
