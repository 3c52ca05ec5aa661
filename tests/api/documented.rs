//! What the documents tell people to copy is accepted.

use crate::harness::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn examples_of_sheets_and_events_are_stored() {
    for (name, text) in [
        ("README.md", include_str!("../../README.md")),
        ("docs/api.md", include_str!("../../docs/api.md")),
    ] {
        let app = TestApp::spawn().await;
        let mut sent = 0;
        for route in ["/api/submit", "/api/events"] {
            let command = format!("curl http://localhost:5000{route} --json '");
            for example in text.split(&command).skip(1) {
                let (body, _) = example.split_once("'\n").expect("an end of the body");
                let answer = app.post(route, body).await;
                assert_eq!(answer.status, 201, "{name}: {body}\n{}", answer.text());
                sent += 1;
            }
        }
        assert!(sent >= 2, "{name} has {sent} examples");
        let names = app.get_json("/api/names").await["data"].take();
        assert_eq!(names["maps"], serde_json::json!(["dust"]), "{name}");
        let builds = &names["dimensions"]["build"];
        assert_eq!(*builds, serde_json::json!(["1.3.0"]), "{name}");
    }
}
