//! Goes through the newest sheets of a selection, in bounded memory. What they add up to is the caller's business.

use crate::model::{LookedAt, NewestSheets, StoredSheet};
use crate::store::ask::page::MOST_PAGE_BYTES;
use crate::store::ask::reader::Reader;
use crate::store::ask::row::SHEET_COLUMNS;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use std::ops::ControlFlow;
use std::time::Instant;

/// Numbers of sheets that are known before the sheets themselves are read.
const NUMBERS_AT_ONCE: u32 = 10_000;
/// Sheets of one statement; few enough for a database's limit of values.
const AT_ONCE: usize = 500;

/// What is read of a sheet beside ids, times, numbers and experiments. The rest stays empty: that is most of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetParts {
    /// Its items.
    Items,
    /// Its items and their places.
    ItemsAndPlaces,
}

impl SheetParts {
    /// [`SHEET_COLUMNS`], with what is not read as an empty text.
    pub(in crate::store) fn columns(self) -> String {
        let columns = SHEET_COLUMNS.split(", ").map(|column| match column {
            "locations" if !self.reads(column) => "'{}' as locations".to_owned(),
            _ if self.reads(column) => column.to_owned(),
            _ => format!("null as {column}"),
        });
        columns.collect::<Vec<_>>().join(", ")
    }

    /// Whether it reads a column of sheets.
    pub(in crate::store) fn reads(self, column: &str) -> bool {
        match column {
            "locations" => self == Self::ItemsAndPlaces,
            "custom_stats" | "player" | "extra" => false,
            _ => true,
        }
    }
}

/// A sheet that is to be looked at.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(in crate::store) struct SheetSize {
    pub(in crate::store) id: i64,
    /// By which it is in order, before its number.
    pub(in crate::store) place: i64,
    /// Of what is read of it.
    pub(in crate::store) bytes: i64,
}

impl Reader {
    /// Hands the newest sheets to `each`, in any order and each by itself, with no more of it than `parts`, until it says
    /// that it has no room for more, or the asked for patience ends. As for [`Reader::sheets`], the newest are those that
    /// arrived last, or with a time range those with the latest timestamps.
    pub async fn newest_sheets(
        &self,
        asked: &NewestSheets,
        parts: SheetParts,
        mut each: impl FnMut(&StoredSheet) -> ControlFlow<()>,
    ) -> Result<LookedAt, StoreError> {
        let begun = Instant::now();
        in_time(async {
            let mut left = asked.limit.unwrap_or(u32::MAX);
            let (mut before, mut looked_at) = (None, 0);
            let far = |looked_at, complete| LookedAt {
                looked_at,
                events_looked_at: 0,
                complete,
            };
            loop {
                let most = left.min(NUMBERS_AT_ONCE);
                let mut sizes = on!(
                    self.database,
                    ask::newest_sheets::sizes(asked, parts, before, most)
                )?;
                let is_last = sizes.len() <= most as usize;
                sizes.truncate(most as usize);
                before = sizes.last().map(|last| (last.place, last.id));
                left -= sizes.len() as u32;
                let mut ahead = sizes.len();
                for ids in parcels(&sizes) {
                    let mut has_room = true;
                    for row in on!(self.database, ask::newest_sheets::rows(&ids, parts))? {
                        let sheet = StoredSheet::try_from(row)?;
                        looked_at += 1;
                        if asked.wants(&sheet.sheet) {
                            has_room &= each(&sheet).is_continue();
                        }
                    }
                    ahead -= ids.len();
                    let is_done = is_last && ahead == 0;
                    let goes_on = has_room && begun.elapsed() < asked.patience;
                    if !(is_done || goes_on) {
                        return Ok(far(looked_at, false));
                    }
                }
                if is_last || left == 0 {
                    return Ok(far(looked_at, is_last));
                }
            }
        })
        .await
    }
}

/// The numbers in parcels of so many bytes; one that has more is a parcel of its own.
fn parcels(sizes: &[SheetSize]) -> Vec<Vec<i64>> {
    let mut parcels: Vec<Vec<i64>> = Vec::new();
    let mut bytes = 0;
    for SheetSize {
        id, bytes: size, ..
    } in sizes
    {
        bytes += *size as u64;
        match parcels.last_mut() {
            Some(last) if bytes <= MOST_PAGE_BYTES && last.len() < AT_ONCE => last.push(*id),
            _ => {
                bytes = *size as u64;
                parcels.push(vec![*id]);
            }
        }
    }
    parcels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_ends_at_a_number_of_sheets_or_of_bytes() {
        let size = |(id, bytes)| SheetSize {
            id,
            place: id,
            bytes,
        };
        let small: Vec<_> = (0..1_100).map(|id| size((id, 300))).collect();
        let lengths: Vec<_> = parcels(&small).iter().map(Vec::len).collect();
        assert_eq!(lengths, [500, 500, 100]);
        let most = MOST_PAGE_BYTES as i64;
        let large = [
            (1, most),
            (2, most + 1),
            (3, most / 2),
            (4, most / 2),
            (5, 1),
        ];
        let parted = parcels(&large.map(size));
        assert_eq!(parted, [vec![1], vec![2], vec![3, 4], vec![5]]);
        assert!(parcels(&[]).is_empty());
    }
}
