//! No client can grow the totals without bound, and none is refused for its names: past the limit a name is counted
//! under a name of ours, which no data can have.

use crate::fixtures::sheets::{accepted, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use bytes::Bytes;
use loot::model::{
    DeadLetter, DeadLetterFilter, EventType, Faults, GameMode, ItemBucket, ItemKind, MapSlice,
    NameKind, NamesWanted, OTHER, PeriodFilter,
};
use loot::store::{Entry, Outcome, Reader, Writer};
use serde_json::{Map, Value, json};

on_both_databases! {
    items_past_the_limit_are_counted_together,
    an_item_may_have_the_name_that_is_shown_for_all_others,
    several_items_past_the_limit_are_one_item_of_their_sheet,
    game_modes_past_the_limit_are_one_mode,
    variants_past_the_limit_are_one_variant_of_their_sheet,
    dimensions_past_the_limit_are_no_experiment,
    dimensions_that_were_counted_as_experiments_are_counted_again,
    event_types_past_the_limit_are_one_type,
    the_limit_holds_for_a_second_writer_and_after_a_restart,
    names_without_a_place_are_listed_up_to_a_limit_and_counted_beyond,
    what_was_refused_for_its_names_is_stored_when_it_is_replayed,
    what_is_not_stored_takes_no_place,
}

/// One sheet with items `item_{from}` to below `item_{to}`.
fn items(from: u32, to: u32) -> Entry {
    let items: Map<String, Value> = (from..to)
        .map(|k| (format!("item_{k:06}"), json!(1)))
        .collect();
    sheet_entry(&sheet("m", "p", json!({"looted_items": items})))
}

/// All 5,000 that have a place.
fn all_items() -> Vec<Entry> {
    (0..20).map(|k| items(k * 250, (k + 1) * 250)).collect()
}

fn of_other() -> ItemKind {
    ItemKind::parse_counted(OTHER).unwrap()
}

fn all_stored(outcomes: Vec<Outcome>) {
    for outcome in outcomes {
        accepted(&outcome);
    }
}

async fn sound(reader: &Reader) {
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
}

/// Units and located units.
async fn units_of(reader: &Reader, item: &ItemKind) -> (u64, u64) {
    let totals = reader.totals(None).await.unwrap();
    let of = |items: &std::collections::BTreeMap<ItemKind, u64>| items.get(item).copied();
    (
        of(&totals.total_items).unwrap_or(0),
        of(&totals.located_items).unwrap_or(0),
    )
}

async fn items_past_the_limit_are_counted_together(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let swords = (0..20).map(|k| {
        let swords = (k * 256 + 1..=(k + 1) * 256).map(|k| (format!("sword_{k:06}"), json!(1)));
        let swords: Map<String, Value> = swords.collect();
        sheet_entry(&sheet("m", "p", json!({"looted_items": swords})))
    });
    all_stored(writer.commit(&swords.collect::<Vec<_>>()).await.unwrap());
    let medkit = sheet(
        "m",
        "p",
        json!({"looted_items": {"medkit": 3}, "locations": {"medkit": [7, 8]}}),
    );
    all_stored(writer.commit(&[sheet_entry(&medkit)]).await.unwrap());
    // From what is remembered.
    all_stored(writer.commit(&[sheet_entry(&medkit)]).await.unwrap());

    let totals = reader.totals(None).await.unwrap();
    assert_eq!((totals.total_items.len(), totals.units()), (5_001, 5_126));
    assert_eq!(units_of(&reader, &of_other()).await, (120 + 6, 6));
    let medkits = ItemKind::parse("medkit").unwrap();
    assert_eq!(units_of(&reader, &medkits).await, (0, 0));
    let everyone = MapSlice::default();
    let heat = reader.heat(&of_other(), &everyone, 10, None).await.unwrap();
    assert_eq!((heat.count, heat.locations.len()), (6, 6));
    let everything = PeriodFilter::default();
    let hours = reader.item_activity(&everything, ItemBucket::All, 5_001);
    let hours = hours.await.unwrap();

    let place = hours.items.iter().position(ItemKind::is_other).unwrap();
    let over_time: u64 = hours.points.iter().map(|point| point.units[place]).sum();
    assert_eq!(over_time, 126);
    // Raw rows keep the name.
    let kept = "select count(*) from stat_sheets where looted_items like '%\"medkit\"%'";
    assert_eq!(database.number(kept).await, 2);
    sound(&reader).await;
}

async fn an_item_may_have_the_name_that_is_shown_for_all_others(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let named = sheet("m", "p", json!({"looted_items": {" (other)": 7}}));
    all_stored(writer.commit(&[sheet_entry(&named)]).await.unwrap());
    all_stored(writer.commit(&all_items()).await.unwrap());
    let named = ItemKind::parse("(other)").unwrap();
    assert_eq!(units_of(&reader, &named).await.0, 7);
    assert_eq!(units_of(&reader, &of_other()).await.0, 1);
    sound(&reader).await;
}

async fn several_items_past_the_limit_are_one_item_of_their_sheet(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    all_stored(writer.commit(&all_items()).await.unwrap());
    // One point for three of x; two for y's two of five; z is only placed; item_000001 has a place of its own.
    let looted = json!({"x": 3, "y": 5, "item_000001": 2});
    let locations =
        json!({"x": [1, 1], "y": [[2, 2], [3, 3]], "z": [[4, 4]], "item_000001": [5, 5]});
    let mixed = sheet(
        "m",
        "p",
        json!({"looted_items": looted, "locations": locations}),
    );
    all_stored(writer.commit(&[sheet_entry(&mixed)]).await.unwrap());
    assert_eq!(units_of(&reader, &of_other()).await, (8, 6));
    let sheets = "select cast(sum(sheets) as bigint) from item_totals where item = ' (other)'";
    assert_eq!(database.number(sheets).await, 1);
    let (other, everyone) = (of_other(), MapSlice::default());
    let heat = reader.heat(&other, &everyone, 10, None);
    let mut places: Vec<_> = heat
        .await
        .unwrap()
        .locations
        .iter()
        .map(|at| at.x())
        .collect();
    places.sort_by(f64::total_cmp);
    assert_eq!(places, [1.0, 1.0, 1.0, 2.0, 3.0, 4.0]);
    sound(&reader).await;
}

async fn game_modes_past_the_limit_are_one_mode(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let of_mode = |k: u32, player: &str| {
        let events = json!([{"event_type": "jump"}]);
        let fields = json!({"game_mode": format!("g{k:03}"), "events": events});
        sheet_entry(&sheet("m", player, fields))
    };
    let modes: Vec<_> = (0..100).map(|k| of_mode(k, "p")).collect();
    all_stored(writer.commit(&modes).await.unwrap());
    // One player in three modes without a place, and another one in one.
    let more = [
        of_mode(100, "p"),
        of_mode(101, "p"),
        of_mode(102, "p"),
        of_mode(101, "q"),
    ];
    all_stored(writer.commit(&more[..2]).await.unwrap());
    all_stored(writer.commit(&more[2..]).await.unwrap());
    let other = GameMode::parse_counted(OTHER).unwrap();
    let totals = reader.totals(Some(&other)).await.unwrap();
    assert_eq!((totals.total_stat_sheets, totals.total_events), (4, 4));
    assert_eq!((totals.total_players, totals.total_matches), (2, 1));
    assert_eq!(totals.units(), 4);
    sound(&reader).await;
}

async fn variants_past_the_limit_are_one_variant_of_their_sheet(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let variant = |k: u32| json!({"experiments": {"e": format!("v{k:03}")}});
    let variants: Vec<_> = (0..500)
        .map(|k| sheet_entry(&sheet("m", "p", variant(k))))
        .collect();
    all_stored(writer.commit(&variants).await.unwrap());
    let more = json!({"experiments": {"e": "v500", "f": "a", "g": "b"}, "looted_items": {"medkit": 2},
        "locations": {"medkit": [1, 1]}, "events": [{"event_type": "jump", "position": [1, 1]}]});
    let more = [sheet_entry(&sheet("m", "p", more))];
    all_stored(writer.commit(&more).await.unwrap());
    let sums = "select sheets * 10000 + units * 100 + events from activity
        where width_ms = 0 and experiment = ' (other)' and variant = ' (other)'";
    assert_eq!(database.number(sums).await, 10_201);
    let known = reader.names().await.unwrap();
    assert_eq!(known.experiments.keys().collect::<Vec<_>>(), ["e"]);
    sound(&reader).await;
}

/// 100 dimensions that have a place, then two in one sheet that have none, and an experiment without one.
async fn store_dimensions(writer: &mut Writer) {
    let more = json!({"looted_items": {"medkit": 2}, "locations": {"medkit": [1, 1]},
        "events": [{"event_type": "jump", "position": [1, 1]}]});
    let of = |fields: Value| {
        let mut more = more.clone();
        let fields = fields.as_object().unwrap().clone();
        more.as_object_mut().unwrap().extend(fields);
        sheet_entry(&sheet("m", "p", more))
    };
    let dimensions = (0..100).map(|k| of(json!({"dimensions": {format!("d{k:03}"): "x"}})));
    let variants = (0..500).map(|k| of(json!({"experiments": {"e": format!("v{k:03}")}})));
    let entries: Vec<Entry> = dimensions.chain(variants).collect();
    all_stored(writer.commit(&entries).await.unwrap());
    let more = [
        of(json!({"dimensions": {"late": "x", "later": "y"}})),
        of(json!({"dimensions": {"late": "z"}})),
        of(json!({"experiments": {"e": "v500"}})),
    ];
    all_stored(writer.commit(&more).await.unwrap());
}

/// Sheets under an experiment, or a dimension, and a variant.
async fn sheets_of(database: &TestDatabase, experiment: &str, variant: &str) -> i64 {
    let sheets = format!(
        "select cast(coalesce(sum(sheets), 0) as bigint) from activity
        where width_ms = 0 and experiment = '{experiment}' and variant = '{variant}'"
    );
    database.number(&sheets).await
}

async fn dimensions_past_the_limit_are_no_experiment(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    store_dimensions(&mut writer).await;
    assert_eq!(sheets_of(&database, " (other)", " (other)").await, 1);
    assert_eq!(
        sheets_of(&database, " (other dimension)", " (other)").await,
        2
    );
    let counts = reader.name_counts().await.unwrap();
    let of = |kind: NameKind| counts.iter().find(|of| of.kind == kind).unwrap().other;
    // A sheet and its event each.
    assert_eq!(
        (of(NameKind::Variant), of(NameKind::Dimension)),
        (1 + 1, 2 + 2)
    );
    let wanted = NamesWanted {
        kind: Some(NameKind::Dimension),
        limit: 1_000,
        ..NamesWanted::default()
    };
    let lines = reader.name_lines(&wanted).await.unwrap().lines;
    let went = |name: &str| {
        let line = lines
            .iter()
            .find(|line| line.dimension.as_deref() == Some(name));
        line.unwrap().counted_dimension.clone().unwrap()
    };
    assert_eq!((went("d007"), went("late")), ("d007".into(), OTHER.into()));
    sound(&reader).await;
}

async fn dimensions_that_were_counted_as_experiments_are_counted_again(database: TestDatabase) {
    let (_, mut writer) = database.open().await;
    store_dimensions(&mut writer).await;
    writer.close().await;
    // As it was before the step: which of the two it was cannot be told from the totals any more.
    for table in [
        "activity",
        "event_activity",
        "event_totals",
        "heat_grids",
        "item_activity",
        "item_totals",
    ] {
        let drop = format!("delete from {table} where experiment = ' (other)'");
        database.execute(&drop).await;
        let mix = format!(
            "update {table} set experiment = ' (other)' where experiment = ' (other dimension)'"
        );
        database.execute(&mix).await;
    }
    database
        .execute("delete from _sqlx_migrations where version = 36")
        .await;
    let (reader, writer) = database.open().await;
    assert_eq!(sheets_of(&database, " (other)", " (other)").await, 1);
    assert_eq!(
        sheets_of(&database, " (other dimension)", " (other)").await,
        2
    );
    sound(&reader).await;
    writer.close().await;
}

async fn event_types_past_the_limit_are_one_type(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let event_of = |k: u32| {
        event_entry(&event(
            "p",
            json!({"event_type": format!("t{k:04}"), "position": [1, 2]}),
        ))
    };
    let sheet_of = |k: u32| {
        let events = json!([{"event_type": "t0001"}, {"event_type": format!("t{k:04}")}]);
        sheet_entry(&sheet("m", "p", json!({"events": events})))
    };
    let events: Vec<_> = (0..1_000).map(event_of).collect();
    all_stored(writer.commit(&events).await.unwrap());
    let batch = [event_of(7), event_of(1_000), sheet_of(8), sheet_of(1_001)];
    all_stored(writer.commit(&batch).await.unwrap());
    let totals = reader.totals(None).await.unwrap();
    assert_eq!((totals.total_events, totals.total_stat_sheets), (1_006, 2));
    let everything = PeriodFilter::default();
    let counts = reader.event_counts(&everything, None, None).await.unwrap();
    let other = EventType::parse_counted(OTHER).unwrap();
    assert_eq!((counts.types.len(), counts.types[&other]), (1_001, 2));
    let everyone = MapSlice::default();
    let map = reader.event_map(&other, &everyone).await.unwrap();
    assert_eq!((map.events, map.heat.total_units()), (2, 1));
    sound(&reader).await;
}

async fn the_limit_holds_for_a_second_writer_and_after_a_restart(database: TestDatabase) {
    let (reader, mut second) = database.open().await;
    all_stored(second.commit(&[items(0, 1)]).await.unwrap());
    let (_, mut writer) = database.open().await;
    all_stored(writer.commit(&all_items()).await.unwrap());
    let batch = [items(5_000, 5_001), items(17, 19)];
    all_stored(second.commit(&batch).await.unwrap());
    second.close().await;
    writer.close().await;

    let (_, mut writer) = database.open().await;
    all_stored(writer.commit(&batch).await.unwrap());
    assert_eq!(units_of(&reader, &of_other()).await.0, 2);
    sound(&reader).await;
}

async fn names_without_a_place_are_listed_up_to_a_limit_and_counted_beyond(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let sheet_of = |k: u32| items(k * 250, (k + 1) * 250);
    let batch: Vec<Entry> = (0..400).map(sheet_of).collect();
    all_stored(writer.commit(&batch).await.unwrap());
    let placed = "select count(*) from names where kind = 'item' and slot >= 0";
    assert_eq!(database.number(placed).await, 5_000);
    let listed = "select count(*) from names where kind = 'item' and slot < 0 and player_id = 'p'";
    assert_eq!(database.number(listed).await, 1_000);
    let unlisted = "select n from counters where name = 'unlisted_names' and label = 'item'";
    assert_eq!(database.number(unlisted).await, 94_000);
    assert_eq!(units_of(&reader, &of_other()).await.0, 95_000);
    all_stored(writer.commit(&[items(90_000, 90_002)]).await.unwrap());
    assert_eq!(database.number(unlisted).await, 94_002);
    sound(&reader).await;

    writer.clear().await.unwrap();
    let fresh = items(90_000, 90_001);
    all_stored(writer.commit(&[fresh]).await.unwrap());
    assert_eq!(database.number(placed).await, 1);
    assert_eq!(units_of(&reader, &of_other()).await.0, 0);
    sound(&reader).await;
}

async fn what_was_refused_for_its_names_is_stored_when_it_is_replayed(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let refused = Entry::rejected(DeadLetter {
        payload: Bytes::from_static(
            br#"{"match_id": "m", "player_id": "p", "looted_items": {"medkit": 1}}"#,
        ),
        faults: Faults::one(
            "looted_items.medkit",
            "is a new item, and the limit of 5000 is reached",
        ),
        received_at: crate::fixtures::sheets::RECEIVED,
        source: "/api/submit",
    });
    all_stored(writer.commit(&all_items()).await.unwrap());
    writer.commit(&[refused]).await.unwrap();
    let all = DeadLetterFilter::default();
    let letters = reader.dead_letter_ids(&all, 0, 10, u64::MAX);
    let (letters, _) = letters.await.unwrap();
    for (_, outcome) in writer.replay(&letters).await.unwrap() {
        accepted(&outcome);
    }
    assert_eq!(units_of(&reader, &of_other()).await.0, 1);
    sound(&reader).await;
}

async fn what_is_not_stored_takes_no_place(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let of = |item: &str| {
        let more = json!({"looted_items": {item: 1}, "sheet_id": "k"});
        sheet_entry(&sheet("m", "p", more))
    };
    writer.commit(&[of("gold")]).await.unwrap();
    let outcomes = writer.commit(&[of("gilt")]).await.unwrap();
    assert!(
        matches!(outcomes[0], Outcome::Differs { .. }),
        "{outcomes:?}"
    );
    let known = |name: &str| format!("update names set slot = slot where name = '{name}'");
    assert_eq!(database.execute(&known("gold")).await, 1);
    assert_eq!(database.execute(&known("gilt")).await, 0);
    sound(&reader).await;
}
