//! The API reference: valid, complete, offline.

use crate::harness::app::TestApp;
use loot::server::ServerOptions;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const ROUTES: [(&str, &str); 80] = [
    ("post", "/api/submit"),
    ("post", "/api/submit/batch"),
    ("post", "/api/events"),
    ("get", "/api/stats"),
    ("get", "/api/aggregate"),
    ("get", "/api/heatmap/{item}"),
    ("get", "/api/heatmap"),
    ("get", "/api/activity"),
    ("get", "/api/activity/items"),
    ("get", "/api/spread"),
    ("get", "/api/stats-fields"),
    ("get", "/api/stats-fields/values"),
    ("get", "/api/events/newest"),
    ("get", "/api/sheets/summary"),
    ("get", "/api/sheets/places"),
    ("get", "/api/sheets/within"),
    ("get", "/api/journey/{player_id}"),
    ("get", "/api/journey"),
    ("get", "/api/events"),
    ("get", "/api/events/{event_type}/places"),
    ("get", "/api/events/places"),
    ("get", "/api/events/{event_type}/loot-before"),
    ("get", "/api/events/loot-before"),
    ("get", "/api/events/{event_type}/rate-by-level"),
    ("get", "/api/events/rate-by-level"),
    ("get", "/api/flows"),
    ("get", "/api/funnel"),
    ("get", "/api/matches"),
    ("get", "/api/matches/{match_id}"),
    ("get", "/api/match"),
    ("get", "/api/players"),
    ("get", "/api/players/daily"),
    ("get", "/api/players/monthly"),
    ("get", "/api/retention"),
    ("get", "/api/sessions"),
    ("get", "/api/sessions/summary"),
    ("post", "/api/maps/compare"),
    ("get", "/api/maps"),
    ("get", "/api/maps/{map}"),
    ("get", "/api/map"),
    ("get", "/api/maps/{map}/picture"),
    ("get", "/api/map/picture"),
    ("get", "/api/map/regions"),
    ("get", "/api/map/regions/over-time"),
    ("get", "/api/names"),
    ("get", "/api/names/list"),
    ("get", "/api/quality"),
    ("get", "/api/quality/arrivals"),
    ("get", "/api/dead-letters"),
    ("get", "/api/dead-letters/groups"),
    ("post", "/api/names/merge"),
    ("post", "/api/names/hide"),
    ("post", "/api/names/track"),
    ("post", "/api/dead-letters/replay"),
    ("post", "/api/dead-letters/drop"),
    ("get", "/api/jobs"),
    ("get", "/api/jobs/{id}"),
    ("get", "/api/views"),
    ("post", "/api/views"),
    ("delete", "/api/views"),
    ("delete", "/api/views/{name}"),
    ("get", "/api/annotations"),
    ("post", "/api/annotations"),
    ("delete", "/api/annotations/{id}"),
    ("get", "/api/items/outcome"),
    ("get", "/api/items/by-level"),
    ("get", "/api/economy"),
    ("get", "/api/economy/currencies"),
    ("put", "/api/economy"),
    ("delete", "/api/economy"),
    ("get", "/api/health"),
    ("get", "/health/live"),
    ("get", "/health/ready"),
    ("put", "/api/maps/{map}"),
    ("put", "/api/map"),
    ("delete", "/api/maps/{map}"),
    ("delete", "/api/map"),
    ("put", "/api/map/region"),
    ("delete", "/api/map/region"),
    ("post", "/api/clear"),
];

const METHODS: [&str; 4] = ["GET /", "POST /", "PUT /", "DELETE /"];

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_described_with_a_summary_and_its_answers() {
    let app = TestApp::spawn().await;
    let document = app.get_json("/api/openapi.json").await;
    assert!(
        document["openapi"].as_str().unwrap().starts_with("3.1"),
        "{}",
        document["openapi"]
    );
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    let mut ids = std::collections::HashSet::new();
    for (method, path) in ROUTES {
        let operation = &document["paths"][path][method];
        assert!(operation.is_object(), "{method} {path} is not described");
        assert!(
            operation["summary"].is_string(),
            "{method} {path} has no summary"
        );
        assert!(
            ids.insert(operation["operationId"].to_string()),
            "{method} {path}: its id is another's"
        );
        let answers = operation["responses"].as_object().unwrap();
        assert!(
            answers.keys().any(|status| status.starts_with('2')),
            "{method} {path}: no success"
        );
        for status in answers.keys() {
            assert!(
                status
                    .parse::<u16>()
                    .is_ok_and(|status| (200..600).contains(&status)),
                "{method} {path}: {status}"
            );
        }
    }
    let described: usize = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|path| path.as_object().unwrap().len())
        .sum();
    assert_eq!(
        described,
        ROUTES.len(),
        "something is described that this list lacks"
    );
}

