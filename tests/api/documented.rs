//! What the documents tell people to copy is accepted, in their order and on a database of its own.

use crate::fixtures::pictures;
use crate::harness::app::TestApp;
use crate::harness::commands::Command;

/// The commands in the code of a document.
fn commands(text: &str) -> Vec<Command> {
    let blocks = text.split("```").skip(1).step_by(2);
    let shells = blocks.filter_map(|block| {
        let (language, code) = block.split_once('\n')?;
        ["sh", "powershell"].contains(&language).then_some(code)
    });
    shells.flat_map(Command::all).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn examples_of_commands_are_taken() {
    for (name, text, least) in [
        ("README.md", include_str!("../../README.md"), 4),
        ("docs/api.md", include_str!("../../docs/api.md"), 6),
    ] {
        let app = TestApp::spawn().await;
        let commands = commands(text);
        // What is asked is asked of a game that is played elsewhere.
        let sending = commands.iter().filter(|command| command.method != "GET");
        let mut sent = 0;
        for command in sending {
            assert!(
                command.url.starts_with("http://localhost:5000/"),
                "{name}: {command:?}"
            );
            let answer = command.send(&app, &pictures::png(16, 16)).await;
            assert!(
                [200, 201].contains(&answer.status),
                "{name}: {command:?}\n{}",
                answer.text()
            );
            sent += 1;
        }
        assert!(sent >= least, "{name} has {sent} examples");
        let names = app.get_json("/api/names").await["data"].take();
        assert_eq!(names["maps"], serde_json::json!(["dust"]), "{name}");
        let builds = &names["dimensions"]["build"];
        assert_eq!(*builds, serde_json::json!(["1.3.0"]), "{name}");
    }
}
