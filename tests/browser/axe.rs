//! axe-core (<https://github.com/dequelabs/axe-core>) finds nothing on any page, in light and dark, on a desk and on a phone.
//! It comes from npm, once, into `target/`; nothing of it goes into the program.

use super::populated;
use super::visit::{SETTLED, VIEWS, open};
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use std::path::Path;
use std::process::Command;

/// One version for everybody: each knows more rules than the one before.
const VERSION: &str = "4.14.1";

/// Its script, which npm fetches where it is not there yet.
fn axe() -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let kept = target.join(format!("axe-core-{VERSION}.min.js"));
    if !kept.exists() {
        let fetched = tempfile::tempdir_in(target).unwrap();
        let run = |program: &str, args: &[&str]| {
            let done = Command::new(program)
                .args(args)
                .current_dir(&fetched)
                .output();
            let done = done.unwrap_or_else(|error| panic!("{program} {args:?}: {error}"));
            assert!(done.status.success(), "{program} {args:?}: {done:?}");
        };
        run("npm", &["pack", "--silent", &format!("axe-core@{VERSION}")]);
        let package = format!("axe-core-{VERSION}.tgz");
        run("tar", &["xzf", &package, "package/axe.min.js"]);
        std::fs::rename(fetched.path().join("package/axe.min.js"), &kept).unwrap();
    }
    std::fs::read_to_string(kept).unwrap()
}

/// What it found so far, a sentence for each rule that a page breaks, with the elements that do.
struct Findings {
    axe: String,
    all: Vec<String>,
}

impl Findings {
    fn none_yet() -> Self {
        let (axe, all) = (axe(), Vec::new());
        Self { axe, all }
    }

    /// Looks at the page that is open in light, and at its colours in the dark, too: no other rule knows of these.
    async fn add(&mut self, browser: &Browser, page: &str, settled: &str) {
        for (scheme, rules) in [("light", "{}"), ("dark", "{runOnly: ['color-contrast']}")] {
            browser.colours(scheme).await;
            // A script hears of it with the next frame.
            let next_frame = "window.framed = false;
                requestAnimationFrame(() => requestAnimationFrame(() => { window.framed = true; }))";
            browser.run(next_frame).await;
            browser.wait("a frame", "return window.framed").await;
            browser.wait(page, settled).await;
            if browser.run("return typeof axe").await == "undefined" {
                browser.run(&self.axe).await;
            }
            let look = format!(
                "window.found = null;
                const told = ({{ id, help, nodes }}) => `${{id}} (${{help}}): ` + nodes.map(({{ html, any, all, none }}) =>
                    `${{html.slice(0, 160)}} ${{[...any, ...all, ...none][0]?.message ?? ''}}`).join(' | ').slice(0, 1500);
                axe.run({rules}).then(
                    ({{ violations }}) => {{ window.found = violations.map(told); }},
                    (error) => {{ window.found = [String(error)]; }},
                );"
            );
            browser.run(&look).await;
            browser
                .wait("axe has looked", "return window.found !== null")
                .await;
            let found = browser.run("return window.found").await;
            let found = found.as_array().unwrap().iter();
            self.all
                .extend(found.map(|fault| format!("{page} {scheme}: {fault}")));
        }
    }

    fn are_none(&self) {
        assert!(self.all.is_empty(), "{}", self.all.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_any_view() {
    let (app, mut found) = (populated::app().await, Findings::none_yet());
    for screen in [Screen::Laptop, Screen::Phone] {
        let browser = Browser::open(screen).await;
        for (name, path) in VIEWS {
            open(&browser, &app, path).await;
            // All that is folded away.
            let unfold = "document.querySelector('.open-filters').click();
                const folded = [...document.querySelectorAll('main details, main .panel-tools button')];
                for (const one of folded) if (one.tagName === 'DETAILS') one.open = true; else if (one.textContent === 'Table') one.click();";
            browser.run(unfold).await;
            found
                .add(&browser, &format!("{name} {screen:?}"), SETTLED)
                .await;
        }
    }
    found.are_none();
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_a_dialog() {
    let (app, mut found) = (populated::app().await, Findings::none_yet());
    for screen in [Screen::Laptop, Screen::Phone] {
        let browser = Browser::open(screen).await;
        for button in ["#go", "#annotate", "#saved"] {
            open(&browser, &app, "").await;
            browser
                .run(&format!("document.querySelector('{button}').click()"))
                .await;
            let there = "return document.querySelector('dialog[open]') !== null";
            found
                .add(&browser, &format!("{button} {screen:?}"), there)
                .await;
        }
    }
    found.are_none();
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_beside_the_views() {
    let (app, mut found) = (TestApp::spawn().await, Findings::none_yet());
    for screen in [Screen::Laptop, Screen::Phone] {
        let browser = Browser::open(screen).await;
        for (path, settled) in [
            (
                "/",
                "return document.querySelector('#total-sheets').textContent === '0'",
            ),
            (
                "/docs/",
                "return document.querySelectorAll('.opblock').length > 20",
            ),
            ("/docs/websocket", "return true"),
            ("/nowhere", "return true"),
            (
                "/dashboard",
                "return document.querySelector('.welcome')?.checkVisibility() === true",
            ),
            (
                "/dashboard/kit",
                "return document.querySelectorAll('.canvas .main-svg').length >= 4",
            ),
            (
                "/dashboard/matches/none",
                "return document.querySelector('main h1') !== null",
            ),
        ] {
            browser.goto(&format!("http://{}{path}", app.address)).await;
            browser.wait(path, settled).await;
            found
                .add(&browser, &format!("{path} {screen:?}"), settled)
                .await;
        }
        browser.goto(&format!("http://{}/docs/", app.address)).await;
        browser
            .wait(
                "the reference",
                "return document.querySelectorAll('.opblock').length > 20",
            )
            .await;
        let unfold = "document.querySelectorAll('.opblock-summary-control').forEach((one, index) => index % 30 || one.click())";
        browser.run(unfold).await;
        let there = "return document.querySelectorAll('.opblock-body').length > 1";
        found
            .add(&browser, &format!("open routes {screen:?}"), there)
            .await;
    }
    found.are_none();
}
