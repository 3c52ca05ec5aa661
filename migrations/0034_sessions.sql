-- Sessions of players, from the rows up to the ids in `counters` (`sessions`, `sheet` and `event`): counted after rows are stored, in steps
-- of their own. `session_id` is '' where none was sent; a silence of 30 minutes ends those. `dimensions` is a JSON object, with
-- experiments and the map as `map`, or null.
create table sessions (
    player_id  text not null,
    session_id text not null,
    first_ms   bigint not null,
    last_ms    bigint not null,
    sheets     bigint not null,
    events     bigint not null,
    dimensions text,
    primary key (player_id, session_id, first_ms)
);
create index sessions_by_start on sessions (first_ms, player_id, session_id);
insert into counters (name, label, n) values ('sessions', 'sheet', 0), ('sessions', 'event', 0);
