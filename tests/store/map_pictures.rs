//! Maps with their pictures are kept as they were set.

use crate::fixtures::pictures;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{Extent, Floor, MAX_MAPS, MapChange, MapName, Millis, PlacedBy};
use loot::pictures::SentPicture;

on_both_databases! {
    a_map_is_kept_until_it_is_removed,
    a_map_is_changed_as_a_whole_or_not_at_all,
    there_are_so_many_maps_and_no_more,
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
