-- Matches by how many players reported, in each game mode. Counted from what is stored when the database is next opened for
-- writing.
create table match_sizes (
    game_mode text not null,
    players   bigint not null,
    matches   bigint not null,
    primary key (game_mode, players)
) without rowid;
