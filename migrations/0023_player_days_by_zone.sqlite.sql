-- When each player was first and last there on each day of play (UTC), so that days of other zones can be counted, and by
-- day first, so that only those of a range are read. How long was played by quarters of an hour, which divide the days of
-- every zone, and by days (width_ms). Both are counted anew when the database is next opened for writing.
delete from rollups where table_name in ('player_days', 'play_time');

drop table player_days;
create table player_days (
    day_ms        bigint not null,
    player_id     text not null,
    game_mode     text not null,
    sheets        bigint not null,
    units         bigint not null,
    events        bigint not null,
    played_ms     bigint not null,
    first_seen_ms bigint not null,
    last_seen_ms  bigint not null,
    primary key (day_ms, player_id, game_mode)
) without rowid;
-- The days of one player, for who sends something of an earlier day.
create index idx_player_days_of_player on player_days (player_id);

drop table play_time;
create table play_time (
    game_mode text not null,
    width_ms  bigint not null,
    start_ms  bigint not null,
    played_ms bigint not null,
    primary key (game_mode, width_ms, start_ms)
) without rowid;
