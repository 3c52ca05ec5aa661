//! What answers are made of, one file for each family. Shapes only: nothing here counts or draws.

mod distribution;
mod entity_list;
mod events;
mod job;
mod journey;
mod letter_groups;
mod live;
mod names;
mod newest_rows;
mod newest_sheets;
mod player_path;
mod quality;
mod retention;
mod sessions;
mod totals;

pub use distribution::{Distribution, DistributionBucket, Distributions, bucket_start};
pub use entity_list::*;
pub use events::*;
pub use job::*;
pub use journey::*;
pub use letter_groups::*;
pub use live::*;
pub use names::*;
pub use newest_rows::*;
pub use newest_sheets::*;
pub use player_path::*;
pub use quality::*;
pub use retention::*;
pub use sessions::*;
pub use totals::*;
