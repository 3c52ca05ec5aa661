-- Players by the day (UTC) they were first seen on, for each day they played; the same by months. scope is 'everyone' or
-- 'mode', where first seen means: in that mode. Counted anew from what is stored when the database is next opened for
-- writing.
create table cohort_days (
    scope     text not null,
    game_mode text not null,
    start_ms  bigint not null,
    cohort_ms bigint not null,
    players   bigint not null,
    primary key (scope, game_mode, start_ms, cohort_ms)
) without rowid;

create table cohort_months (
    scope     text not null,
    game_mode text not null,
    start_ms  bigint not null,
    cohort_ms bigint not null,
    players   bigint not null,
    primary key (scope, game_mode, start_ms, cohort_ms)
) without rowid;
