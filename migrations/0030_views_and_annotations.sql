-- Views that people saved under a name, and what they wrote beside the numbers.
create table saved_views (
    name     text not null primary key,
    address  text not null,
    pinned   bigint not null,
    saved_at bigint not null
) without rowid;

-- `key` is the idempotency key.
create table annotations (
    id           bigint not null primary key,
    key          text unique,
    timestamp_ms bigint not null,
    until_ms     bigint,
    text         text not null,
    link         text,
    created_at   bigint not null
);

insert into counters (name, label, n) values ('last_id', 'annotation', 0);
