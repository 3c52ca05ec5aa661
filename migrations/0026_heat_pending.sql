-- Places that are not in their grids yet, as each commit appended them; grids take them in once many have gathered. In place of
-- a tail for each grid, which every commit read and wrote anew. `so_far` are the bytes of a row and of those before it.
-- Places in tails are counted again from the rows when a server opens the database.
drop table heat_tails;
create table heat_pending (
    id     bigint not null primary key,
    so_far bigint not null,
    places bytea not null
);
delete from heat_grids;
delete from rollups where table_name = 'heat_grids';
