-- The order in which names came. It gives each item its colour, for good.
alter table names add column slot bigint not null default 0;

update names set slot = (
    select count(*) from names as earlier where earlier.kind = names.kind and earlier.name < names.name
);

-- How many players and matches have how many units, in the buckets of `model/spread.rs`: 0 to 31 have one each, and
-- after that every doubling has sixteen.
insert into counters (name, label, n)
with recursive powers (p) as (
    select cast(2 as bigint) union all select p * 2 from powers where p < 144115188075855872
), steps (s) as (
    values (16), (17), (18), (19), (20), (21), (22), (23), (24), (25), (26), (27), (28), (29), (30), (31)
), small (k) as (
    select cast(0 as bigint) union all select k + 1 from small where k < 31
), buckets (lower, upper) as (
    select k, k + 1 from small union all select p * s, p * (s + 1) from powers cross join steps
), owners (name, units) as (
    select 'player_units', cast(sum(units) as bigint) from players where sheets > 0 group by player_id
    union all
    select 'match_units', cast(sum(units) as bigint) from matches where sheets > 0 group by match_id
), sizes (name, units, n) as (
    select name, units, count(*) from owners group by name, units
)
select sizes.name, cast(buckets.lower as text), cast(sum(sizes.n) as bigint)
from sizes join buckets on sizes.units >= buckets.lower and sizes.units < buckets.upper
group by sizes.name, buckets.lower;
