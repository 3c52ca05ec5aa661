-- What was refused, as it came.
create table dead_letters (
    id         bigint not null primary key,
    created_at bigint not null,
    source     text not null,
    reason     text not null,
    faults     text not null,
    payload    bytea not null
);
