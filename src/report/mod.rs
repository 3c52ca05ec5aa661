//! Pictures of the numbers. A chart is data and what is drawn from it: a scene of marks, which is then painted as
//! pixels or shapes. Callers bring the numbers and get bytes; no database, no files, no clock.

mod axis;
mod charts;
mod drawn_map;
mod format;
mod frame;
mod ground;
mod number;
mod page;
mod paint;
mod scene;
mod text;
mod theme;

pub use charts::*;
pub use drawn_map::{DrawnArea, DrawnMap, Look};
pub use format::Format;
pub use frame::{Caption, Headline};
pub use ground::Ground;
pub use page::{PagePicture, page};
pub use paint::{PaintError, paint};
pub use scene::{Area, Backdrop, Mark, Scene, Style, Text};
pub use text::Fonts;
pub use theme::{HEIGHT, Theme, WIDTH};
