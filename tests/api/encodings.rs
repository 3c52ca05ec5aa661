//! Compressed bodies, and answers.

use crate::harness::app::TestApp;
use serde_json::json;
use std::io::{Read, Write};

fn sheet() -> String {
    json!({"match_id": "m", "player_id": "p", "looted_items": {"medkit": 1}, "pad": "x".repeat(20_000)}).to_string()
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn zlib(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

/// A stored (uncompressed) meta-block needs no encoder: RFC 7932, section 9.
fn brotli(plain: &[u8]) -> Vec<u8> {
    assert!((1..=65_536).contains(&plain.len()));
    // WBITS 16 (0), ISLAST 0, MNIBBLES 4 (00), MLEN-1 in 16 bits, ISUNCOMPRESSED 1; least bit first.
    let header = ((plain.len() as u32 - 1) << 4) | (1 << 20);
    let mut bytes = header.to_le_bytes()[..3].to_vec();
    bytes.extend_from_slice(plain);
    // ISLAST 1, ISLASTEMPTY 1.
    bytes.push(3);
    bytes
}

async fn post(app: &TestApp, encoding: &str, body: &[u8]) -> crate::harness::http::Answer {
    app.request(
        "POST",
        "/api/submit",
        &[("content-encoding", encoding)],
        body,
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_may_be_compressed_in_four_ways() {
    let app = TestApp::spawn().await;
    let plain = sheet().into_bytes();
    for (encoding, body) in [
        ("gzip", gzip(&plain)),
        ("GZIP", gzip(&plain)),
        ("zstd", zstd::bulk::compress(&plain, 3).unwrap()),
        ("deflate", zlib(&plain)),
        ("br", brotli(&plain)),
        ("identity", plain.clone()),
    ] {
        post(&app, encoding, &body).await.expect(201);
    }
    assert_eq!(app.stored_sheets().await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_encodings_are_415_and_damaged_data_400() {
    let app = TestApp::spawn().await;
    for encoding in ["lzma", "compress", "gzip, gzip"] {
        let error = post(&app, encoding, sheet().as_bytes())
            .await
            .expect_error(415);
        assert!(
            error["error"]
                .as_str()
                .unwrap()
                .contains("gzip, zstd, deflate, br"),
            "{error}"
        );
    }
    let whole = gzip(sheet().as_bytes());
    for encoding in ["gzip", "zstd", "deflate", "br"] {
        post(&app, encoding, b"not compressed at all")
            .await
            .expect_error(400);
        post(&app, encoding, b"").await.expect_error(400);
    }
    post(&app, "gzip", &whole[..whole.len() / 2])
        .await
        .expect_error(400);
    assert_eq!(app.stored_sheets().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_count_decompressed_bytes() {
    let app = TestApp::spawn().await;
    let bombs = [
        ("gzip", gzip(&vec![b' '; 100 << 20])),
        (
            "zstd",
            zstd::bulk::compress(&vec![b' '; 100 << 20], 3).unwrap(),
        ),
        ("deflate", zlib(&vec![b' '; 100 << 20])),
    ];
    for (encoding, bomb) in &bombs {
        assert!(bomb.len() < 1 << 20);
        let error = post(&app, encoding, bomb).await.expect_error(413);
        assert!(
            error["error"].as_str().unwrap().contains("1048576"),
            "names no limit: {error}"
        );
        let headers = [
            ("content-encoding", *encoding),
            ("content-type", "application/x-ndjson"),
        ];
        let error = app
            .request("POST", "/api/submit/batch", &headers, bomb)
            .await
            .expect_error(413);
        assert!(
            error["error"].as_str().unwrap().contains("16777216"),
            "names no limit: {error}"
        );
    }
    app.get_json("/api/health").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_that_it_depends_on_the_accepted_encoding() {
    let app = TestApp::spawn().await;
    let page = app.get("/dashboard").await;
    let tag = page.header("etag").unwrap();
    let known = [("if-none-match", tag)];
    let gzip = [("accept-encoding", "gzip")];
    let oversized = [("content-encoding", "compress")];
    for (method, path, headers, status) in [
        ("GET", "/dashboard", &[][..], 200),
        ("GET", "/dashboard", &gzip, 200),
        ("GET", "/dashboard", &known, 304),
        ("HEAD", "/dashboard", &gzip, 200),
        ("GET", "/dashboard/", &[], 308),
        ("GET", "/api/health", &[], 200),
        ("GET", "/api/stats?limit=abc", &gzip, 400),
        ("GET", "/nowhere", &[], 404),
        ("GET", "/%zz", &[], 400),
        ("PUT", "/api/stats", &[], 405),
        ("POST", "/api/submit", &oversized, 415),
    ] {
        let answer = app.request(method, path, headers, "").await;
        assert_eq!(answer.status, status, "{method} {path}");
        let vary = answer.header("vary");
        assert_eq!(vary, Some("accept-encoding"), "{method} {path} {headers:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_answer_is_compressed_for_who_can_read_it() {
    let app = TestApp::spawn().await;
    post(&app, "identity", sheet().as_bytes()).await.expect(201);
    let plain = app.get("/api/stats").await;
    assert_eq!(plain.header("content-encoding"), None);
    let compressed = app
        .request("GET", "/api/stats", &[("accept-encoding", "gzip")], "")
        .await;
    assert_eq!(compressed.header("content-encoding"), Some("gzip"));
    assert!(compressed.body.len() < plain.body.len() / 2);
    let mut text = String::new();
    flate2::read::GzDecoder::new(compressed.body.as_slice())
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, plain.text());
}
