-- Hashes are made in another way from here on (`store/row_hash.rs`). Rows that have one of the old ones are as those from before
-- there were any: not known to be as they were written.
update stat_sheets set row_hash = null, content_hash = null where row_hash is not null;
update events set row_hash = null where row_hash is not null;
update dead_letters set row_hash = null where row_hash is not null;
