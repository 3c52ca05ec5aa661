-- What was received, row by row. Keys include `player_id`, so that the tables can be spread over machines by it.

create table stat_sheets (
    id             bigint not null,
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
    event_count    bigint not null,
    primary key (player_id, id)
);

create table events (
    id             bigint not null,
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
    stat_sheet_id  bigint,
    primary key (player_id, id)
);

create index idx_stat_sheets_id on stat_sheets (id);
create index idx_events_id on events (id);
