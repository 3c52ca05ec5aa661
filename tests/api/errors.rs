//! Errors have one shape everywhere, and the status that HTTP has for them.

use crate::harness::app::TestApp;
use crate::harness::http;

#[tokio::test(flavor = "multi_thread")]
async fn unknown_addresses_are_404_in_the_one_shape() {
    let app = TestApp::spawn().await;
    for path in [
        "/nowhere",
        "/api",
        "/api/",
        "/api/nowhere",
        "/api/v1/nowhere",
        "/api/v2/stats",
        "/api/stats/",
        "/api/heatmaps",
        "/assets/../Cargo.toml",
        "/%00",
        "//",
    ] {
        for method in ["GET", "POST", "DELETE"] {
            let answer = app.request(method, path, &[], "").await;
            answer.expect_error(404);
        }
    }
}

/// But for an item on a map, which the predecessor's clients ask for before it was ever found.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_nobody_has_sent_is_404_at_every_route_with_a_name() {
    let app = TestApp::spawn().await;
    let document = app.get_json("/api/openapi.json").await;
    let paths = document["paths"].as_object().unwrap().iter();
    let named = paths.filter(|(path, _)| path.contains('{'));
    let named: Vec<(&String, &String)> = named
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            // What is put there is made.
            let asked = methods.filter(|method| *method != "put");
            asked.map(move |method| (path, method))
        })
        .collect();
    assert!(named.len() >= 7, "{named:?}");
    for (path, method) in named {
        let (before, rest) = path.split_once('{').unwrap();
        let (name, after) = rest.split_once('}').unwrap();
        let query = if after == "/loot-before" {
            "?item=medkit"
        } else {
            ""
        };
        let unheard = if name == "id" { "999" } else { "UNKNOWN" };
        let address = format!("{before}{unheard}{after}{query}");
        let answer = app.request(&method.to_uppercase(), &address, &[], "").await;
        if name == "item" {
            assert_eq!(answer.expect(200)["data"]["count"], 0);
            continue;
        }
        let error = answer.expect_error(404);
        assert_eq!(error["faults"][0]["field"], name, "{path}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_methods_are_405_and_name_the_right_one() {
    let app = TestApp::spawn().await;
    for (path, right, wrong) in [
        ("/api/submit", "POST", "GET"),
        ("/api/submit/batch", "POST", "PUT"),
        ("/api/events", "POST", "DELETE"),
        ("/api/clear", "POST", "GET"),
        ("/api/stats", "GET", "POST"),
        ("/api/v1/stats", "GET", "PATCH"),
        ("/api/aggregate", "GET", "POST"),
        ("/api/heatmap/medkit", "GET", "POST"),
        ("/api/activity", "GET", "POST"),
        ("/api/activity/items", "GET", "POST"),
        ("/api/spread", "GET", "DELETE"),
        ("/api/quality", "GET", "POST"),
        ("/api/dead-letters", "GET", "DELETE"),
        ("/api/health", "GET", "POST"),
        ("/health/live", "GET", "POST"),
        ("/health/ready", "GET", "POST"),
        ("/api/openapi.json", "GET", "POST"),
        ("/", "GET", "POST"),
    ] {
        let answer = app.request(wrong, path, &[], "").await;
        let error = answer.expect_error(405);
        let allow = answer
            .header("allow")
            .unwrap_or_else(|| panic!("{path}: no Allow"));
        assert!(
            allow.contains(right) && !allow.contains(wrong),
            "{path}: {allow}"
        );
        assert!(error["error"].as_str().unwrap().contains(wrong), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_a_request_id_and_a_clients_own_is_kept_when_it_is_harmless() {
    let app = TestApp::spawn().await;
    let mut seen = std::collections::HashSet::new();
    for path in [
        "/",
        "/api/stats",
        "/api/health",
        "/nowhere",
        "/docs/",
        "/api/openapi.json",
        "/health/live",
    ] {
        let answer = app.get(path).await;
        let id = answer
            .header("x-request-id")
            .unwrap_or_else(|| panic!("{path}: no id"))
            .to_owned();
        assert!(seen.insert(id), "{path}: an id was given twice");
    }
    let with_id = async |id: &str| {
        app.request("GET", "/nowhere", &[("x-request-id", id)], "")
            .await
    };
    with_id("from-the-proxy-17").await.expect_error(404);
    let long = with_id(&"x".repeat(5_000)).await;
    assert!(long.header("x-request-id").unwrap().len() < 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_http_is_answered_with_400_or_nothing_and_the_server_goes_on() {
    let app = TestApp::spawn().await;
    for bytes in [
        b"\0\0\0\0\0\0\r\n\r\n".as_slice(),
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /api/submit HTTP/1.1\r\nhost: localhost\r\ncontent-length: -5\r\n\r\n",
        b"POST /api/submit HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
        b"POST /api/submit HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nhost: localhost\r\nbad header\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ] {
        if let Some(answer) = http::exchange(app.address, bytes).await {
            assert!((400..500).contains(&answer.status), "{}: {}", answer.status, answer.text());
        }
    }
    let huge = format!(
        "GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "x".repeat(1 << 20)
    );
    if let Some(answer) = http::exchange(app.address, huge.as_bytes()).await {
        assert!((400..500).contains(&answer.status), "{}", answer.status);
    }
    app.get_json("/api/health").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn head_is_answered_as_get_without_the_body() {
    let app = TestApp::spawn().await;
    for path in ["/", "/api/health", "/api/stats", "/api/aggregate"] {
        let answer = app.request("HEAD", path, &[], "").await;
        assert_eq!((answer.status, answer.body.len()), (200, 0), "{path}");
    }
}
