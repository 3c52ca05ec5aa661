//! A real browser, driven through WebDriver (<https://www.w3.org/TR/webdriver2/>): Debian's `chromium` and
//! `chromium-driver` (`tests/run` installs them). The protocol is JSON over HTTP, and a handful of commands is all we
//! use; the client libraries bring a licence that ours does not allow.

use super::http;
use super::waiting::until;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Nothing that asks the internet behind our back, and no name that leads there.
const SWITCHES: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/// What the browser's window is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Screen {
    Desk,
    /// The narrowest on which nothing may be missing.
    Laptop,
    Phone,
}

/// A browser with one window; gone in the end, with all of its processes.
pub(crate) struct Browser {
    session: Session,
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    pub(crate) async fn open(screen: Screen) -> Self {
        let (driver, address) = start_driver().await;
        let profile = tempfile::tempdir().unwrap();
        let mut args: Vec<String> = SWITCHES.iter().map(|switch| (*switch).into()).collect();
        args.push(format!("--user-data-dir={}", profile.path().display()));
        let size = match screen {
            Screen::Laptop => "1280,800",
            Screen::Desk | Screen::Phone => "1440,900",
        };
        args.push(format!("--window-size={size}"));
        let mut options = json!({"args": args});
        if let Screen::Phone = screen {
            let metrics = json!({"width": 390, "height": 844, "pixelRatio": 2, "touch": true});
            options["mobileEmulation"] = json!({"deviceMetrics": metrics});
        }
        let wanted =
            json!({"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}});
        Self {
            session: Session::new(address, wanted).await,
            driver,
            _profile: profile,
        }
    }

    pub(crate) async fn goto(&self, address: &str) {
        self.session.post("/url", json!({"url": address})).await;
    }

    pub(crate) async fn back(&self) {
        self.session.post("/back", json!({})).await;
    }

    /// The path and the query of the page.
    pub(crate) async fn path(&self) -> String {
        let script = "return location.pathname + location.search";
        self.run(script).await.as_str().unwrap().to_owned()
    }

    /// What a script returns.
    pub(crate) async fn run(&self, script: &str) -> Value {
        let asked = json!({"script": script, "args": []});
        self.session.post("/execute/sync", asked).await
    }

    /// Waits until a script returns true.
    pub(crate) async fn wait(&self, what: &str, script: &str) {
        until(what, async || self.run(script).await == true).await;
    }

    /// The text of the first element of a selector.
    pub(crate) async fn text(&self, selector: &str) -> String {
        let script = format!("return document.querySelector({selector:?})?.textContent ?? null");
        let text = self.run(&script).await;
        text.as_str()
            .unwrap_or_else(|| panic!("no {selector}"))
            .to_owned()
    }

    /// Waits until the first element of a selector has this text.
    pub(crate) async fn wait_for_text(&self, selector: &str, wanted: &str) {
        let script =
            format!("return document.querySelector({selector:?})?.textContent === {wanted:?}");
        self.wait(&format!("{wanted:?} in {selector}"), &script)
            .await;
    }

    /// Presses the Tab key.
    pub(crate) async fn tab(&self) {
        self.key("Tab", "Tab", 9).await;
    }

    /// Presses a key, as `KeyboardEvent` calls it and where it is on the keyboard.
    pub(crate) async fn key(&self, key: &str, code: &str, number: u32) {
        self.press(key, code, number, 0).await;
    }

    /// Presses a key with the Control key.
    pub(crate) async fn chord(&self, key: &str, code: &str, number: u32) {
        self.press(key, code, number, 2).await;
    }

    async fn press(&self, key: &str, code: &str, number: u32, modifiers: u32) {
        for kind in ["keyDown", "keyUp"] {
            let mut pressed = json!({
                "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers,
            });
            // Enter does what it does through the character it makes.
            if kind == "keyDown" && modifiers == 0 && matches!(key, "Enter" | "/") {
                let text = if key == "Enter" { "\r" } else { key };
                pressed["text"] = text.into();
            }
            self.devtools("Input.dispatchKeyEvent", pressed).await;
        }
    }

    /// A finger that touches the screen of a phone, rests for so long, goes to another place and leaves.
    pub(crate) async fn swipe(&self, from: (f64, f64), to: (f64, f64), rest: Duration) {
        const STEPS: u32 = 8;
        self.finger("touchStart", Some(from)).await;
        tokio::time::sleep(rest).await;
        for step in 1..=STEPS {
            let part = f64::from(step) / f64::from(STEPS);
            let at = |from: f64, to: f64| from + (to - from) * part;
            self.finger("touchMove", Some((at(from.0, to.0), at(from.1, to.1))))
                .await;
        }
        self.finger("touchEnd", None).await;
    }

    async fn finger(&self, kind: &str, at: Option<(f64, f64)>) {
        let points: Vec<_> = at.iter().map(|(x, y)| json!({"x": x, "y": y})).collect();
        let touch = json!({"type": kind, "touchPoints": points});
        self.devtools("Input.dispatchTouchEvent", touch).await;
    }

    /// Puts the pointer of a mouse there.
    pub(crate) async fn point(&self, (x, y): (f64, f64)) {
        let moved = json!({"type": "mouseMoved", "x": x, "y": y});
        self.devtools("Input.dispatchMouseEvent", moved).await;
    }

    /// Drags with the pointer of a mouse.
    pub(crate) async fn drag(&self, from: (f64, f64), to: (f64, f64)) {
        self.point(from).await;
        for (kind, (x, y)) in [
            ("mousePressed", from),
            ("mouseMoved", ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0)),
            ("mouseMoved", to),
            ("mouseReleased", to),
        ] {
            let held = u8::from(kind != "mouseReleased");
            let event = json!({"type": kind, "x": x, "y": y, "button": "left", "buttons": held, "clickCount": 1});
            self.devtools("Input.dispatchMouseEvent", event).await;
        }
    }

    /// Milliseconds from the start of the navigation to the first paint of text or pictures.
    pub(crate) async fn first_paint_ms(&self) -> f64 {
        let script =
            "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1";
        let painted = self.run(script).await.as_f64().unwrap();
        assert!(painted > 0.0, "nothing was painted");
        painted
    }

    /// Makes pages see a light or a dark system.
    pub(crate) async fn colours(&self, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.devtools("Emulation.setEmulatedMedia", json!({"features": features}))
            .await;
    }

    /// Makes pages see a time zone of the system.
    pub(crate) async fn zone(&self, name: &str) {
        self.devtools("Emulation.setTimezoneOverride", json!({"timezoneId": name}))
            .await;
    }

    /// Runs a script in every page before its own.
    pub(crate) async fn before_every_page(&self, script: &str) {
        self.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": script}),
        )
        .await;
    }

