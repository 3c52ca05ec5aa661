-- When players and matches were first seen, over all modes (the empty one) and in each: the order in which they are
-- listed. Counted anew from what is stored when the database is next opened for writing.
create table player_starts (
    game_mode     text not null,
    first_seen_ms bigint not null,
    player_id     text not null,
    players       bigint not null,
    primary key (game_mode, first_seen_ms, player_id)
);

create table match_starts (
    game_mode     text not null,
    first_seen_ms bigint not null,
    match_id      text not null,
    matches       bigint not null,
    primary key (game_mode, first_seen_ms, match_id)
);

-- Ids that begin alike stand together in this order only, whatever the database's own is. SQLite knows no other.
create index idx_players_in_order on players (player_id collate "C", game_mode);
create index idx_matches_in_order on matches (match_id collate "C", game_mode);
