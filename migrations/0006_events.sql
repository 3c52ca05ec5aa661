-- Events by type, and the way to one player's time line.

create table event_totals (
    event_type text not null,
    game_mode  text not null,
    events     bigint not null,
    primary key (event_type, game_mode)
) without rowid;

-- Buckets of an hour.
create table event_activity (
    start_ms   bigint not null,
    event_type text not null,
    game_mode  text not null,
    events     bigint not null,
    primary key (start_ms, event_type, game_mode)
) without rowid;

-- What was stored before these tables were there.
insert into names (kind, name)
select distinct 'event_type', event_type from events;

insert into event_totals (event_type, game_mode, events)
select event_type, game_mode, count(*) from events group by event_type, game_mode;

-- The first and the last bucket take what is before 2000 and from 2100 on (`model/time.rs`).
insert into event_activity (start_ms, event_type, game_mode, events)
select start_ms, event_type, game_mode, count(*) from (
    select event_type, game_mode, case
        when timestamp_ms < 946684800000 then 946684800000
        when timestamp_ms > 4102444800000 then 4102444800000
        else timestamp_ms - timestamp_ms % 3600000 end as start_ms
    from events
) as bucketed group by start_ms, event_type, game_mode;

-- In the order of time and with what is asked of every row, so that a time line, its sessions and its types need not
-- touch the rows themselves. The pages of one player's sheets are sorted from the same index: one fewer to keep.
drop index idx_player_id;
create index idx_player_id on stat_sheets (player_id, timestamp_ms, id);
drop index idx_events_player;
create index idx_events_player on events (player_id, timestamp_ms, id, event_type);

-- "Did this player meet this kind of event in this match?", and "which events of this type, newest first?"
drop index idx_events_match;
create index idx_events_match on events (match_id, player_id, event_type);
create index idx_events_type on events (event_type, timestamp_ms, id, player_id);
