-- Which totals count everything that is stored. One that is missing here is counted when the database is opened for
-- writing (`store/rollups/backfill.rs`).
create table rollups (
    table_name text not null primary key
) without rowid;

insert into rollups (table_name) values
    ('counters'), ('item_totals'), ('item_activity'), ('receipts'), ('players'), ('matches'), ('location_samples');

-- Where the step before this one left events to be counted, these count some of them and none.
insert into rollups (table_name)
select counted.table_name from (
    select 'activity' as table_name union all select 'event_totals' union all select 'event_activity'
    union all select 'heat_grids'
) as counted
where not exists (select 1 from events) or exists (select 1 from event_totals);

-- One word for each thing: a receipt is what was received, a location is where an item was found.
alter table arrivals rename to receipts;
alter table place_samples rename to location_samples;
alter table place_chunks rename to location_chunks;
