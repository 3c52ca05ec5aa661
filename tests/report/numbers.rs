//! The numbers behind each mark, and what the pictures say of them.

use super::subjects::ordinary;
use insta::assert_json_snapshot;
use serde_json::json;

#[test]
fn the_data_of_each_chart_is_what_was_collected() {
    let game = ordinary();
    assert_json_snapshot!("item_distribution", game.distribution());
    assert_json_snapshot!("loot_totals", game.over_time(&[0, 4]));
    assert_json_snapshot!("comparison", game.comparison());
    assert_json_snapshot!("dashboard", game.dashboard());
    let spots = &game.density().spots;
    assert_eq!(spots.places.len(), 1, "{spots:?}");
    let spot = spots.places[0];
    assert!(
        (spot.x - 29.0).abs() < 3.0 && (spot.y - 69.0).abs() < 3.0,
        "{spot:?}"
    );
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
