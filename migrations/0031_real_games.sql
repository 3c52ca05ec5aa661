-- What real games send: maps, dimensions, sessions, a third coordinate, items of events, facts of players. `events.map`, `game_mode` and
-- `session_id` are the event's own or those of its sheet; its dimensions are its own, or null. An event in no match has the match ''.
alter table stat_sheets add column map text not null default '';
alter table stat_sheets add column session_id text;
alter table stat_sheets add column dimensions text;
alter table stat_sheets add column player text;
alter table events add column z double precision;
alter table events add column map text not null default '';
alter table events add column session_id text;
alter table events add column dimensions text;
alter table events add column items text;
alter table events add column item_units bigint not null default 0;
alter table events add column player text;

-- Grids and samples are of a map, '' where none was sent. Places of a sample have three coordinates: 24 bytes, the third not a number
-- where there is none. Counted again from the rows when a server opens the database.
drop table heat_grids;
create table heat_grids (
    kind       text not null,
    name       text not null,
    map        text not null,
    game_mode  text not null,
    experiment text not null,
    variant    text not null,
    cells      bytea not null,
    primary key (kind, name, map, game_mode, experiment, variant)
);
delete from heat_pending;

drop table location_samples;
drop table location_chunks;
create table location_samples (
    map    text not null,
    item   text not null,
    units  bigint not null,
    stride bigint not null,
    chunks bigint not null,
    tail   bytea not null,
    primary key (map, item)
);
create table location_chunks (
    map    text not null,
    item   text not null,
    chunk  bigint not null,
    points bytea not null,
    primary key (map, item, chunk)
);
delete from rollups where table_name in ('heat_grids', 'location_samples');
