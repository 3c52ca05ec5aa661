-- The SQLite text says what this is for. Here a key can be changed in place.
truncate event_totals, event_activity;

alter table event_totals drop constraint event_totals_pkey;
alter table event_totals add column experiment text not null;
alter table event_totals add column variant text not null;
alter table event_totals add primary key (event_type, game_mode, experiment, variant);

alter table event_activity drop constraint event_activity_pkey;
alter table event_activity add column experiment text not null;
alter table event_activity add column variant text not null;
alter table event_activity add primary key (start_ms, event_type, game_mode, experiment, variant);

alter table heat_grids drop constraint heat_grids_pkey;
alter table heat_grids rename column item to name;
alter table heat_grids add column kind text not null default 'item';
alter table heat_grids alter column kind drop default;
alter table heat_grids add primary key (kind, name, game_mode, experiment, variant);
