//! Everything that is wrong with an input is said, at its place, at once.

use crate::fixtures::bad_sheets::Bad;
use crate::fixtures::{bad_events, bad_sheets};
use crate::harness::app::TestApp;
use loot::model::{Event, Faults, Millis, StatSheet};

const RECEIVED: Millis = Millis(1_700_000_000_000);

#[test]
fn every_fault_of_a_sheet_is_told_with_its_field() {
    told(bad_sheets::all(), |body| {
        StatSheet::parse(body, RECEIVED).map(drop)
    });
}

#[test]
fn every_fault_of_an_event_is_told_with_its_field() {
    told(bad_events::all(), |body| {
        Event::parse(body, RECEIVED).map(drop)
    });
}

fn told(inputs: Vec<Bad>, parse: impl Fn(&[u8]) -> Result<(), Faults>) {
    let mut wrong = Vec::new();
    for mut bad in inputs {
        let told = parse(&bad.body).err();
        let told = told.iter().flat_map(|faults| faults.as_slice());
        let mut told: Vec<_> = told
            .map(|fault| (fault.field.clone(), fault.reason.clone()))
            .collect();
        told.sort();
        bad.faults.sort();
        if told != bad.faults {
            let body = String::from_utf8_lossy(&bad.body[..bad.body.len().min(300)]).into_owned();
            wrong.push(format!(
                "{}\n  {body}\n  expected {:?}\n  told     {told:?}",
                bad.because, bad.faults
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} inputs were answered differently:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn what_is_no_json_is_said_to_be_none_with_the_place() {
    let cases: &[(&str, &[u8], &str)] = &[
        ("nothing", b"", "EOF while parsing a value"),
        ("blanks", b"  \n ", "EOF while parsing a value"),
        (
            "a torn body",
            br#"{"match_id": "m", "play"#,
            "EOF while parsing a string",
        ),
        (
            "NaN",
            br#"{"match_id":"m","player_id":"p","looted_items":{},"match_duration":NaN}"#,
            "expected value",
        ),
        (
            "Infinity",
            br#"{"match_id":"m","player_id":"p","looted_items":{"a":-Infinity}}"#,
            "invalid number",
        ),
        (
            "1e999",
            br#"{"match_id":"m","player_id":"p","looted_items":{"a":1e999}}"#,
            "number out of range",
        ),
        (
            "1e999 in a field we do not know",
            br#"{"match_id":"m","player_id":"p","looted_items":{},"x":1e999}"#,
            "number out of range",
        ),
        (
            "a raw control character",
            b"{\"match_id\":\"a\x01b\"}",
            "control character",
        ),
        (
            "invalid UTF-8 in a value",
            b"{\"match_id\":\"\xff\xfe\"}",
            "invalid unicode code point",
        ),
        (
            "invalid UTF-8 in a key",
            b"{\"\xc3\x28\":1}",
            "invalid unicode code point",
        ),
        (
            "half a surrogate pair",
            br#"{"match_id":"\ud800"}"#,
            "hex escape",
        ),
        (
            "a comma too many",
            br#"{"match_id":"m",}"#,
            "trailing comma",
        ),
        (
            "something behind",
            br#"{"match_id":"m","player_id":"p","looted_items":{}} {}"#,
            "trailing characters",
        ),
        ("single quotes", b"{'match_id':'m'}", "key must be a string"),
        ("a form", b"match_id=m&player_id=p", "expected value"),
    ];
    for (because, body, reason) in cases {
        let faults = StatSheet::parse(body, RECEIVED).unwrap_err();
        let told = faults.as_slice().iter().find(|fault| fault.field == "body");
        let told = told.unwrap_or_else(|| panic!("{because}: no fault of the body in {faults:?}"));
        assert!(
            told.reason.starts_with("is not valid JSON: "),
            "{because}: {told}"
        );
        assert!(
            told.reason.contains(reason) && told.reason.contains("line "),
            "{because}: {told}"
        );
    }
}

#[test]
fn what_is_json_but_no_object_is_said_to_be_none() {
    for (body, got) in [
        ("[]", "an array"),
        ("null", "null"),
        ("3", "3"),
        ("\"s\"", "\"s\""),
    ] {
        let faults = StatSheet::parse(body.as_bytes(), RECEIVED).unwrap_err();
        assert_eq!(
            faults.to_string(),
            format!("body: must be a stat sheet object, got {got}")
        );
        let faults = Event::parse(body.as_bytes(), RECEIVED).unwrap_err();
        assert_eq!(
            faults.to_string(),
            format!("body: must be an event object, got {got}")
        );
    }
}

#[test]
fn a_sheet_of_more_than_a_mebibyte_is_refused_unread() {
    let sheet = |bytes: usize| {
        let start = r#"{"match_id":"m","player_id":"p","looted_items":{},"pad":""#;
        format!("{start}{}\"}}", "x".repeat(bytes - start.len() - 2))
    };
    assert!(StatSheet::parse(sheet(1 << 20).as_bytes(), RECEIVED).is_ok());
    let faults = StatSheet::parse(sheet((1 << 20) + 1).as_bytes(), RECEIVED).unwrap_err();
    assert_eq!(
        faults.to_string(),
        "body: has 1048577 bytes; a sheet may have 1048576"
    );
}

#[test]
fn a_flood_of_faults_is_listed_up_to_a_limit_and_long_texts_are_cut() {
    let counts: String = (0..10_000).map(|_| "[],").collect();
    let body = format!(
        r#"{{"match_id":"{}","locations":{{"a":[{counts}[]]}}}}"#,
        "m".repeat(100_000)
    );
    let faults = StatSheet::parse(body.as_bytes(), RECEIVED).unwrap_err();
    assert_eq!(faults.as_slice().len(), 1_001);
    let last = faults.as_slice().last().unwrap();
    assert_eq!(
        last.to_string(),
        "body: has more than 1000 faults; the rest are not listed"
    );

    let body = format!(
        r#"{{"match_id":7,"{}":1,"looted_items":{{"{}":-1}}}}"#,
        "k".repeat(9_000),
        "i".repeat(9_000)
    );
    let faults = StatSheet::parse(body.as_bytes(), RECEIVED).unwrap_err();
    for fault in faults.as_slice() {
        assert!(
            fault.field.len() < 200 && fault.reason.len() < 200,
            "{fault}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_tells_all_faults_of_every_bad_sheet_and_event_and_keeps_them() {
    let app = TestApp::spawn().await;
    let sheets = bad_sheets::all()
        .into_iter()
        .map(|bad| ("/api/submit", bad));
    let events = bad_events::all()
        .into_iter()
        .map(|bad| ("/api/events", bad));
    let mut sent = 0;
    for (path, bad) in sheets
        .chain(events)
        .filter(|(_, bad)| bad.body.len() < 1 << 20)
    {
        let answer = app.post(path, &bad.body).await.expect_error(400);
        let mut told: Vec<_> = answer["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(field_and_reason)
            .collect();
        let prefix = if path == "/api/events" { "[0]." } else { "" };
        let mut wanted: Vec<_> = bad
            .faults
            .iter()
            .map(|(field, reason)| (format!("{prefix}{field}"), reason.clone()))
            .collect();
        told.sort();
        wanted.sort();
        assert_eq!(told, wanted, "{}", bad.because);
        sent += 1;
    }
    assert_eq!(app.reader.quality().await.unwrap().rejected, sent);
    assert_eq!(app.stored_sheets().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_faults_of_a_request_are_listed_up_to_a_limit_and_then_the_first_of_each_item_and_a_count()
 {
    let app = TestApp::spawn().await;
    let sheet = |bad: usize| {
        let points = vec!["[]"; bad].join(",");
        format!(
            r#"{{"match_id":"m","player_id":"p","looted_items":{{}},"locations":{{"a":[{points}]}}}}"#
        )
    };
    let good = r#"{"match_id":"m","player_id":"p","looted_items":{}}"#.to_owned();
    let mut sheets = vec![
        sheet(600),
        sheet(600),
        sheet(2),
        sheet(3),
        sheet(5_000),
        good,
    ];
    sheets.extend(vec![sheet(1_000); 200]);
    let body = format!("[{}]", sheets.join(","));
    let answer = app.post("/api/submit/batch", body).await.expect(207);
    assert_eq!(
        (&answer["accepted"], &answer["rejected"]),
        (&1.into(), &205.into())
    );
    let results = answer["results"].as_array().unwrap();
    let faults = |at: usize| results[at]["faults"].as_array().unwrap();
    let listed: Vec<_> = (0..results.len()).map(|at| faults(at).len()).collect();
    assert_eq!(listed[..5], [600, 600, 2, 2, 2]);
    assert!(listed[5..].iter().all(|n| *n == 2), "{listed:?}");
    for (at, more) in [(3, "2"), (4, "at least 1000"), (204, "999")] {
        assert_eq!(results[at]["status"], "rejected");
        assert_eq!(faults(at)[0], faults(0)[0], "the first is told");
        let reason = format!(
            "has {more} more faults; past 1000 at once only the first of an item is listed"
        );
        assert_eq!(field_and_reason(&faults(at)[1]), ("body".into(), reason));
    }
    assert_eq!(faults(2)[1]["field"], "locations.a[1]");

    // Kept as they were told.
    let kept = app.get_json("/api/dead-letters").await;
    assert_eq!(kept["data"][0]["faults"], results[204]["faults"]);
    assert_eq!(app.reader.quality().await.unwrap().rejected, 205);

    // When nothing is stored, and for events.
    let event = r#"{"event_type":[],"match_id":[],"player_id":[],"timestamp":[]}"#;
    let answer = app
        .post("/api/events", format!("[{}]", vec![event; 1_000].join(",")))
        .await
        .expect_error(400);
    let results = answer["results"].as_array().unwrap();
    let all = results[0]["faults"].as_array().unwrap().len();
    assert!(all > 2, "{}", results[0]);
    assert_eq!(results[999]["faults"].as_array().unwrap().len(), 2);
    assert_eq!(results[999]["faults"][0], results[0]["faults"][0]);
}

fn field_and_reason(fault: &serde_json::Value) -> (String, String) {
    let text = |name: &str| fault[name].as_str().unwrap().to_owned();
    (text("field"), text("reason"))
}
