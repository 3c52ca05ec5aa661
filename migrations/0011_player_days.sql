-- What each player did on each day of play (UTC), by mode. Counted anew from what is stored when the database is next
-- opened for writing.
create table player_days (
    player_id text not null,
    day_ms    bigint not null,
    game_mode text not null,
    sheets    bigint not null,
    units     bigint not null,
    events    bigint not null,
    played_ms bigint not null,
    primary key (player_id, day_ms, game_mode)
) without rowid;
