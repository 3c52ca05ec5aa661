-- When players and matches were first seen, over all modes (the empty one) and in each: the order in which they are
-- listed. Counted anew from what is stored when the database is next opened for writing.
create table player_starts (
    game_mode     text not null,
    first_seen_ms bigint not null,
    player_id     text not null,
    players       bigint not null,
    primary key (game_mode, first_seen_ms, player_id)
) without rowid;

create table match_starts (
    game_mode     text not null,
    first_seen_ms bigint not null,
    match_id      text not null,
    matches       bigint not null,
    primary key (game_mode, first_seen_ms, match_id)
) without rowid;
