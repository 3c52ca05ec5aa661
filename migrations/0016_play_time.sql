-- How long was played on each day (UTC), over all modes (the empty one) and in each. Counted anew from what is stored when
-- the database is next opened for writing.
create table play_time (
    game_mode text not null,
    day_ms    bigint not null,
    played_ms bigint not null,
    primary key (game_mode, day_ms)
) without rowid;
