//! What is decided of names holds from then on and for all the past. The totals are then those of a database that was
//! sent the names they are counted as.

use crate::fixtures::sheets::{accepted, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{ItemKind, MapSlice, Name, NameChange, NameDecision, NameKind, OTHER};
use loot::store::{Entry, NamesOutcome, PreparedNames, Reader, Writer};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

on_both_databases! {
    totals_are_those_of_a_database_that_was_sent_the_counted_names,
    what_is_sent_meanwhile_is_counted_as_decided,
    a_change_that_was_overtaken_is_prepared_again,
    another_server_counts_as_was_decided,
    who_was_merged_goes_where_the_other_goes,
    what_cannot_be_is_refused_with_its_reason,
    a_place_that_is_free_is_given_to_names_that_are_new_or_tracked,
    an_item_keeps_its_slot_while_it_is_counted_elsewhere,
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn change(kind: NameKind, names: &[&str], decision: NameDecision) -> NameChange {
    NameChange {
        kind,
        experiment: (kind == NameKind::Variant).then(|| name("price")),
        names: names.iter().map(|text| name(text)).collect(),
        prefix: None,
        decision,
    }
}

fn merge(kind: NameKind, names: &[&str], into: &str) -> NameChange {
    change(kind, names, NameDecision::Merge(name(into)))
}

async fn prepared(reader: &Reader, change: &NameChange) -> PreparedNames {
    let prepared = reader.prepare_names(change.clone(), |_, _| ());
    prepared.await.unwrap().unwrap()
}

/// The names that were changed.
async fn decide(reader: &Reader, writer: &mut Writer, change: &NameChange) -> u64 {
    let prepared = prepared(reader, change).await;
    match writer.change_names(prepared).await.unwrap() {
        NamesOutcome::Done(done) => done.changed,
        other => panic!("{change:?}: {other:?}"),
    }
}

async fn sound(reader: &Reader, when: &str) {
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{when}: {integrity:#?}");
}

async fn units_of(reader: &Reader, item: &str) -> u64 {
    let item = ItemKind::parse_counted(item).unwrap();
    let totals = reader.totals(None).await.unwrap();
    totals.total_items.get(&item).copied().unwrap_or(0)
}

/// Of each kind, what a name is counted as.
type Counted = BTreeMap<(&'static str, String), &'static str>;

/// Stands for [`OTHER`] where it has to be sent.
const SENT_AS_OTHER: &str = "zz_other";

/// A sheet or an event out of many, with its names as they are counted.
fn entry(k: usize, counted: &Counted) -> Entry {
    let named = |kind: &'static str, name: &str| -> String {
        let counted = counted.get(&(kind, name.to_owned()));
        counted.map_or(name, |counted| *counted).to_owned()
    };
    let pick = |of: &[&'static str], step: usize| of[(k * step + k / 7) % of.len()];
    let player = format!("p{}", k * 11 % 17);
    let types = ["jump", "Jump", "death"];
    let time = format!(
        "2026-01-{:02}T{:02}:{:02}:00Z",
        1 + k % 28,
        k * 5 % 12,
        k * 13 % 60
    );
    if k % 5 == 4 {
        let fields = json!({"event_type": named("event", pick(&types, 1)), "timestamp": time, "position": [k, 2]});
        return event_entry(&event(&player, fields));
    }
    // In the order in which a sheet has them.
    let items = ["MEDKIT", "Medkit", "ammo", "medkit", "noise_1", "noise_2"];
    let mut looted: BTreeMap<String, usize> = BTreeMap::new();
    let mut places: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (index, item) in items
        .iter()
        .enumerate()
        .filter(|(index, _)| (k >> index) % 3 != 1)
    {
        let units = 1 + (k + index) % 4;
        *looted.entry(named("item", item)).or_default() += units;
        let placed = (0..units.min(k % 3)).map(|n| json!([k * 3 % 100, index * 10 + n]));
        places
            .entry(named("item", item))
            .or_default()
            .extend(placed);
    }
    places.retain(|_, places| !places.is_empty());
    let mut experiments = Map::new();
    if !k.is_multiple_of(4) {
        let variant = named("variant", pick(&["high", "High", "low"], 2));
        let experiment = if variant == SENT_AS_OTHER {
            SENT_AS_OTHER
        } else {
            "price"
        };
        experiments.insert(experiment.to_owned(), json!(variant));
    }
    if k.is_multiple_of(3) {
        experiments.insert("drop".to_owned(), json!(pick(&["a", "b"], 1)));
    }
    let events: Vec<_> = (0..k % 3)
        .map(|n| json!({"event_type": named("event", types[(k + n) % 3]), "position": [n, k]}))
        .collect();
    let mut fields = json!({"looted_items": looted, "locations": places, "experiments": experiments, "events": events,
        "timestamp": time, "match_duration": k});
    let mode = pick(&["solo", "Solo", "duo", ""], 3);
    if !mode.is_empty() {
        fields["game_mode"] = json!(named("mode", mode));
    }
    sheet_entry(&sheet(&format!("m{}", k % 23), &player, fields))
}

async fn send(writer: &mut Writer, entries: std::ops::Range<usize>, counted: &Counted) {
    let entries: Vec<_> = entries.map(|k| entry(k, counted)).collect();
    for entries in entries.chunks(40) {
        for outcome in writer.commit(entries).await.unwrap() {
            accepted(&outcome);
        }
    }
}

/// Every total, row by row: key columns, then measures.
const TOTALS: [(&str, &str, &str); 17] = [
    (
        "item_totals",
        "item game_mode experiment variant",
        "units located_units sheets",
    ),
    (
        "activity",
        "width_ms start_ms game_mode experiment variant",
        "sheets units events",
    ),
    (
        "item_activity",
        "width_ms start_ms item game_mode experiment variant",
        "units",
    ),
    (
        "event_totals",
        "event_type game_mode experiment variant",
        "events",
    ),
    (
        "event_activity",
        "width_ms start_ms event_type game_mode experiment variant",
        "events",
    ),
    ("play_time", "game_mode width_ms start_ms", "played_ms"),
    (
        "players",
        "player_id game_mode",
        "sheets units events first_seen_ms last_seen_ms",
    ),
    (
        "player_days",
        "day_ms player_id game_mode",
        "sheets units events played_ms first_seen_ms last_seen_ms",
    ),
    (
        "player_starts",
        "game_mode first_seen_ms player_id",
        "players",
    ),
    (
        "cohort_days",
        "scope game_mode start_ms cohort_ms",
        "players",
    ),
    (
        "cohort_months",
        "scope game_mode start_ms cohort_ms",
        "players",
    ),
    (
        "matches",
        "match_id game_mode",
        "players sheets units events first_seen_ms last_seen_ms",
    ),
    (
        "match_starts",
        "game_mode first_seen_ms match_id",
        "matches",
    ),
    ("match_sizes", "game_mode players", "matches"),
    ("delays", "seconds", "sheets"),
    ("counters", "name label", "n"),
    ("location_samples", "item", "units stride"),
];

async fn dump(database: &TestDatabase) -> Vec<String> {
    let mut all = Vec::new();
    for (table, key, measures) in TOTALS {
        let columns: Vec<&str> = key.split(' ').chain(measures.split(' ')).collect();
        let text = columns.iter().map(|name| format!("cast({name} as text)"));
        let text = text.collect::<Vec<_>>().join(" || '|' || ");
        let something = measures.split(' ').map(|name| format!("{name} <> 0"));
        let something = something.collect::<Vec<_>>().join(" or ");
        let uncounted = match table {
            "counters" => " and name not in ('last_id', 'version', 'in_use', 'unlisted_names')",
            _ => "",
        };
        let select =
            format!("select '{table}: ' || {text} from {table} where ({something}){uncounted}");
        all.extend(database.texts(&select).await);
    }
    let mut all: Vec<_> = all
        .iter()
        .map(|row| row.replace(OTHER, SENT_AS_OTHER))
        .collect();
    all.sort();
    all
}

fn first_difference(one: &[String], other: &[String]) -> Option<String> {
    let only =
        |one: &[String], other: &[String]| one.iter().find(|row| !other.contains(row)).cloned();
    match (only(one, other), only(other, one)) {
        (None, None) => None,
        (here, expected) => Some(format!("here {here:?}, expected {expected:?}")),
    }
}

async fn places(reader: &Reader, item: &str) -> (u64, Vec<(i64, i64)>) {
    let (item, everyone) = (ItemKind::parse_counted(item).unwrap(), MapSlice::default());
    let heat = reader.heat(&item, &everyone, 20_000, None).await.unwrap();
    let places = heat
        .locations
        .iter()
        .map(|at| (at.x() as i64, at.y() as i64));
    (heat.count, places.collect())
}

async fn totals_are_those_of_a_database_that_was_sent_the_counted_names(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let twin = TestDatabase::sqlite();
    let (twin_reader, mut twin_writer) = twin.open().await;
    let nothing = Counted::new();
    send(&mut writer, 0..200, &nothing).await;
    let hide = |kind, prefix: &str| NameChange {
        names: Vec::new(),
        prefix: Some(prefix.into()),
        ..change(kind, &[], NameDecision::Hide)
    };
    let track = |kind, names: &[&str]| change(kind, names, NameDecision::Track);
    let (item, mode, variant, event) = (
        NameKind::Item,
        NameKind::GameMode,
        NameKind::Variant,
        NameKind::EventType,
    );
    /// Names of a kind, and what they are counted as; themselves when that is empty.
    type Then<'t> = (&'static str, &'t [&'t str], &'static str);
    let steps: [(NameChange, Then<'_>); 12] = [
        (
            merge(item, &["Medkit", "MEDKIT"], "medkit"),
            ("item", &["Medkit", "MEDKIT"], "medkit"),
        ),
        (
            hide(item, "noise_"),
            ("item", &["noise_1", "noise_2"], SENT_AS_OTHER),
        ),
        (merge(mode, &["Solo"], "solo"), ("mode", &["Solo"], "solo")),
        (
            merge(variant, &["High"], "high"),
            ("variant", &["High"], "high"),
        ),
        (
            merge(event, &["Jump"], "jump"),
            ("event", &["Jump"], "jump"),
        ),
        (hide(mode, "duo"), ("mode", &["duo"], SENT_AS_OTHER)),
        (hide(variant, "low"), ("variant", &["low"], SENT_AS_OTHER)),
        (hide(event, "death"), ("event", &["death"], SENT_AS_OTHER)),
        (
            track(item, &["MEDKIT", "noise_1"]),
            ("item", &["MEDKIT", "noise_1"], ""),
        ),
        (
            track(mode, &["Solo", "duo"]),
            ("mode", &["Solo", "duo"], ""),
        ),
        (
            track(variant, &["High", "low"]),
            ("variant", &["High", "low"], ""),
        ),
        (
            track(event, &["Jump", "death"]),
            ("event", &["Jump", "death"], ""),
        ),
    ];
    let mut counted = Counted::new();
    let mut sent = 200;
    for (change, (kind, names, as_what)) in steps {
        let when = format!("{change:?}");
        assert_eq!(
            decide(&reader, &mut writer, &change).await,
            names.len() as u64,
            "{when}"
        );
        for name in names {
            match as_what {
                "" => counted.remove(&(kind, (*name).to_owned())),
                other => counted.insert((kind, (*name).to_owned()), other),
            };
        }
        sound(&reader, &when).await;
        // What comes later is counted so, too.
        send(&mut writer, sent..sent + 20, &nothing).await;
        sent += 20;
        sound(&reader, &when).await;
        twin_writer.clear().await.unwrap();
        send(&mut twin_writer, 0..sent, &counted).await;
        let difference = first_difference(&dump(&database).await, &dump(&twin).await);
        assert_eq!(difference, None, "{when}");
        for (item, in_twin) in [
            ("medkit", "medkit"),
            ("MEDKIT", "MEDKIT"),
            (OTHER, SENT_AS_OTHER),
        ] {
            let (here, there) = (
                places(&reader, item).await,
                places(&twin_reader, in_twin).await,
            );
            assert!(here == there, "{when}, {item}");
        }
    }
}

async fn what_is_sent_meanwhile_is_counted_as_decided(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    send(&mut writer, 0..60, &Counted::new()).await;
    let change = merge(NameKind::Item, &["Medkit", "MEDKIT"], "medkit");
    let prepared = prepared(&reader, &change).await;
    send(&mut writer, 60..120, &Counted::new()).await;
    sound(&reader, "prepared").await;
    let before = [
        units_of(&reader, "medkit").await,
        units_of(&reader, "Medkit").await,
        units_of(&reader, "MEDKIT").await,
    ];
    let done = writer.change_names(prepared).await.unwrap();
    assert!(matches!(done, NamesOutcome::Done(_)), "{done:?}");
    assert_eq!(
        units_of(&reader, "medkit").await,
        before.iter().sum::<u64>()
    );
    assert_eq!(units_of(&reader, "Medkit").await, 0);
    sound(&reader, "done").await;
}

async fn a_change_that_was_overtaken_is_prepared_again(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    send(&mut writer, 0..30, &Counted::new()).await;
    let change = merge(NameKind::Item, &["Medkit"], "medkit");
    let first = prepared(&reader, &change).await;
    let second = prepared(&reader, &change).await;
    writer.change_names(first).await.unwrap();
    let outdated = writer.change_names(second).await.unwrap();
    assert!(matches!(outdated, NamesOutcome::Outdated), "{outdated:?}");
    let cleared = prepared(&reader, &change).await;
    writer.clear().await.unwrap();
    let outdated = writer.change_names(cleared).await.unwrap();
    assert!(matches!(outdated, NamesOutcome::Outdated), "{outdated:?}");
    // A name that comes first while it is being hidden.
    let hidden = name("Newcomer");
    let hide = self::change(NameKind::Item, &["Newcomer"], NameDecision::Hide);
    let early = prepared(&reader, &hide).await;
    let items = json!({"looted_items": {hidden.as_str(): 3, "medkit": 1}});
    writer
        .commit(&[sheet_entry(&sheet("m", "p", items))])
        .await
        .unwrap();
    let outdated = writer.change_names(early).await.unwrap();
    assert!(matches!(outdated, NamesOutcome::Outdated), "{outdated:?}");
    decide(&reader, &mut writer, &hide).await;
    assert_eq!(units_of(&reader, OTHER).await, 3);
    sound(&reader, "hidden").await;
}

async fn another_server_counts_as_was_decided(database: TestDatabase) {
    let (reader, mut one) = database.open().await;
    let (_, mut other) = database.open().await;
    send(&mut one, 0..40, &Counted::new()).await;
    send(&mut other, 40..80, &Counted::new()).await;
    decide(
        &reader,
        &mut one,
        &merge(NameKind::Item, &["Medkit"], "medkit"),
    )
    .await;
    send(&mut other, 80..120, &Counted::new()).await;
    assert_eq!(units_of(&reader, "Medkit").await, 0);
    sound(&reader, "merged").await;
    let track = change(NameKind::Item, &["Medkit"], NameDecision::Track);
    decide(&reader, &mut other, &track).await;
    send(&mut one, 120..160, &Counted::new()).await;
    sound(&reader, "tracked").await;
}

async fn who_was_merged_goes_where_the_other_goes(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let items = json!({"looted_items": {"a": 1, "b": 2, "c": 4, "d": 8}});
    writer
        .commit(&[sheet_entry(&sheet("m", "p", items))])
        .await
        .unwrap();
    decide(&reader, &mut writer, &merge(NameKind::Item, &["a"], "b")).await;
    assert_eq!(
        decide(&reader, &mut writer, &merge(NameKind::Item, &["b"], "c")).await,
        2
    );
    assert_eq!(units_of(&reader, "c").await, 7);
    sound(&reader, "merged twice").await;
    let hide = change(NameKind::Item, &["c"], NameDecision::Hide);
    assert_eq!(decide(&reader, &mut writer, &hide).await, 3);
    assert_eq!(
        (units_of(&reader, OTHER).await, units_of(&reader, "d").await),
        (7, 8)
    );
    sound(&reader, "hidden").await;
    let track = change(NameKind::Item, &["c"], NameDecision::Track);
    decide(&reader, &mut writer, &track).await;
    assert_eq!(
        (units_of(&reader, OTHER).await, units_of(&reader, "c").await),
        (3, 4)
    );
    sound(&reader, "tracked").await;
}

async fn what_cannot_be_is_refused_with_its_reason(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let modes: Vec<_> = (0..101)
        .map(|k| sheet_entry(&sheet("m", "p", json!({"game_mode": format!("g{k:03}")}))))
        .collect();
    writer.commit(&modes).await.unwrap();
    let mode = NameKind::GameMode;
    let variant = NameChange {
        experiment: None,
        ..change(NameKind::Variant, &["high"], NameDecision::Hide)
    };
    let nothing = NameChange {
        prefix: Some("x".into()),
        ..change(mode, &[], NameDecision::Hide)
    };
    for (change, field, reason) in [
        (
            merge(mode, &["g001"], "unheard of"),
            "into",
            "track it first",
        ),
        (merge(mode, &["g001"], "g001"), "into", "into itself"),
        (
            change(mode, &["g100"], NameDecision::Track),
            "names",
            "100 places for game modes",
        ),
        (
            change(mode, &[], NameDecision::Track),
            "names",
            "must be 1 to",
        ),
        (variant, "experiment", "is required"),
        (nothing, "prefix", "begins with x"),
    ] {
        let refused = reader.prepare_names(change.clone(), |_, _| ());
        let faults = refused.await.unwrap().unwrap_err();
        assert_eq!(faults.first().field, field, "{change:?}");
        assert!(faults.first().reason.contains(reason), "{faults:?}");
    }
    sound(&reader, "refused").await;
}

async fn a_place_that_is_free_is_given_to_names_that_are_new_or_tracked(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let modes = |modes: std::ops::Range<u32>| -> Vec<Entry> {
        let of_mode = |k| sheet_entry(&sheet("m", "p", json!({"game_mode": format!("g{k:04}")})));
        modes.map(of_mode).collect()
    };
    writer.commit(&modes(0..101)).await.unwrap();
    let own =
        "select count(*) from names where kind = 'game_mode' and slot >= 0 and counted_as is null";
    let hide = change(NameKind::GameMode, &["g0000", "g0001"], NameDecision::Hide);
    decide(&reader, &mut writer, &hide).await;
    assert_eq!(database.number(own).await, 98);
    // The one that came too late was counted among others, a new one was not.
    writer.commit(&modes(100..102)).await.unwrap();
    assert_eq!(database.number(own).await, 99);
    sound(&reader, "a new one").await;
    let track = change(NameKind::GameMode, &["g0100"], NameDecision::Track);
    decide(&reader, &mut writer, &track).await;
    assert_eq!(database.number(own).await, 100);
    sound(&reader, "a tracked one").await;

    // Once not all are listed, nobody knows which are new.
    writer.commit(&modes(1_000..2_200)).await.unwrap();
    let hide = change(NameKind::GameMode, &["g0003"], NameDecision::Hide);
    decide(&reader, &mut writer, &hide).await;
    writer.commit(&modes(5_000..5_001)).await.unwrap();
    assert_eq!(database.number(own).await, 99);
    let track = change(NameKind::GameMode, &["g2199"], NameDecision::Track);
    decide(&reader, &mut writer, &track).await;
    assert_eq!(database.number(own).await, 100);
    sound(&reader, "an unlisted one").await;
}

async fn an_item_keeps_its_slot_while_it_is_counted_elsewhere(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let items = json!({"looted_items": {"a": 1, "b": 2, "c": 4}});
    writer
        .commit(&[sheet_entry(&sheet("m", "p", items))])
        .await
        .unwrap();
    let before = reader.item_slots().await.unwrap();
    let hide = change(NameKind::Item, &["b"], NameDecision::Hide);
    decide(&reader, &mut writer, &hide).await;
    let items = json!({"looted_items": {"d": 1}});
    writer
        .commit(&[sheet_entry(&sheet("m", "p", items))])
        .await
        .unwrap();
    assert_eq!(reader.item_slots().await.unwrap().len(), 3);
    let track = change(NameKind::Item, &["b"], NameDecision::Track);
    decide(&reader, &mut writer, &track).await;
    let after = reader.item_slots().await.unwrap();
    assert!(before.iter().all(|(item, slot)| after[item] == *slot));
    sound(&reader, "tracked").await;
}
