-- Maps of the game: where the picture of each lies in the world, which floors there are, and the picture. A picture comes last in
-- its row, so that lists do not read it.
create table maps (
    name       text not null primary key,
    y_down     bigint not null,
    -- Six numbers as JSON; empty where it was not said.
    placement  text not null,
    floors     text not null,
    updated_ms bigint not null,
    -- Empty where there is no picture.
    media_type text not null,
    width      bigint not null,
    height     bigint not null,
    size_bytes bigint not null,
    picture    bytea
);
