//! What is to become of a map.

use super::super::{Extent, Fault, Faults, Millis, Name};
use super::{Floor, GameMap, MAX_REGIONS, MapName, MapPicture, Placement, Region};

/// How it is said where a picture lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PlacedBy {
    /// It covers this rectangle of the world, upright.
    Bounds(Extent),
    /// Six numbers take its pixels to the world: those of the picture that comes with them, as it was sent, or else of the
    /// one that is there. See [`Placement::of_pixels`].
    Pixels([f64; 6]),
}

/// What is to become of a region.
#[derive(Debug, Clone, PartialEq)]
pub enum RegionChange {
    /// It is here now.
    Set(Region),
    /// It is forgotten.
    Remove(Name),
}

/// Sets what it names; the rest stays as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct MapChange {
    /// Which map; it is made where there is none.
    pub name: MapName,
    /// Whether `y` grows downwards.
    pub y_down: Option<bool>,
    /// Where the picture lies.
    pub placed: Option<PlacedBy>,
    /// All floors.
    pub floors: Option<Vec<Floor>>,
    /// One region.
    pub region: Option<RegionChange>,
    /// The picture. Another one of the same part of the world needs no new place, whatever its size.
    pub picture: Option<MapPicture>,
}

impl MapChange {
    /// Of this map, as yet of nothing.
    pub fn of(name: MapName) -> Self {
        Self {
            name,
            y_down: None,
            placed: None,
            floors: None,
            region: None,
            picture: None,
        }
    }

