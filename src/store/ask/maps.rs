//! Maps and their pictures.

use crate::model::{Floor, GameMap, MapName, MediaType, Millis, PictureInfo, Placement, Region};
use crate::store::ask::reader::Reader;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;

/// Name, whether `y` grows downwards, placement, floors and regions as JSON, when it was changed; the picture's type, width, height
/// and size.
pub(in crate::store) type MapRow = (
    String,
    i64,
    String,
    String,
    String,
    i64,
    String,
    i64,
    i64,
    i64,
);

impl Reader {
    /// All maps, by name.
    pub async fn maps(&self) -> Result<Vec<GameMap>, StoreError> {
        let rows = in_time(async { Ok(on!(self.database, ask::maps::all())?) }).await?;
        let maps = rows.into_iter().map(map_of);
        let mut maps = maps.collect::<Result<Vec<_>, _>>()?;
        // In one order on both databases.
        maps.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(maps)
    }

    /// The map of this name.
    pub async fn map(&self, name: &MapName) -> Result<Option<GameMap>, StoreError> {
        let mut maps = self.maps().await?.into_iter();
        Ok(maps.find(|map| map.name == *name))
    }

    /// The file of a map's picture, and its type.
    pub async fn map_picture(
        &self,
        name: &MapName,
    ) -> Result<Option<(MediaType, Vec<u8>)>, StoreError> {
        let name = name.as_str();
        let row = in_time(async { Ok(on!(self.database, ask::maps::picture(name))?) }).await?;
        let typed = row.map(|(media_type, bytes)| {
            let media_type = MediaType::parse(&media_type);
            let media_type = media_type.map_err(|reason| StoreError::bad_row("maps", name, reason));
            media_type.map(|media_type| (media_type, bytes))
        });
        typed.transpose()
    }
}

/// The map of a row.
pub(in crate::store) fn map_of(row: MapRow) -> Result<GameMap, StoreError> {
    let (
        name,
        y_down,
        placement,
        floors,
        regions,
        updated_ms,
        media_type,
        width,
        height,
        size_bytes,
    ) = row;
    let bad = |reason: String| StoreError::bad_row("maps", &name, reason);
    let placement = match placement.as_str() {
        "" => None,
        text => {
            let numbers = serde_json::from_str::<[f64; 6]>(text);
            let numbers = numbers.map_err(|error| bad(error.to_string()))?;
            Some(Placement::new(numbers).map_err(bad)?)
        }
    };
    let floors: Vec<Floor> =
        serde_json::from_str(&floors).map_err(|error| bad(error.to_string()))?;
    let regions: Vec<Region> =
        serde_json::from_str(&regions).map_err(|error| bad(error.to_string()))?;
    let picture = match media_type.as_str() {
        "" => None,
        text => Some(PictureInfo {
            media_type: MediaType::parse(text).map_err(bad)?,
            width: u32::try_from(width).map_err(|error| bad(error.to_string()))?,
            height: u32::try_from(height).map_err(|error| bad(error.to_string()))?,
            size_bytes: size_bytes.max(0) as u64,
        }),
    };
    Ok(GameMap {
        y_down: y_down != 0,
        placement,
        floors,
        regions,
        picture,
        updated_at: Millis(updated_ms),
        name: MapName::parse(&name).map_err(bad)?,
    })
}
