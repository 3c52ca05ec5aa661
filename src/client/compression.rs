//! Compression of what is sent.

use flate2::write::GzEncoder;
use std::io::{self, Write};

/// How request bodies are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// Not at all: the fastest on one machine.
    #[default]
    None,
    /// Gzip, understood by every server.
    Gzip,
    /// Zstandard: smaller and faster than gzip.
    Zstd,
}

impl Compression {
    /// The value of `content-encoding`.
    pub(super) fn content_encoding(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Gzip => Some("gzip"),
            Self::Zstd => Some("zstd"),
        }
    }

    /// `body`, compressed at the fastest level: the wire gains little from the slower ones.
    pub(super) fn compress(self, body: Vec<u8>) -> io::Result<Vec<u8>> {
        match self {
            Self::None => Ok(body),
            Self::Gzip => {
                let compressed = Vec::with_capacity(body.len() / 4);
                let mut encoder = GzEncoder::new(compressed, flate2::Compression::fast());
                encoder.write_all(&body)?;
                encoder.finish()
            }
            Self::Zstd => zstd::bulk::compress(&body, 1),
        }
    }
}
