//! What a browser may keep: everything with a tag is asked for again at the cost of a head, and whatever is answered ends
//! where the next answer begins.

use crate::harness::app::TestApp;
use crate::harness::http::Connection;

/// Every file that a page names, and the pages themselves.
async fn everything_with_a_tag(app: &TestApp) -> Vec<String> {
    let mut paths: Vec<String> = ["/", "/dashboard", "/dashboard/map", "/docs/websocket"]
        .iter()
        .map(|path| (*path).to_owned())
        .collect();
    for page in ["/", "/dashboard"] {
        let text = app.get(page).await.text();
        let files = text.split('"').filter(|part| part.starts_with("/assets/"));
        paths.extend(files.map(str::to_owned));
    }
    paths.extend(["/favicon.ico", "/api/openapi.json"].map(str::to_owned));
    assert!(paths.len() > 40, "{paths:?}");
    paths
}

#[tokio::test(flavor = "multi_thread")]
async fn a_304_is_a_head_alone_and_the_connection_goes_on() {
    let app = TestApp::spawn().await;
    let paths = everything_with_a_tag(&app).await;
    let mut connection = Connection::open(app.address).await;
    for encoding in ["gzip", "identity"] {
        let encoding = ("accept-encoding", encoding);
        for path in &paths {
            let first = connection.ask("GET", path, &[encoding], b"").await.unwrap();
            let tag = first.header("etag");
            let tag = tag.unwrap_or_else(|| panic!("{path} has no tag"));
            assert!(first.status == 200 && !first.body.is_empty(), "{path}");
            let strong = tag.trim_start_matches("W/");
            let listed = format!("\"other\", {tag}");
            for known in [tag, strong, &listed, "*"] {
                let again = [encoding, ("if-none-match", known)];
                let second = connection.ask("GET", path, &again, b"").await;
                let second = second.unwrap_or_else(|| panic!("{path}: hung up after {known}"));
                assert_eq!(second.status, 304, "{path}: {known}");
                assert_eq!(second.header("etag"), Some(tag), "{path}");
                assert!(second.header("cache-control").is_some(), "{path}");
                let head = connection.ask("HEAD", path, &again, b"").await.unwrap();
                assert_eq!(head.status, 304, "{path}: {known}");
            }
            let other = [encoding, ("if-none-match", "W/\"other\"")];
            let third = connection.ask("GET", path, &other, b"").await.unwrap();
            assert_eq!((third.status, third.body), (200, first.body), "{path}");
        }
    }
    let health = connection.ask("GET", "/api/health", &[], b"").await;
    health.expect("the connection is in step").expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_answer_ends_where_the_next_one_begins() {
    let app = TestApp::spawn().await;
    let evil = [("origin", "https://evil.example")];
    let gzip = [("accept-encoding", "gzip")];
    let broken = [("content-encoding", "gzip")];
    let body = vec![b' '; 100_000];
    type Asked<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a [u8], u16);
    let asked: [Asked<'_>; 9] = [
        ("GET", "/api/stats", &[], b"", 200),
        ("HEAD", "/api/stats", &[], b"", 200),
        ("HEAD", "/assets/plotly.js", &[], b"", 307),
        ("GET", "/dashboard/", &[], b"", 308),
        ("GET", "/api/openapi.json", &gzip, b"", 200),
        ("HEAD", "/api/openapi.json", &gzip, b"", 200),
        ("GET", "/nowhere", &[], b"", 404),
        ("POST", "/api/submit", &evil, &body, 403),
        ("POST", "/api/submit", &broken, &body, 400),
    ];
    let mut connection = Connection::open(app.address).await;
    for (method, path, headers, body, status) in asked {
        let answer = connection.ask(method, path, headers, body).await;
        let answer = answer.unwrap_or_else(|| panic!("{method} {path}: hung up"));
        assert_eq!(answer.status, status, "{method} {path}");
        // Where a body was not read, the connection may end, but not go on in the middle of it.
        match connection.ask("GET", "/api/health", &[], b"").await {
            Some(next) => drop(next.expect(200)),
            None => {
                assert_eq!(method, "POST", "{path}");
                connection = Connection::open(app.address).await;
            }
        }
    }
}
