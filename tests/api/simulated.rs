//! What the simulator's truth says a server should answer, and what it does answer.

use crate::fixtures::played::{play, run, scenario};
use crate::harness::app::TestApp;
use loot::model::Millis;
use loot::simulator::Expected;
use serde_json::Value;
use std::collections::BTreeMap;

/// The scenario that is made of nastiness, with more faults than it has by itself.
#[tokio::test]
async fn every_upload_is_answered_as_the_truth_expects() {
    let sets = [
        ("delivery.duplicates.share", "0.1"),
        ("delivery.truncated.share", "0.1"),
        ("delivery.corrupt", "0.1"),
    ];
    let played = play(scenario("stress", &sets), run(40, 1), Millis::DAY);
    assert!(played.lines.len() > 300, "{}", played.lines.len());
    let app = TestApp::spawn().await;
    let mut events = 0;
    for batch in played.lines.chunks(100) {
        let body: String = batch
            .iter()
            .map(|(_, _, line)| format!("{line}\n"))
            .collect();
        let answer = app.post_lines("/api/submit/batch", body).await;
        let answer = answer.json();
        let told: BTreeMap<u64, &str> = answer["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|result| {
                (
                    result["index"].as_u64().unwrap(),
                    result["status"].as_str().unwrap(),
                )
            })
            .collect();
        for (index, (_, label, line)) in batch.iter().enumerate() {
            let expected = match label.expected {
                Expected::Accepted => "accepted",
                Expected::Duplicate => "duplicate",
                Expected::Rejected => "rejected",
            };
            let said = told.get(&(index as u64)).copied().unwrap_or("accepted");
            assert_eq!(said, expected, "{:?}: {line}", label.fault);
            if expected == "accepted" {
                events += serde_json::from_str::<Value>(line).unwrap()["events"]
                    .as_array()
                    .map_or(0, Vec::len);
            }
        }
    }
    let accepted = played
        .lines
        .iter()
        .filter(|(_, label, _)| label.expected == Expected::Accepted)
        .count();
    let totals = app.reader.totals(None).await.unwrap();
    assert_eq!(totals.total_stat_sheets, accepted as u64);
    assert_eq!(totals.total_events, events as u64);
    assert!(app.reader.integrity().await.unwrap().is_sound());
}
