-- Long work that goes on when the request that asked for it has been answered, and what came of it.
create table jobs (
    id         bigint not null primary key,
    kind       text not null,
    parameters text not null,
    state      text not null,
    done       bigint not null,
    total      bigint,
    created_at bigint not null,
    updated_at bigint not null,
    as_of      bigint,
    result     text,
    error      text
);