    /// Whether it sets nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::of(self.name.clone())
    }

    /// What becomes of the map, which was as `before`.
    ///
    /// # Errors
    /// All faults, by the names that clients use.
    pub fn apply(&self, before: Option<GameMap>, at: Millis) -> Result<GameMap, Faults> {
        let before = before.unwrap_or_else(|| GameMap {
            name: self.name.clone(),
            y_down: false,
            placement: None,
            floors: Vec::new(),
            regions: Vec::new(),
            picture: None,
            updated_at: at,
        });
        let mut faults = Vec::new();
        let y_down = self.y_down.unwrap_or(before.y_down);
        let placement = match self.placement(&before, y_down) {
            Ok(placement) => placement,
            Err(fault) => {
                faults.push(fault);
                None
            }
        };
        let mut floors = self.floors.clone().unwrap_or(before.floors);
        if let Some(reason) = Floor::fault_of(&floors) {
            faults.push(Fault::new("floors", reason));
        }
        floors.sort_by(|one, other| one.lowest().total_cmp(&other.lowest()));
        let mut regions = before.regions;
        if let Some(fault) = self.change_region(&mut regions) {
            faults.push(fault);
        }
        let picture = self.picture.as_ref().map(|picture| picture.info.clone());
        match Faults::from_vec(faults) {
            Some(faults) => Err(faults),
            None => Ok(GameMap {
                name: before.name,
                y_down,
                placement,
                floors,
                regions,
                picture: picture.or(before.picture),
                updated_at: at,
            }),
        }
    }

    fn change_region(&self, regions: &mut Vec<Region>) -> Option<Fault> {
        match self.region.as_ref()? {
            RegionChange::Remove(name) => regions.retain(|region| region.name != *name),
            RegionChange::Set(region) => {
                if let Some(reason) = region.fault() {
                    return Some(Fault::new("corners", reason));
                }
                regions.retain(|other| other.name != region.name);
                if regions.len() >= MAX_REGIONS {
                    let reason = format!(
                        "is one more than the {MAX_REGIONS} that a map may have; remove one"
                    );
                    return Some(Fault::new("region", reason));
                }
                regions.push(region.clone());
                regions.sort_by(|one, other| one.name.cmp(&other.name));
            }
        }
        None
    }

    fn placement(&self, before: &GameMap, y_down: bool) -> Result<Option<Placement>, Fault> {
        let bounds = |bounds| {
            let placed = Placement::covering(bounds, y_down);
            placed
                .map(Some)
                .map_err(|reason| Fault::new("bounds", reason))
        };
        match self.placed {
            Some(PlacedBy::Bounds(covered)) => bounds(covered),
            Some(PlacedBy::Pixels(numbers)) => {
                let sent = self.picture.as_ref().map(|picture| picture.sent_size);
                let there = before.picture.as_ref();
                let size = sent.or(there.map(|picture| (picture.width, picture.height)));
                let placed = match size {
                    Some(size) => Placement::of_pixels(numbers, size),
                    None => Err("is of the pixels of a picture, and there is none".into()),
                };
                placed
                    .map(Some)
                    .map_err(|reason| Fault::new("transform", reason))
            }
            // Turned over, it still covers the same part of the world and stands upright.
            None if y_down != before.y_down => match before.placement {
                Some(placed) if placed.is_upright() => bounds(placed.bounds()),
                placed => Ok(placed),
            },
            None => Ok(before.placement),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MediaType, PictureInfo};
    use super::*;

    const BOUNDS: Extent = Extent {
        x_min: 0.0,
        x_max: 100.0,
        y_min: 0.0,
        y_max: 50.0,
    };

    fn change() -> MapChange {
        MapChange::of(MapName::parse("dust").unwrap())
    }

    /// Sent at twice the size at which it is kept.
    fn picture() -> MapPicture {
        MapPicture {
            info: PictureInfo {
                media_type: MediaType::Png,
                width: 200,
                height: 100,
                size_bytes: 3,
            },
            sent_size: (400, 200),
            bytes: vec![1, 2, 3],
        }
    }

    #[test]
    fn what_is_not_named_stays() {
        let first = MapChange {
            y_down: Some(true),
            placed: Some(PlacedBy::Bounds(BOUNDS)),
            picture: Some(picture()),
            ..change()
        };
        let first = first.apply(None, Millis(1)).unwrap();
        let floors = Floor::parse_all("Up:4..,Ground:..4").unwrap();
        let second = MapChange {
            floors: Some(floors.clone()),
            ..change()
        };
        let second = second.apply(Some(first.clone()), Millis(2)).unwrap();
        assert_eq!(second.floors, [floors[1].clone(), floors[0].clone()]);
        assert_eq!(
            (second.placement, &second.picture, second.y_down),
            (first.placement, &first.picture, true)
        );
        assert_eq!(second.updated_at, Millis(2));
    }

    #[test]
    fn a_transform_is_of_the_picture_that_comes_with_it_else_of_the_one_that_is_there() {
        let numbers = [1.0, 0.0, 0.0, 0.0, -1.0, 200.0];
        let by_pixels = MapChange {
            placed: Some(PlacedBy::Pixels(numbers)),
            ..change()
        };
        let fault = by_pixels.apply(None, Millis(1)).unwrap_err();
        assert!(fault.to_string().starts_with("transform: "), "{fault}");
        let with_picture = MapChange {
            picture: Some(picture()),
            ..by_pixels.clone()
        };
        let map = with_picture.apply(None, Millis(1)).unwrap();
        let bounds = map.placement.unwrap().bounds();
        assert_eq!((bounds.x_max, bounds.y_max), (400.0, 200.0));
        let kept = [2.0, 0.0, 0.0, 0.0, -2.0, 200.0];
        assert_eq!(map.placement.unwrap().pixels((200, 100)), kept);
        let again = by_pixels.apply(Some(map), Millis(2)).unwrap();
        assert_eq!(again.placement.unwrap().bounds().x_max, 200.0);
    }

    #[test]
    fn a_map_that_is_turned_over_keeps_its_bounds() {
        let first = MapChange {
            placed: Some(PlacedBy::Bounds(BOUNDS)),
            ..change()
        };
        let first = first.apply(None, Millis(1)).unwrap();
        let over = MapChange {
            y_down: Some(true),
            ..change()
        };
        let over = over.apply(Some(first.clone()), Millis(2)).unwrap();
        assert_eq!(over.placement, Placement::covering(BOUNDS, true).ok());
        assert_eq!(first.placement, Placement::covering(BOUNDS, false).ok());
    }

    #[test]
    fn all_faults_are_told() {
        let wrong = MapChange {
            placed: Some(PlacedBy::Bounds(Extent {
                x_max: 0.0,
                ..BOUNDS
            })),
            floors: Some(Floor::parse_all("a:..1,b:0..").unwrap()),
            ..change()
        };
        let faults = wrong.apply(None, Millis(1)).unwrap_err();
        let fields = faults.as_slice().iter().map(|fault| fault.field.as_str());
        assert_eq!(fields.collect::<Vec<_>>(), ["bounds", "floors"]);
    }
}
