-- Events are counted by slice as items are: those inside a sheet in its variants too. What is there already is counted
-- anew, with the variants, when the database is opened for writing (`store/sql/fill.rs`), so these begin empty.
drop table event_totals;
create table event_totals (
    event_type text not null,
    game_mode  text not null,
    experiment text not null,
    variant    text not null,
    events     bigint not null,
    primary key (event_type, game_mode, experiment, variant)
) without rowid;

-- Buckets of an hour.
drop table event_activity;
create table event_activity (
    start_ms   bigint not null,
    event_type text not null,
    game_mode  text not null,
    experiment text not null,
    variant    text not null,
    events     bigint not null,
    primary key (start_ms, event_type, game_mode, experiment, variant)
) without rowid;

-- Maps of items, and of types of events: `kind` is that of `names`.
alter table heat_grids rename to item_grids;
create table heat_grids (
    kind       text not null,
    name       text not null,
    game_mode  text not null,
    experiment text not null,
    variant    text not null,
    cells      bytea not null,
    primary key (kind, name, game_mode, experiment, variant)
);
insert into heat_grids (kind, name, game_mode, experiment, variant, cells)
select 'item', item, game_mode, experiment, variant, cells from item_grids;
drop table item_grids;
