//! Views that people saved.

use crate::model::{Millis, PageAddress, SavedView, ViewName};
use crate::store::ask::reader::Reader;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;

/// Name, address, whether it is pinned, when it was saved.
pub(in crate::store) type ViewRow = (String, String, i64, i64);

impl Reader {
    /// All of them, in the order of their names.
    pub async fn saved_views(&self) -> Result<Vec<SavedView>, StoreError> {
        let rows = in_time(async { Ok(on!(self.database, ask::views::all())?) }).await?;
        let mut views: Vec<_> = rows.into_iter().map(view).collect::<Result<_, _>>()?;
        // As people sort, which databases do each in its own way.
        views.sort_by_cached_key(|view| (view.name.as_str().to_lowercase(), view.name.clone()));
        Ok(views)
    }
}

fn view((name, address, pinned, saved_at): ViewRow) -> Result<SavedView, StoreError> {
    let bad = |reason: String| StoreError::bad_row("saved_views", &name, reason);
    Ok(SavedView {
        address: PageAddress::parse(&address).map_err(bad)?,
        pinned: pinned != 0,
        saved_at: Millis(saved_at),
        name: ViewName::parse(&name).map_err(bad)?,
    })
}
