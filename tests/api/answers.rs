//! Every answer has the shape that the reference gives it: each route is asked with and without data, and what comes is
//! validated against its schema. Stricter than JSON Schema alone: a field that the schema does not name is an error too.

use crate::fixtures::pictures;
use crate::harness::app::TestApp;
use crate::harness::http::Answer;
use loot::server::ServerOptions;
use serde_json::{Map, Value, json};

/// Each GET route of the reference, and what is asked of it.
const CASES: [(&str, &[&str]); 55] = [
    (
        "/api/stats",
        &["", "?limit=1", "?match_id=m1&game_mode=solo"],
    ),
    ("/api/aggregate", &["", "?game_mode=solo", "?map=dust"]),
    (
        "/api/heatmap/{item}",
        &["medkit", "medkit?bins=4", "medkit?side=5&game_mode=solo"],
    ),
    ("/api/heatmap", &["?item=medkit", "?item=medkit&bins=4"]),
    ("/api/activity", &["", "?bucket=day&game_mode=solo"]),
    ("/api/activity/items", &["", "?bucket=all&most=1"]),
    ("/api/spread", &["", "?map=dust&game_mode=solo"]),
    ("/api/stats-fields", &["", "?type=jump&limit=1"]),
    (
        "/api/stats-fields/values",
        &[
            "?field=kills",
            "?field=weapon&by=game_mode",
            "?field=height&type=jump&by=experiment.odds",
        ],
    ),
    ("/api/events/newest", &["?type=jump", "?type=jump&limit=1"]),
    (
        "/api/sheets/summary",
        &["", "?player_id=ann&bucket=day&item=medkit&limit=1"],
    ),
    (
        "/api/sheets/places",
        &["?item=medkit", "?item=medkit&match_id=m1&side=5"],
    ),
    (
        "/api/sheets/within",
        &["", "?x_max=4&most=1&experiment=odds&variant=b"],
    ),
    ("/api/journey/{player_id}", &["ann", "ann?limit=2"]),
    (
        "/api/journey",
        &["?player_id=ann", "?player_id=ann&limit=2"],
    ),
    (
        "/api/events",
        &[
            "",
            "?bucket=hour&type=jump",
            "?bucket=hour&type=jump&details.height=3",
        ],
    ),
    (
        "/api/events/places",
        &["?event_type=jump", "?event_type=jump&details.height=%3E2"],
    ),
    ("/api/events/loot-before", &["?event_type=jump&item=medkit"]),
    ("/api/events/rate-by-level", &["?event_type=jump"]),
    (
        "/api/events/{event_type}/places",
        &["jump", "jump?limit=5&bins=3"],
    ),
    (
        "/api/events/{event_type}/loot-before",
        &["jump?item=medkit", "jump?item=medkit&limit=1"],
    ),
    (
        "/api/events/{event_type}/rate-by-level",
        &["jump", "jump?limit=1"],
    ),
    ("/api/flows", &["", "?limit=1"]),
    ("/api/funnel", &["?step1=jump", "?step1=jump&step2=land"]),
    ("/api/matches", &["", "?limit=1"]),
    ("/api/matches/{match_id}", &["m1"]),
    ("/api/match", &["?match_id=m1"]),
    ("/api/players", &["", "?limit=1"]),
    ("/api/players/daily", &["", "?game_mode=solo"]),
    ("/api/players/monthly", &["", "?since=2026-01-15"]),
    ("/api/retention", &["", "?days=2&until=2026-06-01"]),
    ("/api/sessions", &["", "?limit=1&order=asc"]),
    ("/api/sessions/summary", &["", "?bucket=hour"]),
    ("/api/maps", &[""]),
    ("/api/maps/{map}", &["dust"]),
    ("/api/map", &["", "?map=dust"]),
    (
        "/api/map/regions",
        &["?event_type=jump", "?item=medkit&map=dust&game_mode=solo"],
    ),
    (
        "/api/map/regions/over-time",
        &["?event_type=jump", "?item=medkit&map=dust&bucket=day"],
    ),
    ("/api/names", &[""]),
    ("/api/names/list", &["", "?kind=item&state=tracked&limit=1"]),
    ("/api/quality", &[""]),
    ("/api/quality/arrivals", &["", "?bucket=day"]),
    ("/api/dead-letters", &["", "?limit=1"]),
    (
        "/api/dead-letters/groups",
        &["", "?limit=1&reason=looted_items"],
    ),
    ("/api/jobs", &["", "?limit=1"]),
    ("/api/jobs/{id}", &["1"]),
    ("/api/views", &[""]),
    ("/api/annotations", &["", "?since=2026-01-31"]),
    (
        "/api/items/outcome",
        &[
            "?field=won",
            "?field=weapon&value=axe&most=1&game_mode=solo",
        ],
    ),
    ("/api/items/by-level", &["?item=medkit"]),
    (
        "/api/economy",
        &["", "?currency=currency&bucket=day&game_mode=solo"],
    ),
    ("/api/economy/currencies", &[""]),
    ("/api/health", &[""]),
    ("/health/live", &[""]),
    ("/health/ready", &[""]),
];

