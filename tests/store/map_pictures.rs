//! Maps with their pictures are kept as they were set.

use crate::fixtures::pictures;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    Extent, Floor, MAX_MAPS, MAX_REGIONS, MapChange, MapName, Millis, Name, PlacedBy, Region,
    RegionChange,
};
use loot::pictures::SentPicture;

on_both_databases! {
    a_map_is_kept_until_it_is_removed,
    a_map_is_changed_as_a_whole_or_not_at_all,
    there_are_so_many_maps_and_no_more,
    regions_are_kept_by_name,
}

const AT: Millis = Millis(1_700_000_000_000);

fn named(name: &str) -> MapChange {
    MapChange::of(MapName::parse(name).unwrap())
}

fn dust() -> MapChange {
    let file = pictures::png(64, 32);
    MapChange {
        y_down: Some(true),
        placed: Some(PlacedBy::Bounds(Extent {
            x_min: -10.5,
            x_max: 1.0 / 3.0,
            y_min: 0.0,
            y_max: 1e6,
        })),
        floors: Some(Floor::parse_all("Cellar:..-0.1,Ground:-0.1..").unwrap()),
        picture: Some(SentPicture::look(&file, None).unwrap().keep().unwrap()),
        ..named("dust / \"2\"")
    }
}

async fn a_map_is_kept_until_it_is_removed(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    assert_eq!(reader.maps().await.unwrap(), []);
    let change = dust();
    let set = writer.set_map(&change, AT).await.unwrap().unwrap();
    let nameless = MapChange {
        y_down: Some(false),
        ..named("")
    };
    let nameless = writer.set_map(&nameless, AT).await.unwrap().unwrap();
    assert_eq!(reader.maps().await.unwrap(), [nameless, set.clone()]);
    let picture = change.picture.unwrap();
    let kept = reader.map_picture(&change.name).await.unwrap();
    assert_eq!(kept, Some((picture.info.media_type, picture.bytes)));
    // The picture stays where something else is set.
    let later = Millis(AT.0 + 1);
    let floors = MapChange {
        floors: Some(Vec::new()),
        ..MapChange::of(change.name.clone())
    };
    let changed = writer.set_map(&floors, later).await.unwrap().unwrap();
    assert_eq!(
        reader.map(&change.name).await.unwrap(),
        Some(changed.clone())
    );
    assert_eq!(
        (changed.picture, changed.placement, changed.updated_at),
        (set.picture, set.placement, later)
    );
    assert!(reader.map_picture(&change.name).await.unwrap().is_some());
    assert!(writer.remove_map(&change.name).await.unwrap());
    assert!(!writer.remove_map(&change.name).await.unwrap());
    assert_eq!(reader.map_picture(&change.name).await.unwrap(), None);
    assert_eq!(reader.maps().await.unwrap().len(), 1);
    writer.clear().await.unwrap();
    assert_eq!(reader.maps().await.unwrap(), []);
}

async fn a_map_is_changed_as_a_whole_or_not_at_all(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let set = writer.set_map(&dust(), AT).await.unwrap().unwrap();
    let wrong = MapChange {
        y_down: Some(false),
        floors: Some(Floor::parse_all("a:..1,b:0..").unwrap()),
        ..dust()
    };
    let faults = writer.set_map(&wrong, AT).await.unwrap().unwrap_err();
    assert_eq!(faults.first().field, "floors");
    assert_eq!(reader.maps().await.unwrap(), [set]);
}

async fn regions_are_kept_by_name(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let region = |name: &str, side: f64| Region {
        name: Name::parse(name).unwrap(),
        corners: vec![[0.0, 0.0], [side, 0.0], [side, 1.0 / 3.0]],
    };
    let change = |region| MapChange {
        region: Some(region),
        ..named("dust")
    };
    for (name, side) in [("yard", 5.0), ("attic", 7.0), ("yard", 9.0)] {
        let set = change(RegionChange::Set(region(name, side)));
        writer.set_map(&set, AT).await.unwrap().unwrap();
    }
    let there = async || {
        reader
            .map(&MapName::parse("dust").unwrap())
            .await
            .unwrap()
            .unwrap()
    };
    assert_eq!(
        there().await.regions,
        [region("attic", 7.0), region("yard", 9.0)]
    );
    let removal = change(RegionChange::Remove(Name::parse("attic").unwrap()));
    writer.set_map(&removal, AT).await.unwrap().unwrap();
    assert_eq!(there().await.regions, [region("yard", 9.0)]);
    for number in 1..MAX_REGIONS {
        let set = change(RegionChange::Set(region(&format!("r{number}"), 2.0)));
        writer.set_map(&set, AT).await.unwrap().unwrap();
    }
    let one_more = change(RegionChange::Set(region("one more", 2.0)));
    let faults = writer.set_map(&one_more, AT).await.unwrap().unwrap_err();
    assert_eq!(faults.first().field, "region");
    assert_eq!(there().await.regions.len(), MAX_REGIONS);
}

async fn there_are_so_many_maps_and_no_more(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let one = |number: usize| MapChange {
        y_down: Some(true),
        ..named(&format!("map {number}"))
    };
    for number in 0..MAX_MAPS {
        writer.set_map(&one(number), AT).await.unwrap().unwrap();
    }
    let faults = writer
        .set_map(&one(MAX_MAPS), AT)
        .await
        .unwrap()
        .unwrap_err();
    assert!(
        faults.to_string().starts_with("map: there are 200 maps"),
        "{faults}"
    );
    // One of those that are there may change.
    writer.set_map(&one(7), AT).await.unwrap().unwrap();
    assert_eq!(reader.maps().await.unwrap().len(), MAX_MAPS);
}
