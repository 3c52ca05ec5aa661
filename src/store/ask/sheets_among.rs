//! Pages of the sheets of a slice or with an item, for which there is no index: the sheets are gone through, and a page ends where that has taken long.

use crate::model::{Arm, Cursor, ItemKind, Page, PageRequest, SheetFilter, StoredSheet};
use crate::store::ask::reader::Reader;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// Numbers of sheets that are known before these are looked at.
const NUMBERS_AT_ONCE: u32 = 5_000;
/// Sheets of one statement; few enough for a database's limit of values.
const AT_ONCE: usize = 500;
/// After this long a page ends.
const PATIENCE: Duration = Duration::from_secs(3);

impl Reader {
    /// As [`Reader::sheets`], of those that count in `arm` and have some of `item`, found by the names they came with. A page may have fewer than were asked
    /// for, even none, and a next one.
    pub async fn sheets_among(
        &self,
        filter: &SheetFilter,
        arm: Option<&Arm>,
        item: Option<&ItemKind>,
        asked: PageRequest,
    ) -> Result<Page<StoredSheet>, StoreError> {
        if arm.is_none() && item.is_none() {
            return self.sheets(filter, asked).await;
        }
        let begun = Instant::now();
        let most = asked.limit as usize;
        in_time(async {
            let mut found: Vec<i64> = Vec::new();
            let mut behind = asked.before;
            let mut goes_on = true;
            while goes_on {
                let page = PageRequest {
                    limit: NUMBERS_AT_ONCE,
                    before: behind,
                };
                let ids = on!(self.database, ask::sheets::ids(filter, page))?;
                goes_on = ids.len() == NUMBERS_AT_ONCE as usize;
                let mut ahead = ids.len();
                for some in ids.chunks(AT_ONCE) {
                    let fitting: HashSet<i64> =
                        on!(self.database, ask::sheets::fitting(some, arm, item))?
                            .into_iter()
                            .collect();
                    found.extend(some.iter().filter(|id| fitting.contains(id)));
                    behind = some.last().map(|id| Cursor(*id));
                    ahead -= some.len();
                    if found.len() >= most || begun.elapsed() >= PATIENCE {
                        let is_cut = found.len() > most;
                        found.truncate(most);
                        if is_cut {
                            behind = found.last().map(|id| Cursor(*id));
                        }
                        let next = behind.filter(|_| is_cut || goes_on || ahead > 0);
                        return self.of_ids(filter, &found, next).await;
                    }
                }
            }
            self.of_ids(filter, &found, None).await
        })
        .await
    }

    /// These sheets, as many as fit into a page.
    async fn of_ids(
        &self,
        filter: &SheetFilter,
        ids: &[i64],
        next: Option<Cursor>,
    ) -> Result<Page<StoredSheet>, StoreError> {
        if ids.is_empty() {
            let rows = Vec::new();
            return Ok(Page { rows, next });
        }
        let rows = on!(self.database, ask::sheets::of_ids(filter, ids))?;
        let page = rows.into_page(|sheet: &StoredSheet| sheet.id)?;
        Ok(Page {
            next: page.next.or(next),
            ..page
        })
    }
}
