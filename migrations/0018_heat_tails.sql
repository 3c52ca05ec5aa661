-- The newest places of each grid, which are few: a commit rewrites these, and the grid itself once many have gathered.
create table heat_tails (
    kind       text not null,
    name       text not null,
    game_mode  text not null,
    experiment text not null,
    variant    text not null,
    cells      bytea not null,
    primary key (kind, name, game_mode, experiment, variant)
) without rowid;
