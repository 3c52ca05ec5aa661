//! `POST /api/maps/compare`: where two maps differ.

use crate::harness::app::TestApp;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn squares_that_differ_are_named_and_others_are_not() {
    let app = TestApp::spawn().await;
    let maps = json!({"a": [[300, 100], [0, 100]], "b": [[100, 104], [0, 296]]});
    let answer = app.post("/api/maps/compare", maps.to_string()).await;
    let compared = answer.expect(200)["data"].take();
    assert_eq!(compared["tested"], 3);
    let difference = compared["difference"][0][0].as_f64().unwrap();
    assert!((difference - 0.4).abs() < 1e-12, "{difference}");
    assert_eq!(compared["difference"][1][0], json!(null));
    let squares = compared["significant"].as_array().unwrap();
    let mut places: Vec<_> = squares
        .iter()
        .map(|square| (&square["row"], &square["column"]))
        .collect();
    places.sort_by_key(|(row, column)| (row.as_u64(), column.as_u64()));
    assert_eq!(places, [(&json!(0), &json!(0)), (&json!(1), &json!(1))]);
    assert!(squares[0]["p_value"].as_f64().unwrap() < 1e-20);
}

#[tokio::test(flavor = "multi_thread")]
async fn maps_that_do_not_fit_onto_each_other_are_refused() {
    let app = TestApp::spawn().await;
    let wide = vec![0; 201];
    for (maps, field) in [
        (json!({"a": [[1, 2]], "b": [[1]]}), "b"),
        (json!({"a": [[1, 2], [3]], "b": [[1, 2], [3, 4]]}), "a"),
        (json!({"a": [[1]], "b": [[1], [2]]}), "b"),
        (json!({"a": [], "b": []}), "a"),
        (json!({"a": [wide], "b": [wide]}), "a"),
        (json!({"a": [[-1]], "b": [[1]]}), "body"),
        (json!({"a": [[1]]}), "body"),
    ] {
        let answer = app.post("/api/maps/compare", maps.to_string()).await;
        assert_eq!(
            answer.expect_error(400)["faults"][0]["field"],
            field,
            "{maps}"
        );
    }
    let long = format!("{{\"a\": [[{}]]}}", " ".repeat(1 << 20));
    app.post("/api/maps/compare", long).await.expect_error(413);
}
