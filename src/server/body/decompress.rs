//! Decompression that stops at the limit: a bomb costs no more than an honest body of the limit's size.
//! (actix's own decoder inflates a whole chunk before anybody can count it.)

use super::super::error::ApiError;
use super::content::Encoding;
use crate::ingest::Share;
use bytes::Bytes;
use std::io::{self, Read};

const CHUNK_BYTES: usize = 16 << 10;
/// 2^24 = 16 MiB, the largest body: a frame that asks for a larger window asks for memory, not for compression.
const ZSTD_WINDOW_LOG: u32 = 24;

/// The plain bytes of `compressed`, at most `limit` of them. `share` grows with them.
///
/// # Errors
/// 413 past the limit, 503 past the budget, 400 when the data are damaged.
pub(super) fn decompress(
    compressed: &[u8],
    encoding: Encoding,
    limit: usize,
    share: &mut Share,
) -> Result<Bytes, ApiError> {
    let mut decoder = decoder(compressed, encoding).map_err(|error| damaged(encoding, &error))?;
    let mut plain = Vec::new();
    let mut chunk = [0; CHUNK_BYTES];
    loop {
        let read = match decoder.read(&mut chunk) {
            Ok(0) => return Ok(plain.into()),
            Ok(read) => read,
            Err(error) => return Err(damaged(encoding, &error)),
        };
        if plain.len() + read > limit {
            return Err(ApiError::TooLarge { limit });
        }
        let length = plain.len() + read;
        if plain.capacity() < length {
            let room = (2 * length).min(limit);
            share.grow_to(compressed.len() + room)?;
            plain.reserve_exact(room - plain.len());
        }
        plain.extend_from_slice(&chunk[..read]);
    }
}

fn decoder(compressed: &[u8], encoding: Encoding) -> io::Result<Box<dyn Read + '_>> {
    Ok(match encoding {
        Encoding::Identity => Box::new(compressed),
        Encoding::Gzip => Box::new(flate2::read::MultiGzDecoder::new(compressed)),
        Encoding::Deflate => Box::new(flate2::read::ZlibDecoder::new(compressed)),
        Encoding::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(compressed)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG)?;
            Box::new(decoder)
        }
        Encoding::Brotli => Box::new(brotli_decompressor::Decompressor::new(
            compressed,
            CHUNK_BYTES,
        )),
    })
}

fn damaged(encoding: Encoding, error: &io::Error) -> ApiError {
    let reason = format!("is not valid {}: {error}", encoding.as_str());
    ApiError::of("body", reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::MemoryBudget;
    use std::io::Write;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    fn plain(compressed: &[u8], encoding: Encoding, limit: usize) -> Result<Bytes, ApiError> {
        let mut share = MemoryBudget::new(64 << 20).share();
        decompress(compressed, encoding, limit, &mut share)
    }

    #[test]
    fn what_was_compressed_comes_back() {
        let text = "rubber_duck ".repeat(10_000);
        let limit = text.len();
        let zstd = zstd::bulk::compress(text.as_bytes(), 3).unwrap();
        assert_eq!(plain(&zstd, Encoding::Zstd, limit).unwrap(), text);
        let gzipped = gzip(text.as_bytes());
        assert_eq!(plain(&gzipped, Encoding::Gzip, limit).unwrap(), text);
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(text.as_bytes()).unwrap();
        let zlib = zlib.finish().unwrap();
        assert_eq!(plain(&zlib, Encoding::Deflate, limit).unwrap(), text);
        // Made with the reference encoder.
        let brotli = [0x8b, 0x01, 0x80, b'd', b'u', b'c', b'k', 0x03];
        assert_eq!(plain(&brotli, Encoding::Brotli, limit).unwrap(), "duck");
    }

    #[test]
    fn a_bomb_stops_at_the_limit_and_at_the_budget() {
        let bomb = gzip(&vec![0; 64 << 20]);
        assert!(bomb.len() < 100_000);
        let refused = plain(&bomb, Encoding::Gzip, 1 << 20);
        assert!(matches!(refused, Err(ApiError::TooLarge { .. })));
        let mut share = MemoryBudget::new(1 << 20).share();
        let refused = decompress(&bomb, Encoding::Gzip, 16 << 20, &mut share);
        assert!(matches!(refused, Err(ApiError::Busy)));
    }

    #[test]
    fn damage_is_a_fault_of_the_body() {
        for encoding in [
            Encoding::Gzip,
            Encoding::Zstd,
            Encoding::Deflate,
            Encoding::Brotli,
        ] {
            let refused = plain(b"not compressed at all", encoding, 1 << 20);
            assert!(matches!(refused, Err(ApiError::Invalid(_))), "{encoding:?}");
        }
        let torn = &gzip(b"rubber duck")[..12];
        assert!(plain(torn, Encoding::Gzip, 1 << 20).is_err());
    }
}
