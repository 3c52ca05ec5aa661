-- Places of events are in samples of their own: between sheets and events, rows do not say which came first, so that a common
-- sample could not be counted again. Both are counted from the rows when a server opens the database.
drop table location_samples;
drop table location_chunks;
create table location_samples (
    map       text not null,
    item      text not null,
    of_events bigint not null,
    units     bigint not null,
    stride    bigint not null,
    chunks    bigint not null,
    tail      bytea not null,
    primary key (map, item, of_events)
);
create table location_chunks (
    map       text not null,
    item      text not null,
    of_events bigint not null,
    chunk     bigint not null,
    points    bytea not null,
    primary key (map, item, of_events, chunk)
);
delete from rollups where table_name = 'location_samples';
