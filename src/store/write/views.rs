//! Saves views that people name, and forgets them.

use super::ids;
use crate::model::{MAX_SAVED_VIEWS, Millis, SavedView, ViewName, ViewSaved};
use crate::store::connect::transaction::WriteSide;
use crate::store::error::StoreError;

const KNOWN: &str = "select cast(count(*) as bigint), cast(coalesce(sum(case when name = $1 then 1 else 0 end), 0) as bigint) from saved_views";
/// One that is only pinned, or no longer, was saved when it was saved.
const SAVE: &str = "
    insert into saved_views (name, address, pinned, saved_at) values ($1, $2, $3, $4)
    on conflict (name) do update set
        saved_at = case when saved_views.address = excluded.address then saved_views.saved_at else excluded.saved_at end,
        address = excluded.address, pinned = excluded.pinned
    returning saved_at";
const DELETE: &str = "delete from saved_views where name = $1 returning pinned";

/// Saves `view`, in the place of another one of its name.
pub(in crate::store) async fn save(
    side: &mut WriteSide,
    view: &SavedView,
) -> Result<ViewSaved, StoreError> {
    let mut transaction = side.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let name = view.name.as_str();
    let known: Vec<(i64, i64)> = transaction.fetch(KNOWN, &[name.into()]).await?;
    let (all, of_this_name) = known.first().copied().unwrap_or_default();
    if of_this_name == 0 && all >= MAX_SAVED_VIEWS as i64 {
        return Ok(ViewSaved::Full);
    }
    let values = [
        name.into(),
        view.address.as_str().into(),
        i64::from(view.pinned).into(),
        view.saved_at.0.into(),
    ];
    let saved: Vec<(i64,)> = transaction.fetch(SAVE, &values).await?;
    transaction.commit().await?;
    let saved_at = saved.first().map_or(view.saved_at, |(at,)| Millis(*at));
    Ok(ViewSaved::Kept {
        view: SavedView {
            saved_at,
            ..view.clone()
        },
        replaced: of_this_name > 0,
    })
}

/// Forgets the view of this name; returns whether there was one.
pub(in crate::store) async fn delete(
    side: &mut WriteSide,
    name: &ViewName,
) -> Result<bool, StoreError> {
    let mut transaction = side.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let gone: Vec<(i64,)> = transaction.fetch(DELETE, &[name.as_str().into()]).await?;
    transaction.commit().await?;
    Ok(!gone.is_empty())
}
