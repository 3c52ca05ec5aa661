-- What was received, row by row. `id` is SQLite's own row number: it costs no index and is never distributed.
-- The PostgreSQL text differs only in its primary keys.

create table stat_sheets (
    id             integer primary key,
    match_id       text not null,
    player_id      text not null,
    timestamp      text not null,
    looted_items   text not null,
    locations      text not null,
    created_at     bigint not null,
    timestamp_ms   bigint not null,
    sheet_id       text,
    game_mode      text not null,
    match_duration double precision,
    player_level   bigint,
    experiments    text,
    custom_stats   text,
    extra          text,
    units          bigint not null,
    event_count    bigint not null
);

create table events (
    id             integer primary key,
    match_id       text not null,
    player_id      text not null,
    event_type     text not null,
    timestamp      text not null,
    created_at     bigint not null,
    timestamp_ms   bigint not null,
    event_id       text,
    x              double precision,
    y              double precision,
    details        text,
    extra          text,
    game_mode      text not null,
    stat_sheet_id  bigint
);
