//! Maps of a server: their pictures, where these lie, their floors.

use super::address::path_with;
use super::connection::Client;
use super::error::ClientError;
use crate::model::{GameMap, MapName, Region, RegionChange};
use crate::wire::{Answer, Corners, MapDetail, MapSettings, OfMap, OfRegion, Page, RegionOutline};

const MAP: &str = "/api/map";
const PICTURE: &str = "/api/map/picture";
const REGION: &str = "/api/map/region";

impl Client {
    /// All maps, by name.
    ///
    /// # Errors
    /// When there is no answer in time, or not the expected one.
    pub fn maps(&self) -> Result<Vec<GameMap>, ClientError> {
        let path = "/api/maps";
        let answer: Page<MapDetail> = self.get(path)?;
        let maps = answer.data.into_iter().map(|map| self.map_of(path, map));
        maps.collect()
    }

    /// The file of a map's picture, where it has one.
    ///
    /// # Errors
    /// When there is no answer in time, or not the expected one.
    pub fn map_picture(&self, map: &MapName) -> Result<Option<Vec<u8>>, ClientError> {
        let path = path_with(PICTURE, &[&OfMap { map: map.clone() }]);
        let answer = self.file(&path)?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            404 => Ok(None),
            _ => Err(self.refused(&path, &answer)),
        }
    }

    /// Sets a map; `picture` is a file, empty where it stays as it is.
    ///
    /// # Errors
    /// When it is refused, there is no answer in time, or not the expected one.
    pub fn set_map(
        &self,
        map: &MapName,
        settings: &MapSettings,
        picture: &[u8],
    ) -> Result<GameMap, ClientError> {
        let path = path_with(MAP, &[&OfMap { map: map.clone() }, settings]);
        let answer = self.put(&path, picture)?;
        if answer.status != 200 {
            return Err(self.refused(MAP, &answer));
        }
        let map: Answer<MapDetail> = self.read(MAP, &answer.body)?;
        self.map_of(MAP, map.data)
    }

    /// Sets a region of a map, or forgets it.
    ///
    /// # Errors
    /// When it is refused, there is no answer in time, or not the expected one.
    pub fn change_region(
        &self,
        map: &MapName,
        change: &RegionChange,
    ) -> Result<GameMap, ClientError> {
        let of = |region: &crate::model::Name| OfRegion {
            map: map.clone(),
            region: region.clone(),
        };
        let answer = match change {
            RegionChange::Set(Region { name, corners }) => {
                let outline = RegionOutline {
                    corners: Corners(corners.clone()),
                };
                self.put(&path_with(REGION, &[&of(name), &outline]), &[])?
            }
            RegionChange::Remove(name) => self.delete(&path_with(REGION, &[&of(name)]))?,
        };
        if answer.status != 200 {
            return Err(self.refused(REGION, &answer));
        }
        let map: Answer<MapDetail> = self.read(REGION, &answer.body)?;
        self.map_of(REGION, map.data)
    }

    /// Removes a map; returns whether there was one.
    ///
    /// # Errors
    /// When there is no answer in time, or not the expected one.
    pub fn remove_map(&self, map: &MapName) -> Result<bool, ClientError> {
        let path = path_with(MAP, &[&OfMap { map: map.clone() }]);
        let answer = self.delete(&path)?;
        match answer.status {
            200 => Ok(true),
            404 => Ok(false),
            _ => Err(self.refused(&path, &answer)),
        }
    }

    fn map_of(&self, path: &str, map: MapDetail) -> Result<GameMap, ClientError> {
        let map = GameMap::try_from(map);
        map.map_err(|faults| self.unexpected(path, faults.to_string()))
    }
}
