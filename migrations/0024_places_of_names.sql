-- What a name is counted as in the totals: by itself, or as `counted_as`. `slot` is -1 of a name that has never had a place
-- of its own. When a name was first received, through which door and from which player; 0 and '' of those that were
-- here before this step.
alter table names add column counted_as text;
alter table names add column first_seen_ms bigint not null default 0;
alter table names add column source text not null default '';
alter table names add column player_id text not null default '';
