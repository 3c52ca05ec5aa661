//! Opening: what is older is brought up, what is newer is refused, what is missing is only made by those who write.

use crate::fixtures::sheets::{accepted, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::PeriodFilter;
use loot::store::{self, StoreError};
use serde_json::json;

on_both_databases! {
    opening_again_changes_nothing,
    a_newer_schema_is_refused_and_left_alone,
    a_changed_migration_is_refused,
    what_was_stored_before_newer_rollups_is_in_them,
    an_interrupted_count_of_events_is_ended_by_who_writes,
    totals_are_counted_again_and_ids_go_on,
    reading_alone_makes_nothing,
    several_may_open_a_new_database_at_once,
}

async fn opening_again_changes_nothing(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    writer
        .commit(&[sheet_entry(&sheet("m", "p", json!({})))])
        .await
        .unwrap();
    let info = reader.info().await.unwrap();
    assert!(info.schema_version > 0);
    assert!(writer.notes().is_empty());
    writer.close().await;
    let (again, writer) = database.open().await;
    assert_eq!(again.info().await.unwrap(), info);
    assert_eq!(again.totals(None).await.unwrap().total_stat_sheets, 1);
    assert!(writer.notes().is_empty());
    let alone = store::open_read_only(&database.url()).await.unwrap();
    assert_eq!(alone.totals(None).await.unwrap().total_stat_sheets, 1);
}

async fn totals_are_counted_again_and_ids_go_on(database: TestDatabase) {
    let (_, mut writer) = database.open().await;
    let entry = |player: &str| [sheet_entry(&sheet("m", player, json!({})))];
    let first = accepted(&writer.commit(&entry("ann")).await.unwrap()[0]);
    writer.close().await;
    database.execute("delete from rollups").await;
    let (reader, mut writer) = database.open().await;
    assert!(accepted(&writer.commit(&entry("bob")).await.unwrap()[0]) > first);
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn a_newer_schema_is_refused_and_left_alone(database: TestDatabase) {
    let (_, mut writer) = database.open().await;
    writer
        .commit(&[sheet_entry(&sheet("m", "p", json!({})))])
        .await
        .unwrap();
    writer.close().await;
    database
        .execute(
            "insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
            select 9999, 'from the future', installed_on, success, checksum, 0 from _sqlx_migrations where version = 1",
        )
        .await;
    for refusal in [
        store::open(&database.url()).await.err(),
        store::open_read_only(&database.url()).await.err(),
    ] {
        let error = refusal.expect("a newer schema was opened");
        assert!(matches!(error, StoreError::Unsuitable(_)), "{error:?}");
        let message = error.to_string();
        assert!(
            message.contains("newer loot") && message.contains("9999"),
            "{message}"
        );
    }
    assert_eq!(database.number("select count(*) from stat_sheets").await, 1);
}

async fn a_changed_migration_is_refused(database: TestDatabase) {
    let (_, writer) = database.open().await;
    writer.close().await;
    database
        .execute(
            "update _sqlx_migrations set checksum = (select checksum from _sqlx_migrations where version = 2)
            where version = 1",
        )
        .await;
    let error = store::open(&database.url()).await.err().unwrap();
    assert!(matches!(error, StoreError::Unsuitable(_)), "{error:?}");
}

async fn what_was_stored_before_newer_rollups_is_in_them(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let times = [
        "1970-01-01T00:00:00Z",
        "2026-01-31T18:30:00Z",
        "2999-01-01T00:00:00Z",
    ];
    for time in times {
        let events = json!([{"event_type": "jump", "timestamp": time, "position": [3, 4]}]);
        let items = json!({"medkit": 40, "gold": 1});
        let more = json!({
            "game_mode": "solo", "events": events, "looted_items": items,
            "experiments": {"price": "high", "music": "on"}, "locations": {"gold": [1, 2]},
        });
        let inside = sheet_entry(&sheet("m", "p", more));
        let alone = event_entry(&event(
            "p",
            json!({"timestamp": time, "event_type": "death"}),
        ));
        writer.commit(&[inside, alone]).await.unwrap();
    }
    writer.close().await;
    reader.close().await;
    // As the schema was before.
    for statement in [
        "alter table stat_sheets drop column map",
        "alter table stat_sheets drop column session_id",
        "alter table stat_sheets drop column dimensions",
        "alter table stat_sheets drop column player",
        "alter table events drop column z",
        "alter table events drop column map",
        "alter table events drop column session_id",
        "alter table events drop column dimensions",
        "alter table events drop column items",
        "alter table events drop column item_units",
        "alter table events drop column player",
        "alter table stat_sheets drop column content_hash",
        "alter table stat_sheets drop column row_hash",
        "alter table events drop column row_hash",
        "alter table dead_letters drop column row_hash",
        "drop table heat_pending",
        "drop table sessions",
        "delete from counters where name = 'sessions'",
        "drop table event_totals",
        "drop table event_activity",
        "drop table receipts",
        "drop table rollups",
        "drop table jobs",
        "drop table maps",
        "drop table saved_views",
        "drop table annotations",
        "drop table economies",
        "delete from counters where label = 'annotation'",
        "drop table player_days",
        "drop table cohort_days",
        "drop table cohort_months",
        "drop table player_starts",
        "drop table play_time",
        "drop table match_sizes",
        "drop table delays",
        "drop table match_starts",
        "drop index if exists idx_players_in_order",
        "drop index if exists idx_matches_in_order",
        "alter table location_samples rename to place_samples",
        "alter table location_chunks rename to place_chunks",
        "create table kept as select name as item, game_mode, experiment, variant, cells from heat_grids
            where kind = 'item'",
        "drop table heat_grids",
        "create table heat_grids (
            item text not null, game_mode text not null, experiment text not null, variant text not null,
            cells bytea not null, primary key (item, game_mode, experiment, variant)
        )",
        "insert into heat_grids select item, game_mode, experiment, variant, cells from kept",
        "drop table kept",
        "delete from activity where width_ms = 0",
        "update activity set events = 0 where experiment <> ''",
        "drop index idx_player_id",
        "drop index idx_events_player",
        "drop index idx_events_match",
        "drop index idx_events_type",
        "delete from names where kind = 'event_type'",
        "alter table names drop column slot",
        "alter table names drop column counted_as",
        "alter table names drop column first_seen_ms",
        "alter table names drop column source",
        "alter table names drop column player_id",
        "delete from counters where name in ('player_units', 'match_units')",
        "create index idx_player_id on stat_sheets (player_id, id)",
        "create index idx_events_match on events (match_id, player_id)",
        "create index idx_events_player on events (player_id, timestamp_ms)",
        "delete from _sqlx_migrations where version >= 5",
    ] {
        database.execute(statement).await;
    }
    let (reader, writer) = database.open().await;
    writer.close().await;
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
    let everything = PeriodFilter::default();
    let counts = reader.event_counts(&everything, None, None);
    assert_eq!(
        json!(counts.await.unwrap().types),
        json!({"death": 3, "jump": 3})
    );
    let names = "select count(*) from names where kind = 'event_type'";
    assert_eq!(database.number(names).await, 2);
    let slots = reader.item_slots().await.unwrap();
    assert_eq!(json!(slots), json!({"gold": 0, "medkit": 1}));
    let spreads = reader.spreads().await.unwrap();
    assert_eq!(
        json!(spreads.units_per_player),
        json!([{"from": 120, "to": 124, "owners": 1}])
    );
}

async fn an_interrupted_count_of_events_is_ended_by_who_writes(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let jump = json!([{"event_type": "jump", "position": [3, 4]}]);
    let inside = json!({"game_mode": "solo", "experiments": {"price": "high"}, "events": jump});
    let entries: Vec<_> = (0..2_100)
        .map(|n| sheet_entry(&sheet("m", &format!("p{n}"), inside.clone())))
        .chain([event_entry(&event("p", json!({"position": [7, 8]})))])
        .collect();
    writer.commit(&entries).await.unwrap();
    writer.close().await;
    for statement in [
        "delete from event_totals",
        "delete from event_activity",
        "delete from heat_grids where kind = 'event_type'",
        "delete from rollups where table_name in ('event_totals', 'event_activity', 'heat_grids', 'activity')",
    ] {
        database.execute(statement).await;
    }
    let refusal = store::open_read_only(&database.url()).await.unwrap_err();
    assert!(refusal.to_string().contains("interrupted"), "{refusal}");
    assert!(!reader.integrity().await.unwrap().is_sound());
    let (_, writer) = database.open().await;
    writer.close().await;
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
    assert!(store::open_read_only(&database.url()).await.is_ok());
}

async fn reading_alone_makes_nothing(database: TestDatabase) {
    let error = store::open_read_only(&database.url()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unsuitable(_)), "{error:?}");
    assert!(
        error.to_string().contains("loot serve"),
        "says no way on: {error}"
    );
    if let TestDatabase::Sqlite { folder } = &database {
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

async fn several_may_open_a_new_database_at_once(database: TestDatabase) {
    // A thread each, as if they were processes: a writer of SQLite keeps its thread while it waits for another's lock.
    let url = database.url();
    let opening = [(); 3].map(|()| {
        let (url, runtime) = (url.clone(), tokio::runtime::Handle::current());
        tokio::task::spawn_blocking(move || runtime.block_on(store::open(&url)))
    });
    for opening in opening {
        let (reader, mut writer) = opening.await.unwrap().unwrap();
        writer
            .commit(&[sheet_entry(&sheet("m", "p", json!({})))])
            .await
            .unwrap();
        assert!(reader.integrity().await.unwrap().is_sound());
    }
    assert_eq!(database.number("select count(*) from stat_sheets").await, 3);
}
