-- Players and matches count wherever they were seen, in sheets or in events alone.
delete from counters where name in ('players', 'mode_players', 'matches', 'mode_matches');
insert into counters (name, label, n)
    select 'players', '', n from (select count(distinct player_id) as n from players) as seen where n > 0;
insert into counters (name, label, n)
    select 'mode_players', game_mode, count(*) from players where game_mode <> '' group by game_mode;
insert into counters (name, label, n)
    select 'matches', '', n from (select count(distinct match_id) as n from matches) as seen where n > 0;
insert into counters (name, label, n)
    select 'mode_matches', game_mode, count(*) from matches where game_mode <> '' group by game_mode;
