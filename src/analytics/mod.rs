//! Statistics on model values: what a picture or a page says about the numbers. Pure; knows neither SQL nor drawing.

mod cells;
mod density;
mod evenness;
mod finds;
mod flow;
mod funnel;
mod hotspots;
mod shares;
mod timeline;

pub use cells::CellMap;
pub use density::{Bandwidth, Density};
pub use evenness::{Evenness, evenness};
pub use finds::effective_finds;
pub use flow::{Flow, FlowExample, FlowLink, OTHERS};
pub use funnel::{FunnelStep, funnel};
pub use hotspots::{Hotspot, Hotspots, hotspots};
pub use shares::{Share, Shares};
pub use timeline::{Timeline, TimelineBucket};
