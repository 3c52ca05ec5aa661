-- A key is unique per player; rows without one are told apart by nothing, as they should be.
create unique index stat_sheets_key on stat_sheets (player_id, sheet_id);
create unique index events_key on events (player_id, event_id);

-- The pair answers both "the sheets of this match" and "did this player report on it already".
create index idx_match_id on stat_sheets (match_id, player_id);
create index idx_player_id on stat_sheets (player_id, id);
create index idx_timestamp on stat_sheets (timestamp_ms, id);
-- Partial, so that it costs nothing where modes are not used.
create index idx_game_mode on stat_sheets (game_mode, id) where game_mode <> '';

create index idx_events_match on events (match_id, player_id);
create index idx_events_player on events (player_id, timestamp_ms);