/// A client's author reads `docs/api.md`; what it lacks does not exist for them, and what is only there misleads.
#[tokio::test(flavor = "multi_thread")]
async fn the_contract_names_every_route_with_its_parameters() {
    let app = TestApp::spawn().await;
    let document = app.get_json("/api/openapi.json").await;
    let rows: BTreeMap<&str, &str> = include_str!("../../docs/api.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .filter(|(route, _)| METHODS.iter().any(|method| route.starts_with(method)))
        .collect();
    for (method, path) in ROUTES {
        let route = format!("{} {path}", method.to_uppercase());
        let row = rows.get(route.as_str());
        let row = row.unwrap_or_else(|| panic!("docs/api.md lacks {route}"));
        let parameters = document["paths"][path][method]["parameters"].as_array();
        let parameters = parameters.into_iter().flatten();
        let named: Vec<&str> = parameters
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let asked: BTreeSet<&str> = named.iter().copied().collect();
        assert_eq!(
            named.len(),
            asked.len(),
            "{route} declares one twice: {named:?}"
        );
        let last = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap();
        let told: BTreeSet<&str> = match method {
            "post" => BTreeSet::new(),
            _ => last
                .split(['`', ' '])
                .filter(|name| !name.is_empty())
                .collect(),
        };
        // Where there are none, the last column is a sentence.
        if !asked.is_empty() {
            assert_eq!(told, asked, "{route}");
        }
    }
    let sockets = ["GET /ws/live", "GET /ws/telemetry"];
    assert_eq!(
        rows.len(),
        ROUTES.len() + sockets.len(),
        "{:?}",
        rows.keys()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reference_points_at_something() {
    let app = TestApp::spawn().await;
    let document = app.get_json("/api/openapi.json").await;
    let mut pending = vec![&document];
    let mut seen = 0;
    while let Some(value) = pending.pop() {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(reference)) = fields.get("$ref") {
                    let pointer = reference.strip_prefix('#').expect("within the document");
                    assert!(
                        document.pointer(pointer).is_some(),
                        "{reference} points at nothing"
                    );
                    seen += 1;
                }
                pending.extend(fields.values());
            }
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
    assert!(seen > 5, "only {seen} references");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_described_example_of_a_body_is_accepted() {
    let app = TestApp::spawn_with(ServerOptions {
        allow_clear: true,
        ..ServerOptions::default()
    })
    .await;
    let document = app.get_json("/api/openapi.json").await;
    for (method, path) in ROUTES {
        let content =
            &document["paths"][path][method]["requestBody"]["content"]["application/json"];
        if content.is_object() {
            let example = &content["example"];
            assert!(
                example.is_object() || example.is_array(),
                "{path} has no example"
            );
            let verb = method.to_uppercase();
            let answer = app.request(&verb, path, &[], example.to_string()).await;
            assert!(
                matches!(answer.status, 200..=202),
                "{path}: {}",
                answer.text()
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_reference_need_nobody_else() {
    let app = TestApp::spawn().await;
    let mut page = app.get("/docs").await;
    if let Some(location) = page.header("location").map(str::to_owned) {
        page = app.get(&location).await;
    }
    assert_eq!(page.status, 200);
    let html = page.text();
    let sources: Vec<_> = html
        .split(['"', '\''])
        .filter(|part| part.ends_with(".js") || part.ends_with(".css"))
        .collect();
    assert!(!sources.is_empty(), "{html}");
    for source in sources {
        assert!(!source.contains("//"), "loads from elsewhere: {source}");
        let path = source.trim_start_matches("./");
        let path = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/docs/{path}")
        };
        assert_eq!(app.get(&path).await.status, 200, "{path}");
    }
    assert_eq!(
        app.get_json("/api/v1/openapi.json").await["openapi"],
        json!("3.1.0")
    );
}
