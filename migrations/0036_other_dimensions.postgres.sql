-- Dimensions without a place were counted as experiments without one. Where there are such, what is kept by slice is counted again
-- when a server opens the database.
delete from rollups
where table_name in ('activity', 'event_activity', 'event_totals', 'heat_grids', 'item_activity', 'item_totals')
    and exists (
        select 1 from names
        where kind = 'dimension' and slot < 0 and split_part(name, chr(9), 1) not in (
            select split_part(name, chr(9), 1) from names where kind = 'dimension' and slot >= 0
        )
    );
