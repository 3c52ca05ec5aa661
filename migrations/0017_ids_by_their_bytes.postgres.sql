-- Ids are in the order of their bytes, as they are on SQLite, whatever the database's own order is: a language's order
-- takes several times as long to compare, and ids that begin alike do not stand together in it. Indexes are built anew.
alter table stat_sheets
    alter column match_id type text collate "C",
    alter column player_id type text collate "C",
    alter column sheet_id type text collate "C";
alter table events
    alter column match_id type text collate "C",
    alter column player_id type text collate "C",
    alter column event_id type text collate "C";
alter table players alter column player_id type text collate "C";
alter table player_days alter column player_id type text collate "C";
alter table player_starts alter column player_id type text collate "C";
alter table matches alter column match_id type text collate "C";
alter table match_starts alter column match_id type text collate "C";

-- The primary keys do now what these did.
drop index idx_players_in_order;
drop index idx_matches_in_order;
