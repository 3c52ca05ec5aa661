-- Places that are not in their grids yet gather in two: those of everyone (0) and those of experiments and dimensions (1), which
-- are written once for all of a row's values. Places that were pending are counted again from the rows when a server opens the
-- database.
drop table heat_pending;
create table heat_pending (
    slices bigint not null,
    id     bigint not null,
    so_far bigint not null,
    places bytea not null,
    primary key (slices, id)
);
delete from heat_grids;
delete from rollups where table_name = 'heat_grids';
