//! The dashboard in a real browser, on a server with three days of a game: how soon it is there with nothing cached, and
//! whether it stutters while 60 sheets a second arrive, and while 2,000 do.
//!
//! `cargo bench --bench page`. Needs chromium and chromedriver, as the tests do.

#![allow(clippy::print_stdout, reason = "its figures are what a bench is for")]

#[path = "support/mod.rs"]
mod support;

use std::process::{Command, Stdio};
use support::browser::{Browser, Screen};
use support::median;
use support::serving::Serving;

const RUNS: usize = 5;
const PLAYERS: &str = "1200";
const WATCHED_SECONDS: u32 = 10;
/// Frames of a screen come every 16.7 ms; who waits for three in a row sees it.
const STUTTER_MS: f64 = 50.0;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let server = Serving::spawn(None);
    let filled = generate(
        &server,
        &["--seed", "5", "--players-total", PLAYERS, "--days", "3"],
    )
    .status();
    assert!(filled.is_ok_and(|status| status.success()), "filled");
    paints(&server).await;
    for (rate, batch) in [("60", "1"), ("2000", "100")] {
        frames(&server, rate, batch).await;
    }
}

fn generate(server: &Serving, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loot"));
    command.args(["generate", "--scenario", "battle_royale"]);
    command
        .args(["--server", &format!("http://{}", server.address())])
        .args(more);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Each time in a browser that has never seen the page.
async fn paints(server: &Serving) {
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..RUNS {
        let browser = Browser::open(Screen::Desk).await;
        let page = format!("http://{}/dashboard", server.address());
        browser.goto(&page).await;
        let drawn = "return performance.getEntriesByName('chart').length > 0";
        browser.wait("a chart", drawn).await;
        for (index, mark) in ["first-contentful-paint", "numbers", "chart"]
            .iter()
            .enumerate()
        {
            let script = format!("return performance.getEntriesByName('{mark}')[0].startTime");
            times[index].push(browser.run(&script).await.as_f64().expect("a time"));
        }
    }
    let [painted, numbers, chart] = times.map(median);
    println!(
        "nothing cached, median of {RUNS}: first paint {painted:.0} ms, numbers {numbers:.0} ms, first chart {chart:.0} ms"
    );
}

async fn frames(server: &Serving, rate: &str, batch: &str) {
    let browser = Browser::open(Screen::Desk).await;
    let page = format!("http://{}/dashboard", server.address());
    browser.goto(&page).await;
    let drawn = "return document.querySelectorAll('.main-svg').length > 8";
    browser.wait("the charts", drawn).await;
    let more = ["--players-total", "100000", "--days", "9", "--seed", rate];
    let more = [&more[..], &["--rate", rate, "--batch", batch]].concat();
    let mut load = generate(server, &more).spawn().expect("a load");
    let watch = format!(
        "window.frames = []; window.told = 0; window.watched = false;
        const start = performance.now(); let last = start;
        new MutationObserver(() => {{ window.told += 1 }}).observe(document.querySelector('[data-tile=sheets] dd'), {{ childList: true, characterData: true, subtree: true }});
        const frame = (now) => {{
            window.frames.push(now - last);
            last = now;
            if (now - start < {}) requestAnimationFrame(frame); else window.watched = true;
        }};
        requestAnimationFrame(frame);",
        WATCHED_SECONDS * 1_000
    );
    browser.run(&watch).await;
    let done = "return window.watched";
    browser.wait("the frames", done).await;
    let _ = load.kill();
    let _ = load.wait();
    let frames = browser.run("return window.frames").await;
    let frames = frames.as_array().expect("frames").iter().skip(1);
    let mut frames: Vec<f64> = frames.filter_map(serde_json::Value::as_f64).collect();
    frames.sort_by(f64::total_cmp);
    let at = |part: f64| frames[((frames.len() - 1) as f64 * part) as usize];
    let slow = frames.iter().filter(|frame| **frame > STUTTER_MS).count();
    println!(
        "{rate} sheets/s for {WATCHED_SECONDS} s: {} frames, median {:.1} ms, p99 {:.1} ms, longest {:.0} ms, {slow} above {STUTTER_MS} ms; the number of sheets changed {} times",
        frames.len(),
        at(0.5),
        at(0.99),
        at(1.0),
        browser.run("return window.told").await
    );
}
