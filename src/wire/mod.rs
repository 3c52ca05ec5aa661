//! What goes over the wire, said once: the shape of each answer and each kind of parameter, where the model's own is not
//! it already. The server's routes print these and describe the API with them, the client reads them back. Asks nothing
//! and decides nothing.

mod activity;
mod annotations;
mod answer;
mod dead_letters;
mod economy;
mod errors;
mod events;
mod item_outcomes;
mod items;
mod journey;
mod lists;
mod live;
mod maps;
mod names;
mod newest_sheets;
mod order;
mod parameters;
mod parts;
mod paths;
mod places;
mod regions;
mod retention;
mod rows;
mod server;
mod sessions;
mod sheets;
mod stats_fields;
mod steps;
mod submission;
mod text;
mod totals;
mod views;

pub use activity::{Activity, ItemActivity, ItemPoint, ItemsOverTime, MostItems};
pub use annotations::{AnnotationKept, NoteToAdd};
pub use answer::{Answer, Buckets, Open, Page};
pub use dead_letters::{
    DeadLetter, Dropped, JobBegun, LetterChoice, LettersLookedAt, LettersOf, LettersPage,
    PayloadEncoding, ReplayResult, Replayed,
};
pub use economy::{
    EconomyBalance, EconomyToKeep, EveryIfAny, MoneyOfFlow, OfCurrency, USUAL_CURRENCY,
};
pub use errors::{BatchError, Error, ReadErrors, WriteErrors};
pub use events::{
    ByLevel, EventCounts, LootBefore, OfEventType, OfItem, OfType, PlayersLookedAt, RateByLevel,
    SheetsByLevel,
};
pub use item_outcomes::{ItemByLevel, ItemOutcomes, OfOutcome};
pub use journey::{Journey, JourneyPage, OfPlayer, Session};
pub use lists::{Listed, MatchDetail, MatchEventsPage, MatchLine, MatchesBy, OfMatch, PlayerLine};
pub use live::LiveOf;
pub use maps::{FloorList, MapDetail, MapRemoved, MapSettings, Numbers, OfMap};
pub use names::{NamesOf, NamesPage, NamesPaged, NamesToChange, NamesVerb};
pub use newest_sheets::{
    FoundWithin, FromSheets, FromSheetsOnMap, ListedMost, OfWhom, SheetPlaces, SheetSummary,
    SheetsCounted, SummaryShape,
};
pub use order::Order;
pub use parameters::{
    AtHeight, BySlice, DETAIL, DIMENSION, Edge, Every, EveryHourOrDay, Flag, HourOrDay, InMode,
    InZone, Limited, NAME_END, Paged, Parameters, Period, Resolution, Side, SliceOnMap, TimeRange,
    Whole, WholeOr, WithDetail, Within,
};
pub use paths::{
    Flow, FlowDetail, Funnel, FunnelSteps, LeftOut, PathsLookedAt, Separator, StillReading,
};
pub use places::{EventPlaces, EventsLookedAt, Heat, MapsToCompare, Sampled};
pub use regions::{
    Corners, OfRegion, OnMap, RegionOutline, RegionsCounted, RegionsOverTime, RegionsPoint,
};
pub use retention::{
    CohortRetention, DayRetention, Followed, PlayersOfDay, PlayersOfMonth, PlayersOverTime,
    Retention,
};
pub use server::{Cleared, Database, Health, Probe};
pub use sessions::{SessionPage, SessionSummary, SessionsEvery, SessionsOf, SessionsPage};
pub use sheets::{SheetsPage, WithItem};
pub use stats_fields::{
    EventsListed, FieldRows, FieldSource, NewestEvents, OfField, OfOneType, RowsCounted,
    StatsField, StatsFields,
};
pub use steps::Steps;
pub use submission::{BatchAnswer, BatchResult, Events, ManyEvents, Sheets, Submitted};
pub use totals::{Aggregate, Spread};
pub use views::{Deleted, OfView, ViewKept, ViewToSave};