/// Routes that answer with a file.
const FILES: [&str; 2] = ["/api/maps/{map}/picture", "/api/map/picture"];

/// Probes take whatever parameters an orchestrator adds.
const TAKE_ANY_PARAMETER: [&str; 2] = ["/health/live", "/health/ready"];

/// Sheets with every field and with few, events inside and alone, a repeat, and refused items.
async fn filled() -> TestApp {
    let app = TestApp::spawn_with(ServerOptions {
        allow_clear: true,
        ..ServerOptions::default()
    })
    .await;
    let full = json!({
        "match_id": "m1", "player_id": "ann", "timestamp": "2026-01-31T12:00:00Z", "sheet_id": "s1",
        "looted_items": {"medkit": 3, "rubber_duck": 2},
        "locations": {"medkit": [[1, 2], [3, 4], [5, 5]], "rubber_duck": [7.5, 8]},
        "match_duration": 90.5, "player_level": 12, "game_mode": "solo", "experiments": {"odds": "b"},
        "custom_stats": {"kills": 3, "weapon": "axe", "won": true}, "theirs": {"kept": true}, "id": 7,
        "events": [
            {"event_type": "jump", "position": [1, 2], "details": {"height": 3}, "event_id": "e1", "timestamp": "2026-01-31T11:59:00Z"},
            {"event_type": "land"}
        ],
    });
    app.submit(&full).await.expect(201);
    app.submit(&full).await.expect(200);
    for (number, player) in ["ann", "bob", "cid"].iter().enumerate() {
        let few = json!({"match_id": format!("m{}", number + 2), "player_id": player, "looted_items": {"medkit": 1}});
        app.submit(&few).await.expect(201);
        let alone = json!({"event_type": "jump", "match_id": "m1", "player_id": player, "custom": [1, null]});
        app.post("/api/events", alone.to_string()).await.expect(201);
    }
    app.submit(&json!({"match_id": "m1"})).await.expect(400);
    app.post("/api/submit", b"\xff\xfe").await.expect(400);
    let in_background = json!({"all": true, "background": true});
    let begun = app.post("/api/dead-letters/replay", in_background.to_string());
    begun.await.expect(202);
    let placed = "bounds=0,0,10,10&floors=Cellar:..-1,Ground:-1..";
    for path in ["/api/map?", "/api/map?map=dust&"] {
        let address = format!("{path}{placed}");
        let set = app.request("PUT", &address, &[], pictures::png(8, 8)).await;
        set.expect(200);
        let address = path.replace("map?", "map/region?");
        let region = format!("{address}region=yard&corners=0,0,9,0,9,9");
        app.request("PUT", &region, &[], "").await.expect(200);
    }
    let money = json!({"sources": ["kills", "item:medkit"], "sinks": ["event:jump#height"]});
    app.request("PUT", "/api/economy", &[], money.to_string())
        .await
        .expect(200);
    let view = json!({"name": "v1", "address": "/dashboard/map?item=medkit"});
    app.post("/api/views", view.to_string()).await.expect(201);
    let note = json!({"text": "t1", "timestamp": "2026-01-31", "until": "2026-02-01", "link": "http://e.x", "annotation_id": "a1"});
    app.post("/api/annotations", note.to_string())
        .await
        .expect(201);
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_shape_that_is_described() {
    for (app, has_data) in [(filled().await, true), (TestApp::spawn().await, false)] {
        let document = app.get_json("/api/openapi.json").await;
        for (path, questions) in cases(&document) {
            for question in questions {
                let address = address(path, question);
                let answer = app.get(&address).await;
                let expected = match has_data {
                    true => answer.status == 200,
                    false => matches!(answer.status, 200 | 404),
                };
                assert!(expected, "{address}: {}", answer.text());
                let body = validated(&document, path, "get", &answer);
                if has_data && let Value::Array(rows) = &body["data"] {
                    assert!(!rows.is_empty(), "{address} says nothing");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_to_a_post_has_the_shape_that_is_described() {
    let app = filled().await;
    let document = app.get_json("/api/openapi.json").await;
    let bad = json!({"match_id": "m1", "player_id": "ann", "looted_items": {"medkit": -1}});
    let good = json!({"match_id": "m9", "player_id": "ann", "looted_items": {"medkit": 1}, "sheet_id": "s9"});
    let event = json!({"match_id": "m9", "player_id": "ann", "event_type": "jump"});
    let letters = json!({"all": true});
    let view = json!({"name": "v2", "address": "/dashboard"});
    let note = json!({"text": "t2", "annotation_id": "a2"});
    let other = json!({"text": "t3", "annotation_id": "a2"});
    let maps = json!({"a": [[90, 0, 9]], "b": [[9, 0, 90]]});
    let cases = [
        ("/api/submit", &good, 201),
        ("/api/submit", &good, 200),
        ("/api/submit", &bad, 400),
        ("/api/submit/batch", &json!([good, bad]), 207),
        ("/api/submit/batch", &json!([good]), 201),
        ("/api/submit/batch", &json!([bad]), 400),
        ("/api/events", &event, 201),
        ("/api/events", &json!([event, {}]), 207),
        ("/api/events", &json!([{}]), 400),
        ("/api/maps/compare", &maps, 200),
        ("/api/maps/compare", &json!({"a": [], "b": []}), 400),
        (
            "/api/names/merge",
            &json!({"kind": "item", "names": ["Medkit"], "into": "medkit"}),
            202,
        ),
        (
            "/api/names/hide",
            &json!({"kind": "item", "names": ["noise"]}),
            202,
        ),
        (
            "/api/names/track",
            &json!({"kind": "variant", "names": ["a"]}),
            400,
        ),
        ("/api/dead-letters/replay", &letters, 200),
        (
            "/api/dead-letters/replay",
            &json!({"all": true, "background": true}),
            202,
        ),
        ("/api/dead-letters/replay", &json!({}), 400),
        ("/api/dead-letters/drop", &letters, 200),
        ("/api/views", &view, 201),
        ("/api/views", &view, 200),
        ("/api/views", &json!({"name": "v", "address": "/"}), 400),
        ("/api/annotations", &note, 201),
        ("/api/annotations", &other, 200),
        ("/api/annotations", &json!({"text": ""}), 400),
        ("/api/clear", &Value::Null, 200),
    ];
    for path in described(&document, "post") {
        assert!(
            cases.iter().any(|case| case.0 == path),
            "{path} has no case"
        );
    }
    for (path, body, status) in cases {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let answer = app.post(path, body).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        validated(&document, path, "post", &answer);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_to_a_put_and_a_delete_has_the_shape_that_is_described() {
    let app = filled().await;
    let document = app.get_json("/api/openapi.json").await;
    let cases = [
        ("put", "/api/maps/{map}", "dust?bounds=0,0,5,5", 200),
        ("put", "/api/maps/{map}", "dust?bounds=0,0,0,0", 400),
        ("put", "/api/map", "?y_down=true", 200),
        ("put", "/api/map", "?y_down=2", 400),
        (
            "put",
            "/api/map/region",
            "?region=a&corners=0,0,1,0,1,1",
            200,
        ),
        ("put", "/api/map/region", "?region=a&corners=0,0,1", 400),
        ("delete", "/api/map/region", "?region=a", 200),
        ("delete", "/api/map/region", "?region=a", 404),
        ("delete", "/api/maps/{map}", "dust", 200),
        ("delete", "/api/maps/{map}", "dust", 404),
        ("delete", "/api/map", "", 200),
        ("delete", "/api/map", "?map=dust", 404),
        ("delete", "/api/views/{name}", "v1", 200),
        ("delete", "/api/views/{name}", "v1", 404),
        ("delete", "/api/views", "?name=v1", 404),
        ("put", "/api/economy", "", 400),
        ("delete", "/api/economy", "", 200),
        ("delete", "/api/economy", "?currency=currency", 404),
        ("delete", "/api/annotations/{id}", "1", 200),
        ("delete", "/api/annotations/{id}", "1", 404),
    ];
    for method in ["put", "delete"] {
        for path in described(&document, method) {
            assert!(
                cases.iter().any(|case| case.0 == method && case.1 == path),
                "{method} {path} has no case"
            );
        }
    }
    for (method, path, question, status) in cases {
        let address = address(path, question);
        let answer = app.request(&method.to_uppercase(), &address, &[], "").await;
        assert_eq!(answer.status, status, "{address}: {}", answer.text());
        validated(&document, path, method, &answer);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_read_refuses_what_it_does_not_know_in_the_shape_that_is_described() {
    let app = TestApp::spawn().await;
    let document = app.get_json("/api/openapi.json").await;
    for (path, questions) in cases(&document) {
        if TAKE_ANY_PARAMETER.contains(&path) {
            continue;
        }
        let address = address(path, questions[0]);
        let separator = if address.contains('?') { '&' } else { '?' };
        let answer = app.get(&format!("{address}{separator}no_such=1")).await;
        assert_eq!(answer.status, 400, "{path}: {}", answer.text());
        let body = validated(&document, path, "get", &answer);
        assert_eq!(body["faults"][0]["field"], "no_such", "{path}");
        // The reference and the check know the same parameters.
        let reason = body["faults"][0]["reason"].as_str().unwrap();
        let parameters = document["paths"][path]["get"]["parameters"].as_array();
        let names: Vec<_> = parameters
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let mut known: Vec<_> = match reason.split_once("known are ") {
            Some((_, known)) => known.split(", ").collect(),
            None => Vec::new(),
        };
        for name in &names {
            assert!(
                known.contains(name),
                "{path} does not know its parameter {name}"
            );
        }
        known.retain(|name| !names.contains(name));
        assert!(known.is_empty(), "{path} does not describe {known:?}");
    }
}

/// The cases, which must be those of the reference.
fn cases(document: &Value) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    let mut described = described(document, "get");
    described.retain(|path| !FILES.contains(&path.as_str()));
    for path in &described {
        assert!(
            CASES.iter().any(|case| case.0 == path),
            "{path} has no case here"
        );
    }
    assert_eq!(described.len(), CASES.len(), "a case has no route");
    CASES.into_iter()
}

fn described(document: &Value, method: &str) -> Vec<String> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .filter(|(_, operations)| operations.get(method).is_some())
        .map(|(path, _)| path.clone())
        .collect()
}

/// `path` with its placeholder and query from `question`.
fn address(path: &str, question: &str) -> String {
    match (path.find('{'), path.find('}')) {
        (Some(from), Some(to)) => {
            let (name, query) = question.split_once('?').unwrap_or((question, ""));
            let query = if query.is_empty() {
                String::new()
            } else {
                format!("?{query}")
            };
            format!("{}{name}{}{query}", &path[..from], &path[to + 1..])
        }
        _ => format!("{path}{question}"),
    }
}

/// The answer's body, which must be as described for its status.
fn validated(document: &Value, path: &str, method: &str, answer: &Answer) -> Value {
    let status = answer.status.to_string();
    let content = &document["paths"][path][method]["responses"][&status]["content"];
    let schema = &content["application/json"]["schema"];
    assert!(schema.is_object(), "{method} {path}: {status} has no shape");
    let schema = closed(document, schema, false);
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap_or_else(|error| panic!("{method} {path}: {error}"));
    let body = answer.json();
    let faults: Vec<_> = validator
        .iter_errors(&body)
        .map(|error| format!("{} {error}", error.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{method} {path} {status}: {faults:#?}");
    body
}

/// `schema` on its own: references are replaced by what they name, and objects have no field that is not named. A `part`
/// of an `allOf` is left open, because the other parts name fields too.
fn closed(document: &Value, schema: &Value, part: bool) -> Value {
    let fields = match schema {
        Value::Object(fields) => fields,
        Value::Array(items) => {
            let items = items.iter().map(|item| closed(document, item, part));
            return items.collect();
        }
        other => return other.clone(),
    };
    if let Some(Value::String(reference)) = fields.get("$ref") {
        let named = document.pointer(reference.trim_start_matches('#'));
        return closed(document, named.expect("references are tested"), part);
    }
    let mut made = Map::new();
    for (name, value) in fields {
        let value = match name.as_str() {
            "properties" => {
                let properties = value.as_object().unwrap().iter();
                properties
                    .map(|(name, value)| (name.clone(), closed(document, value, false)))
                    .collect()
            }
            "allOf" => closed(document, value, true),
            "oneOf" | "anyOf" => closed(document, value, part),
            "items" | "prefixItems" | "additionalProperties" | "propertyNames" => {
                closed(document, value, false)
            }
            _ => value.clone(),
        };
        made.insert(name.clone(), value);
    }
    if !part && (made.contains_key("properties") || made.contains_key("allOf")) {
        made.insert("unevaluatedProperties".into(), Value::Bool(false));
    }
    Value::Object(made)
}
