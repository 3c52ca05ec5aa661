//! Writes maps: what they are called, where they lie, their pictures.

use super::ids;
use crate::model::{Faults, GameMap, MAX_MAPS, MapChange, MapName, Millis};
use crate::store::ask::maps::{MapRow, map_of};
use crate::store::connect::statement::Value;
use crate::store::connect::transaction::WriteSide;
use crate::store::error::StoreError;

const ALL: &str = "
    select name, y_down, placement, floors, regions, updated_ms, media_type, width, height, size_bytes from maps";

const SET: &str = "
    insert into maps (name, y_down, placement, floors, regions, updated_ms, media_type, width, height, size_bytes)
    values ($1, $2, $3, $4, $5, $6, '', 0, 0, 0)
    on conflict (name) do update set y_down = excluded.y_down, placement = excluded.placement,
        floors = excluded.floors, regions = excluded.regions, updated_ms = excluded.updated_ms";

const SET_PICTURE: &str = "
    update maps set media_type = $1, width = $2, height = $3, size_bytes = $4, picture = $5 where name = $6";

const REMOVE: &str = "delete from maps where name = $1 returning name";

/// Changes a map at `at`; returns what has become of it, or why nothing was changed.
pub(in crate::store) async fn set(
    side: &mut WriteSide,
    change: &MapChange,
    at: Millis,
) -> Result<Result<GameMap, Faults>, StoreError> {
    let mut transaction = side.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let rows: Vec<MapRow> = transaction.fetch(ALL, &[]).await?;
    let maps = rows.len();
    let before = rows.into_iter().find(|row| row.0 == change.name.as_str());
    if before.is_none() && maps >= MAX_MAPS {
        let reason =
            format!("there are {MAX_MAPS} maps already, the most there may be; remove one");
        return Ok(Err(Faults::one("map", reason)));
    }
    let before = before.map(map_of).transpose()?;
    let map = match change.apply(before, at) {
        Ok(map) => map,
        Err(faults) => return Ok(Err(faults)),
    };
    let placement = map.placement.map(|placement| printed(&placement.numbers()));
    let values = [
        Value::from(map.name.as_str()),
        i64::from(map.y_down).into(),
        placement.transpose()?.unwrap_or_default().into(),
        printed(&map.floors)?.into(),
        printed(&map.regions)?.into(),
        at.0.into(),
    ];
    transaction.execute(SET, &values).await?;
    if let Some(picture) = &change.picture {
        let info = &picture.info;
        let values = [
            Value::from(info.media_type.as_str()),
            i64::from(info.width).into(),
            i64::from(info.height).into(),
            (info.size_bytes as i64).into(),
            picture.bytes.as_slice().into(),
            map.name.as_str().into(),
        ];
        transaction.execute(SET_PICTURE, &values).await?;
    }
    transaction.commit().await?;
    Ok(Ok(map))
}

/// Removes a map and its picture; returns whether there was one.
pub(in crate::store) async fn remove(
    side: &mut WriteSide,
    name: &MapName,
) -> Result<bool, StoreError> {
    let mut transaction = side.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let removed: Vec<(String,)> = transaction.fetch(REMOVE, &[name.as_str().into()]).await?;
    transaction.commit().await?;
    Ok(!removed.is_empty())
}

fn printed(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unexpected(error.to_string()))
}
