//! Why a picture is not taken.

use super::limits::{LONGEST_SENT_SIDE, MOST_PICTURE_BYTES};
use image::ImageError;

/// What is wrong with a picture, said so that its sender can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// The file is too long.
    #[error(
        "is a picture of {bytes} bytes; at most {} MiB are taken, so scale it down or save it as JPEG or WebP",
        MOST_PICTURE_BYTES >> 20
    )]
    TooLong {
        /// How long.
        bytes: usize,
    },
    /// It is no picture that is known.
    #[error("is no PNG, JPEG or WebP picture")]
    Unknown,
    /// It is called another one than it is.
    #[error("is called {said} and is {is}; send it under its own type")]
    Mislabelled {
        /// The type it is called.
        said: &'static str,
        /// The type it is.
        is: &'static str,
    },
    /// It has more pixels along one side than are taken.
    #[error(
        "has {0} × {1} pixels; at most {LONGEST_SENT_SIDE} along each side are taken, so scale it down"
    )]
    TooLarge(u32, u32),
    /// To decode it takes more memory than is given.
    #[error(
        "has {width} × {height} pixels, which take {} MiB of memory to decode, more than there may be; scale it down \
        (4096 × 4096 pixels of 8 bits fit)", .bytes.div_ceil(1 << 20)
    )]
    TooHeavy {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
        /// What it takes.
        bytes: usize,
    },
    /// It ends early or is damaged.
    #[error("is a damaged picture: {0}")]
    Broken(String),
}

impl PictureError {
    /// What a decoder or an encoder said.
    pub(super) fn broken(error: ImageError) -> Self {
        Self::Broken(error.to_string())
    }
}
