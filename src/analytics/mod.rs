//! Statistics on model values: what a picture or a page says about the numbers. Pure; knows neither SQL nor drawing.

mod bands;
mod binomial;
mod bulk;
mod cells;
mod clustering;
mod density;
mod economy;
mod false_discovery;
mod field_values;
mod fields;
mod flow;
mod found_within;
mod funnel;
mod hotspots;
mod items;
mod map_comparison;
mod percentile;
mod region_times;
mod regions;
mod retention;
mod shares;
mod sheet_sums;
mod timeline;
mod uniformity;
mod values;

pub use bulk::Bulk;
pub use cells::CellMap;
pub use clustering::{Clustering, GroupedSquare, SampleSize, effective_sample_size};
pub use density::{Bandwidth, Density};
pub use economy::{
    INFLATION_DAYS, Inflation, MoneyOfLevels, MoneyOfPlayer, MoneyPoint, MoneySum, MoneySummary,
    MoneySums, MoneyWay, Wealth,
};
pub use field_values::{FieldGroup, FieldPoint, FieldSummary, FieldValues, GroupPoint, ValueRows};
pub use fields::{Field, FieldKind, Fields};
pub use flow::{Flow, FlowExample, FlowLink, FlowShape, FlowSums, OnTheWay, PlaceKind};
pub use found_within::{Findings, FoundWithin, ItemUnits, PlayerUnits};
pub use funnel::{FunnelStep, FunnelSums};
pub use hotspots::{Hotspot, Hotspots, hotspots};
pub use items::{
    Estimate, ItemAtLevels, ItemLevels, ItemOutcome, ItemOutcomes, OutcomeOfSheets, OutcomesByItem,
};
pub use map_comparison::{MapComparison, SignificantSquare};
pub use percentile::percentile_rank;
pub use region_times::{RegionTimes, RegionsAt};
pub use regions::{RegionCount, around_regions, count_regions};
pub use retention::{MeanRetention, mean_retention};
pub use shares::{Share, Shares};
pub use sheet_sums::{SheetSummary, SheetSums};
pub use timeline::{Timeline, TimelineBucket};
pub use uniformity::UniformityTest;
pub use values::{ValueBin, ValueHistogram, ValueSummary, Values};