    /// Errors on the console since the last time.
    pub(crate) async fn console_errors(&self) -> Vec<String> {
        let log = self
            .session
            .post("/se/log", json!({"type": "browser"}))
            .await;
        let entries = log.as_array().unwrap().iter();
        let severe = entries.filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].to_string()).collect()
    }

    /// Writes the whole page as a picture to where a person can look.
    pub(crate) async fn picture(&self, name: &str) {
        let asked = json!({"format": "png", "captureBeyondViewport": true});
        let answer = self.devtools("Page.captureScreenshot", asked).await;
        let encoded = answer["data"].as_str().unwrap();
        let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, encoded);
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("dashboard");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), bytes.unwrap()).unwrap();
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let asked = json!({"cmd": command, "params": parameters});
        self.session.post("/goog/cdp/execute", asked).await
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Its group: the driver, and the browser's many processes.
        if let Some(id) = self.driver.id() {
            let group = format!("-{id}");
            let kill = std::process::Command::new("kill")
                .args(["-9", "--", &group])
                .status();
            assert!(kill.is_ok());
        }
    }
}

/// It takes a free port of IPv4 and then wants the same of IPv6, where another may have it: then it ends.
async fn start_driver() -> (Child, SocketAddr) {
    const ATTEMPTS: u32 = 5;
    for _ in 0..ATTEMPTS {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .process_group(0)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver is installed: tests/run does it");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some((_, port)) = line.split_once("successfully on port ") {
                let port: u16 = port.trim_end_matches('.').parse().unwrap();
                return (driver, ([127, 0, 0, 1], port).into());
            }
        }
    }
    panic!("chromedriver ended {ATTEMPTS} times before it had a port");
}

/// A conversation with the driver.
struct Session {
    driver: SocketAddr,
    path: String,
}

impl Session {
    async fn new(driver: SocketAddr, wanted: Value) -> Self {
        let path = String::from("/session");
        let mut session = Self { driver, path };
        let asked = json!({"capabilities": {"alwaysMatch": wanted}});
        let begun = session.post("", asked).await;
        let id = begun["sessionId"].as_str().expect("chromium starts");
        session.path = format!("/session/{id}");
        session
    }

    /// The value of the answer to a command, which must succeed.
    async fn post(&self, command: &str, asked: Value) -> Value {
        let (path, body) = (&self.path, asked.to_string());
        // The driver answers only who calls it by its address.
        let request = format!(
            "POST {path}{command} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
            content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.driver,
            body.len()
        );
        let answer = http::exchange(self.driver, request.as_bytes()).await;
        let answer = answer.expect("chromedriver answers");
        assert_eq!(answer.status, 200, "{body}: {}", answer.text());
        answer.json()["value"].take()
    }
}
