-- What of a game's data is money: of each currency, what brings it in and what takes it out, as JSON arrays of texts.
create table economies (
    currency text not null primary key,
    sources  text not null,
    sinks    text not null
) without rowid;
