//! The dashboard, in a real browser: what it shows is what the API says, and people can use it.

mod filters;
mod live;
mod populated;
mod views;
