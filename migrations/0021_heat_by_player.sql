-- Grids also count by group of players, in a new form: they are counted again from the rows when a server opens the database.
delete from heat_grids;
delete from heat_tails;
delete from rollups where table_name = 'heat_grids';
