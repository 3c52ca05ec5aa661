//! What goes over the wire, said once: the shape of each answer and each kind of parameter, where the model's own is not
//! it already. The server's routes print these and describe the API with them, the client reads them back. Asks nothing
//! and decides nothing.

mod activity;
mod answer;
mod items;
mod journey;
mod parameters;
mod parts;
mod places;
mod rows;
mod sheets;
mod text;
mod totals;

pub use activity::{ItemActivity, ItemPoint, ItemsOverTime, MostItems};
pub use answer::{Answer, Buckets, Open, Page};
pub use journey::{Journey, JourneyPage, Session};
pub use parameters::{
    BySlice, Every, EveryHourOrDay, HourOrDay, InMode, Limited, Paged, Parameters, Resolution,
    Side, TimeRange, Whole, WholeOr,
};
pub use places::{EventPlaces, EventsLookedAt, Heat, MapsToCompare, Sampled};
pub use sheets::{SheetsOf, SheetsPage};
pub use totals::Aggregate;
