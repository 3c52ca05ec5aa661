-- Sheets by how long after their own time they were received: the least of the delays that are counted together, in seconds.
-- Counted from what is stored when the database is next opened for writing.
create table delays (
    seconds bigint not null primary key,
    sheets  bigint not null
);
