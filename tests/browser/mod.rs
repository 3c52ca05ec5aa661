//! The dashboard, in a real browser: what it shows is what the API says, and people can use it.

mod active_players;
mod annotations;
mod beacons;
mod behind_a_proxy;
mod charts;
mod compare;
mod dead_letters;
mod economy;
mod filters;
mod floors;
mod flows;
mod keyboard;
mod live;
mod map_pictures;
mod maps;
mod names;
mod names_page;
mod palette;
mod populated;
mod retention;
mod saved_views;
mod speed;
mod stats;
mod time_zones;
mod views;
mod visit;
