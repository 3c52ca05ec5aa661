-- Quarters of an hour beside hours: in every time zone they divide the hours and days. And players are seen when what
-- they sent says so only where that can be. What is there already is counted anew when the database is opened for writing.
delete from rollups where table_name in (
    'activity', 'item_activity', 'event_activity', 'receipts', 'players', 'matches', 'player_starts', 'match_starts',
    'player_days', 'cohort_days', 'cohort_months', 'play_time'
);

-- Buckets of a quarter of an hour and of an hour (width_ms).
drop table item_activity;
create table item_activity (
    width_ms   bigint not null,
    start_ms   bigint not null,
    item       text not null,
    game_mode  text not null,
    experiment text not null,
    variant    text not null,
    units      bigint not null,
    primary key (width_ms, start_ms, item, game_mode, experiment, variant)
) without rowid;

drop table event_activity;
create table event_activity (
    width_ms   bigint not null,
    start_ms   bigint not null,
    event_type text not null,
    game_mode  text not null,
    experiment text not null,
    variant    text not null,
    events     bigint not null,
    primary key (width_ms, start_ms, event_type, game_mode, experiment, variant)
) without rowid;
