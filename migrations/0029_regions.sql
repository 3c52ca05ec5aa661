-- Parts of a map that somebody has named, as JSON.
alter table maps add column regions text not null default '[]';
