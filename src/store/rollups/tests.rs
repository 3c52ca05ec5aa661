//! The statements that the declarations make, to be read; and that what is added can be taken away.

use super::delta::RollupDelta;
use super::dialect::Dialect;
use super::facts::{MatchChange, ModeChange, PlayerChange, Start};
use super::rollup::{Measure, Recount};
use super::source;
use super::texts::TextId;
use super::{ALL, apply};
use crate::model::{Millis, StatSheet};
use crate::store::connect::statement::Column;
use crate::store::connect::{postgres, sqlite};
use crate::store::write::plan::PlannedEvent;
use std::fmt::Write;

/// All statements of all totals, with rows as `write_rows` writes them.
fn statements(write_rows: fn(&mut String, &[Column]), dialect: Dialect) -> String {
    let mut text = String::new();
    for rollup in &ALL {
        let _ = writeln!(text, "-- {}", rollup.table);
        let upsert = rollup.upsert();
        let _ = writeln!(text, "{};", upsert.insert().text(write_rows));
        let _ = writeln!(text, "{};", rollup.select());
        let _ = writeln!(text, "{};", apply::delete(rollup.table));
        if let Recount::InDatabase(select) = rollup.recount {
            let select = dialect.write_out(select, true);
            let _ = writeln!(text, "{};", rollup.differences(&select));
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_statements_for_sqlite() {
    let statements = statements(sqlite::write_one_row, Dialect::Sqlite);
    insta::assert_snapshot!("sqlite", statements);
}

#[test]
fn the_statements_for_postgresql() {
    let statements = statements(
        |text, columns| postgres::write_arrays(text, columns, 1),
        Dialect::Postgres,
    );
    insta::assert_snapshot!("postgresql", statements);
}

/// A sheet and its event are added to every total; taken away again they leave nothing. A smallest and a largest stay:
/// who takes away must look for them again.
#[test]
fn what_was_added_can_be_taken_away() {
    const AT: Millis = Millis(1_700_000_000_000);
    let json = br#"{"match_id": "m", "player_id": "p", "timestamp": "2023-11-14T22:00:00Z", "game_mode": "solo",
        "looted_items": {"medkit": 2}, "locations": {"medkit": [[1, 2], [3, 4]]}, "experiments": {"price": "high"},
        "match_duration": 12.5, "sheet_id": "k",
        "map": "dust", "dimensions": {"build": "1.2"},
        "events": [{"event_type": "jump", "position": [5, 6], "items": {"gold": 3}}]}"#;
    let sheet = StatSheet::parse(json, AT).unwrap();
    let mut delta = RollupDelta::default();
    for sign in [1, -1] {
        delta.sign = sign;
        delta.add_sheet(&sheet, AT);
        for event in &sheet.events {
            delta.add_event(source::planned(&PlannedEvent {
                entry: None,
                id: 1,
                event,
                received_at: AT,
                inside: Some((&sheet, 1)),
            }));
        }
        let modes = [ModeChange {
            start: Start {
                before: None,
                added: Some(AT),
            },
            ..ModeChange::default()
        }];
        delta.add_match(&MatchChange {
            match_id: TextId::EMPTY,
            modes: &modes,
            players_before: &[],
            new_players: &[TextId::EMPTY],
        });
        delta.add_player(&PlayerChange {
            modes: &modes,
            new_days: &[(AT.bucket(Millis::DAY), TextId::EMPTY)],
            ..PlayerChange::default()
        });
        for (rollup, sums) in ALL.iter().zip(&delta.sums) {
            let left = sums
                .0
                .values()
                .flat_map(|measures| measures.iter().zip(rollup.measures));
            let sums = left.filter(|(_, measure)| matches!(measure, Measure::Sum(_)));
            let sum: i64 = sums.map(|(n, _)| n.abs()).sum();
            assert_eq!(sum > 0, sign > 0, "{}", rollup.table);
        }
    }
}
