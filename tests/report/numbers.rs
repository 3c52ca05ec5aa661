//! The numbers behind each mark, and what the pictures say of them.

use super::subjects::{caption, ordinary};
use insta::assert_json_snapshot;
use loot::report::{Chart, Fonts, Format, Mark, Style, Theme, TimeSeries};
use serde_json::json;

#[test]
fn the_data_of_each_chart_is_what_was_collected() {
    let game = ordinary();
    assert_json_snapshot!("item_distribution", game.distribution());
    assert_json_snapshot!("loot_totals", game.over_time(&[0, 4]));
    assert_json_snapshot!("comparison", game.comparison());
    assert_json_snapshot!("dashboard", game.dashboard());
    assert_json_snapshot!("economy", game.economy());
    assert_json_snapshot!("fields", game.fields());
    let spots = &game.density().spots;
    assert_eq!(spots.places.len(), 1, "{spots:?}");
    let spot = spots.places[0];
    assert!(
        (spot.x - 29.0).abs() < 3.0 && (spot.y - 69.0).abs() < 3.0,
        "{spot:?}"
    );
}

#[test]
fn notes_of_the_time_shown_are_drawn_and_told_in_the_table() {
    let chart = ordinary().annotated();
    let fonts = Fonts::new(None).unwrap();
    let style = Style {
        theme: Theme::Light,
        fonts: &fonts,
        format: Format::Svg,
    };
    let scene = chart.draw(&caption(), style);
    let texts = scene.marks.iter().filter_map(|mark| match mark {
        Mark::Text(_, text) => Some(text.text.as_str()),
        _ => None,
    });
    let said: Vec<_> = texts.collect();
    let says = |text: &str| said.contains(&text);
    assert!(
        said.iter().any(|text| text.starts_with("even")) && says("release 1.3") && says("3 notes"),
        "{said:?}"
    );
    assert!(
        !says("before all") && !says("after all") && !says("hotfix"),
        "{said:?}"
    );
    let (heads, rows) = chart.table();
    assert_eq!(heads[2], "annotations");
    let told: Vec<_> = rows.iter().map(|row| row[2].as_str()).collect();
    let whole = told.join("|");
    let parts = [
        "event weekend|",
        "hotfix; hotfix of the hotfix|",
        "the last word, said late",
    ];
    assert!(parts.iter().all(|part| whole.contains(part)), "{told:?}");
    assert!(
        !whole.contains("before") && !whole.contains("after all"),
        "{told:?}"
    );
}

#[test]
fn notes_stand_in_the_time_series_at_a_glance_too() {
    let game = ordinary();
    let notes = game.annotated().notes;
    let series = TimeSeries::new(&game.over_time(&[0, 4, 5, 11]).timeline, &notes);
    // What began before stands at the beginning; the last one is in the last minute of twelve hours.
    assert_eq!(series.notes.len(), 7);
    assert_eq!(series.notes[0], 0.0);
    assert!((series.notes[1] - 1.0 / 12.0).abs() < 1e-12);
    assert!((series.notes[6] - 719.0 / 720.0).abs() < 1e-12);
    let nothing = game.over_time(&[40]).timeline;
    assert_eq!(TimeSeries::new(&nothing, &notes).notes, [0.0; 0]);
}

#[test]
fn headlines_say_what_is_to_be_seen() {
    let charts = ordinary().charts();
    let said: Vec<_> = charts
        .iter()
        .map(|(name, chart)| json!([name, chart.headline()]))
        .collect();
    assert_json_snapshot!("headlines", said);
}

#[test]
fn tables_have_a_cell_for_each_heading() {
    for game in super::subjects::hard().into_iter().chain([ordinary()]) {
        for (name, chart) in game.charts() {
            let (heads, rows) = chart.table();
            assert!(rows.iter().all(|row| row.len() == heads.len()), "{name}");
        }
    }
}
