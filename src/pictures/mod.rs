//! Pictures of maps: decoded within limits, scaled down, and encoded again, so that what is kept and served was made here.
//! No files, no HTTP, no databases.

mod error;
mod format;
mod keep;
mod limits;
mod png_chunks;
mod raster;
mod sent;
mod webp_frames;

pub use error::PictureError;
pub use limits::{LONGEST_SIDE, MOST_PICTURE_BYTES};
pub use raster::Raster;
pub use sent::SentPicture;
