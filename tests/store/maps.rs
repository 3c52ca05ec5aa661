//! Maps are whole, whether their places are still pending or in the grid.

use crate::fixtures::sheets::{accepted, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{GridRequest, GridResolution, ItemKind, MapSlice};
use loot::store::Reader;
use serde_json::json;

on_both_databases! {
    a_map_is_whole_however_many_places_it_has,
    what_is_far_away_is_kept_whenever_it_came,
    what_waits_for_its_grid_is_bounded_however_many_maps_there_are,
}

/// More than may be pending.
const COMMITS: u64 = 600;
/// Places of one commit.
const PLACES: u64 = 10;

async fn a_map_is_whole_however_many_places_it_has(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let (mut pending, mut in_grid) = (0, 0);
    for commit in 0..COMMITS {
        // Some far from the others, so that the squares become larger now and then.
        let stretch = if commit % 7 == 6 { 900.0 } else { 1.0 };
        let place = |n| {
            let n = (commit * PLACES + n) as f64;
            [(n * 7.3) % 101.0 * stretch, (n * 3.1) % 97.0 * -stretch]
        };
        let places: Vec<_> = (0..PLACES).map(place).collect();
        let more = json!({"looted_items": {"medkit": PLACES}, "locations": {"medkit": places}});
        let player = format!("p{commit}");
        let entries = [sheet_entry(&sheet("m", &player, more))];
        let outcomes = writer.commit(&entries);
        accepted(&outcomes.await.unwrap()[0]);
        assert_eq!(units(&reader).await, (commit + 1) * PLACES);
        pending = pending.max(rows_of(&database, "places", "heat_pending").await);
        in_grid = in_grid.max(rows_of(&database, "cells", "heat_grids").await);
    }
    assert!(
        pending > 0 && in_grid > 0,
        "both were read: {pending}, {in_grid}"
    );
    assert!(reader.integrity().await.unwrap().is_sound());
    for (taken, back) in [
        (
            "update heat_grids set name = name || '!' where kind = 'item'",
            "update heat_grids set name = replace(name, '!', '')",
        ),
        (
            "insert into heat_pending (slices, id, so_far, places) select slices, id + 1000, so_far, places from heat_pending where id = 1 and slices = 0",
            "delete from heat_pending where id > 1000",
        ),
    ] {
        assert_eq!(database.execute(taken).await, 1);
        assert!(!reader.integrity().await.unwrap().is_sound(), "{taken}");
        database.execute(back).await;
        assert!(reader.integrity().await.unwrap().is_sound(), "{back}");
    }
    writer.clear().await.unwrap();
    assert_eq!(units(&reader).await, 0);
}

/// More places than a grid has cells, from all over the world, before and after those of the game.
async fn what_is_far_away_is_kept_whenever_it_came(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for commit in 0..6_u64 {
        let place = |n: u64| {
            let n = (commit * 2_000 + n) as f64;
            match n as u64 % 5 {
                0 => [(n * 7_919.0) % 2e9 - 1e9, (n * 104_729.0) % 2e9 - 1e9],
                _ => [(n * 7.3) % 101.0, (n * 3.1) % 97.0],
            }
        };
        let places: Vec<_> = (0..2_000).map(place).collect();
        let more = json!({"looted_items": {"medkit": 2_000}, "locations": {"medkit": places}});
        let entries = [sheet_entry(&sheet("m", &format!("p{commit}"), more))];
        accepted(&writer.commit(&entries).await.unwrap()[0]);
    }
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
    let medkit = ItemKind::parse("medkit").unwrap();
    let wanted = GridRequest::of(GridResolution::Bins(40));
    let everyone = MapSlice::default();
    let heat = reader.heat(&medkit, &everyone, 1, Some(&wanted));
    let heat = heat.await.unwrap();
    let grid = heat.grid.unwrap();
    let inside: u64 = grid.cells.iter().flatten().sum();
    assert_eq!((heat.count, inside + grid.outside), (12_000, 12_000));
    assert!(heat.extent.unwrap().x_min < -9e8);
}

/// A map with one place is not worth a grid, and every reader reads what waits.
async fn what_waits_for_its_grid_is_bounded_however_many_maps_there_are(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for mode in ["solo", "duo", "squad"] {
        for sheet_number in 0..12 {
            let named = |item| format!("{sheet_number}-{item}-{}", "x".repeat(50));
            let items: serde_json::Map<_, _> =
                (0..256).map(|item| (named(item), json!(1))).collect();
            let places: serde_json::Map<_, _> = (0..256)
                .map(|item| (named(item), json!([item, 7])))
                .collect();
            let more = json!({"looted_items": items, "locations": places, "game_mode": mode});
            let entries = [sheet_entry(&sheet("m", &format!("p{sheet_number}"), more))];
            accepted(&writer.commit(&entries).await.unwrap()[0]);
        }
    }
    let too_much = "update heat_pending set id = id where so_far > 600 * 1024";
    assert_eq!(database.execute(too_much).await, 0);
    let some = "update heat_pending set id = id where so_far > 40 * 1024";
    assert!(database.execute(some).await > 0);
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn units(reader: &Reader) -> u64 {
    let medkit = ItemKind::parse("medkit").unwrap();
    let everyone = MapSlice::default();
    let wanted = GridRequest::of(GridResolution::Side(5.0));
    let heat = reader.heat(&medkit, &everyone, 10, Some(&wanted));
    let heat = heat.await.unwrap();
    let grid = heat
        .grid
        .map_or(0, |grid| grid.cells.iter().flatten().sum());
    assert_eq!(heat.count, grid);
    grid
}

/// Rows of a table whose `column` takes more than an empty grid.
async fn rows_of(database: &TestDatabase, column: &str, table: &str) -> u64 {
    let unchanged = format!("update {table} set {column} = {column} where length({column}) > 8");
    database.execute(&unchanged).await
}
