-- What arrived when, by our own clock, in buckets of a minute and of an hour (width_ms): the same counters as those of
-- everything, by time of receipt. Repeats leave no row, so there are none of before this table was there.

create table arrivals (
    width_ms bigint not null,
    start_ms bigint not null,
    counter  text not null,
    label    text not null,
    n        bigint not null,
    primary key (width_ms, start_ms, counter, label)
) without rowid;

-- The first and the last bucket take what is before 2000 and from 2100 on (`model/time.rs`).
insert into arrivals (width_ms, start_ms, counter, label, n)
select 60000, start_ms, counter, label, count(*) from (
    select counter, label, case
        when created_at < 946684800000 then 946684800000
        when created_at > 4102444800000 then 4102444800000
        else created_at - created_at % 60000 end as start_ms
    from (
        select 'sheets' as counter, '' as label, created_at from stat_sheets
        union all select 'events', '', created_at from events
        union all select 'rejected', reason, created_at from dead_letters
    ) as received
) as bucketed group by start_ms, counter, label;

insert into arrivals (width_ms, start_ms, counter, label, n)
select 3600000, start_ms - start_ms % 3600000, counter, label, cast(sum(n) as bigint) from arrivals
group by start_ms - start_ms % 3600000, counter, label;
