-- What is derived from the raw rows, kept in the transaction that writes them, and recounted by `loot check`.
-- A slice is (game_mode, experiment, variant): '' where none was sent, and experiment '' for everyone.

create table counters (
    name  text not null,
    label text not null,
    n     bigint not null,
    primary key (name, label)
);

-- The newest ids given out. Taking ids is the first statement of every writing transaction: it makes all
-- writers of one database wait for each other, so that reading before writing is safe.
insert into counters (name, label, n) values ('last_id', 'dead_letter', 0), ('last_id', 'event', 0), ('last_id', 'sheet', 0);

-- Names that open new rows in the tables below; how many there may be is limited.
create table names (
    kind text not null,
    name text not null,
    primary key (kind, name)
);

create table item_totals (
    item          text not null,
    game_mode     text not null,
    experiment    text not null,
    variant       text not null,
    units         bigint not null,
    located_units bigint not null,
    sheets        bigint not null,
    primary key (item, game_mode, experiment, variant)
);

-- Buckets of a minute and of an hour (width_ms).
create table activity (
    width_ms   bigint not null,
    start_ms   bigint not null,
    game_mode  text not null,
    experiment text not null,
    variant    text not null,
    sheets     bigint not null,
    units      bigint not null,
    events     bigint not null,
    primary key (width_ms, start_ms, game_mode, experiment, variant)
);

-- Buckets of an hour.
create table item_activity (
    start_ms   bigint not null,
    item       text not null,
    game_mode  text not null,
    experiment text not null,
    variant    text not null,
    units      bigint not null,
    primary key (start_ms, item, game_mode, experiment, variant)
);

-- One map each; `cells` is the grid of `model/heat.rs`, at most 4,096 cells.
create table heat_grids (
    item       text not null,
    game_mode  text not null,
    experiment text not null,
    variant    text not null,
    cells      bytea not null,
    primary key (item, game_mode, experiment, variant)
);

-- An even sample of each item's places (`model/sample.rs`): every `stride`-th of its `units`, at most 20,000. The
-- points are in `place_chunks`, in order, and the newest of them in `tail`: 16 bytes each, two little-endian doubles.
create table place_samples (
    item   text not null primary key,
    units  bigint not null,
    stride bigint not null,
    chunks bigint not null,
    tail   bytea not null
);

create table place_chunks (
    item   text not null,
    chunk  bigint not null,
    points bytea not null,
    primary key (item, chunk)
);

create table players (
    player_id     text not null,
    game_mode     text not null,
    sheets        bigint not null,
    units         bigint not null,
    events        bigint not null,
    first_seen_ms bigint not null,
    last_seen_ms  bigint not null,
    primary key (player_id, game_mode)
);

-- `players` counts those who first reported on the match in this mode: summed over modes, the players of the match.
create table matches (
    match_id      text not null,
    game_mode     text not null,
    players       bigint not null,
    sheets        bigint not null,
    units         bigint not null,
    events        bigint not null,
    first_seen_ms bigint not null,
    last_seen_ms  bigint not null,
    primary key (match_id, game_mode)
);
