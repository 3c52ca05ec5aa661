//! Turns a simulation into the bytes of a file, on several threads and in order. The bytes depend on the
//! simulation and the format alone: every thread makes whole chunks, and chunks have a fixed size.

use crate::simulator::{Sheets, Simulation};
use flate2::write::GzEncoder;
use std::io::{self, Write};
use std::sync::mpsc;
use std::thread;

/// Large enough that handing it over costs nothing, small enough that some per thread stay in the cache.
const SHEETS_PER_CHUNK: u64 = 1_000;
const USUAL_SHEET_BYTES: usize = 1_024;
/// Chunks that wait for their turn, per thread: what bounds the memory.
const CHUNKS_AHEAD: usize = 2;

/// How sheets follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// One JSON array, one sheet per line.
    Array,
    /// Newline-delimited JSON.
    Lines,
}

/// How the text is compressed. Each chunk is compressed on its own; gzip members and zstd frames may follow
/// each other, and every decoder of files reads them as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstd,
}

/// A part of the file.
pub(super) struct Chunk {
    pub(super) bytes: Vec<u8>,
    pub(super) sheets: u64,
}

/// What a file holds and how.
#[derive(Clone, Copy)]
pub(super) struct Encoding {
    pub(super) run: Simulation,
    pub(super) layout: Layout,
    pub(super) packing: Packing,
}

impl Encoding {
    /// Hands all chunks in order to `take`, which may end it with an error.
    pub(super) fn for_each_chunk(
        &self,
        threads: usize,
        mut take: impl FnMut(Chunk) -> io::Result<()>,
    ) -> io::Result<()> {
        let chunks = self.run.sheet_count().div_ceil(SHEETS_PER_CHUNK);
        thread::scope(|scope| {
            // Each thread makes every n-th chunk, so the order needs no sorting: ask them in turn.
            let queues: Vec<_> = (0..threads)
                .map(|thread| {
                    let (sender, receiver) = mpsc::sync_channel(CHUNKS_AHEAD);
                    scope.spawn(move || {
                        let mut sheets = self.run.sheets(0..0);
                        for number in (thread as u64..chunks).step_by(threads) {
                            // Nobody takes more: it has ended early.
                            if sender.send(self.chunk(number, &mut sheets)).is_err() {
                                return;
                            }
                        }
                    });
                    receiver
                })
                .collect();
            for queue in queues.iter().cycle().take(chunks as usize) {
                let chunk = queue.recv().map_err(io::Error::other)?;
                take(chunk?)?;
            }
            Ok(())
        })
    }

    fn chunk(&self, number: u64, sheets: &mut Sheets) -> io::Result<Chunk> {
        let first = number * SHEETS_PER_CHUNK;
        let total = self.run.sheet_count();
        let end = (first + SHEETS_PER_CHUNK).min(total);
        sheets.turn_to(first..end);
        let mut text = Vec::with_capacity(SHEETS_PER_CHUNK as usize * USUAL_SHEET_BYTES);
        for (number, sheet) in (first..end).zip(sheets) {
            match self.layout {
                Layout::Array if number == 0 => text.extend_from_slice(b"[\n"),
                Layout::Array => text.extend_from_slice(b",\n"),
                Layout::Lines => {}
            }
            serde_json::to_writer(&mut text, &sheet)?;
            if self.layout == Layout::Lines {
                text.push(b'\n');
            }
        }
        if self.layout == Layout::Array && end == total {
            text.extend_from_slice(b"\n]\n");
        }
        Ok(Chunk {
            bytes: self.packing.pack(text)?,
            sheets: end - first,
        })
    }
}

impl Packing {
    pub(super) fn pack(self, text: Vec<u8>) -> io::Result<Vec<u8>> {
        match self {
            Self::None => Ok(text),
            Self::Gzip => {
                let packed = Vec::with_capacity(text.len() / 3);
                let mut encoder = GzEncoder::new(packed, flate2::Compression::default());
                encoder.write_all(&text)?;
                encoder.finish()
            }
            Self::Zstd => zstd::bulk::compress(&text, zstd::DEFAULT_COMPRESSION_LEVEL),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Millis, StatSheet};
    use crate::simulator::DEFAULT_START;
    use std::io::Read;

    fn encoding(matches: u32, layout: Layout, packing: Packing) -> Encoding {
        Encoding {
            run: Simulation {
                matches,
                players_per_match: 3,
                seed: 1,
                start: DEFAULT_START,
                dressed: false,
            },
            layout,
            packing,
        }
    }

    fn bytes(encoding: Encoding, threads: usize) -> Vec<u8> {
        let mut all = Vec::new();
        let mut sheets = 0;
        let take = |chunk: Chunk| {
            sheets += chunk.sheets;
            all.extend(chunk.bytes);
            Ok(())
        };
        encoding.for_each_chunk(threads, take).unwrap();
        assert_eq!(sheets, encoding.run.sheet_count());
        all
    }

    #[test]
    fn the_bytes_do_not_depend_on_the_number_of_threads() {
        for packing in [Packing::None, Packing::Gzip, Packing::Zstd] {
            let encoding = encoding(1_234, Layout::Array, packing);
            let alone = bytes(encoding, 1);
            for threads in [2, 7] {
                assert!(bytes(encoding, threads) == alone, "{packing:?}, {threads}");
            }
        }
    }

    #[test]
    fn every_layout_and_packing_holds_the_same_sheets() {
        let expected: Vec<_> = encoding(700, Layout::Array, Packing::None)
            .run
            .sheets(0..u64::MAX)
            .collect();
        assert_eq!(expected.len(), 2_100);
        for packing in [Packing::None, Packing::Gzip, Packing::Zstd] {
            let unpack = |packed: Vec<u8>| match packing {
                Packing::None => packed,
                Packing::Zstd => zstd::decode_all(&packed[..]).unwrap(),
                Packing::Gzip => {
                    let mut text = Vec::new();
                    let mut decoder = flate2::read::MultiGzDecoder::new(&packed[..]);
                    decoder.read_to_end(&mut text).unwrap();
                    text
                }
            };
            let lines = unpack(bytes(encoding(700, Layout::Lines, packing), 2));
            let array = unpack(bytes(encoding(700, Layout::Array, packing), 2));
            let array: Vec<Box<serde_json::value::RawValue>> =
                serde_json::from_slice(&array).unwrap();
            let array = array.iter().map(|sheet| sheet.get().as_bytes());
            let lines = lines
                .strip_suffix(b"\n")
                .unwrap()
                .split(|byte| *byte == b'\n');
            let parse = |json: &[u8]| StatSheet::parse(json, Millis(0)).unwrap();
            assert!(array.map(parse).eq(expected.iter().cloned()));
            assert!(lines.map(parse).eq(expected.iter().cloned()));
        }
    }

    #[test]
    fn an_error_of_the_taker_ends_all_threads() {
        let encoding = encoding(100_000, Layout::Lines, Packing::None);
        let mut taken = 0;
        let outcome = encoding.for_each_chunk(3, |_| {
            taken += 1;
            Err(io::Error::other("enough"))
        });
        assert_eq!(outcome.unwrap_err().to_string(), "enough");
        assert_eq!(taken, 1);
    }
}
