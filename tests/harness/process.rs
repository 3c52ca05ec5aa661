//! The real `loot`, run as users run it.

use super::http::{self, Answer};
use std::fs::Permissions;
use std::net::SocketAddr;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process::{ExitStatus, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const LOOT: &str = env!("CARGO_BIN_EXE_loot");
/// What takes longer on two busy cores hangs.
const DEADLINE: Duration = Duration::from_secs(120);

/// `loot` with `args`, in a folder of its own, without the caller's settings.
pub(crate) fn loot(args: &[&str]) -> Command {
    with_program(LOOT, args)
}

fn with_program(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).kill_on_drop(true);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LOOT_")) {
        command.env_remove(name);
    }
    // Runs leave files; the working folder is the repository.
    command.env(
        "LOOT_OUTPUTS",
        concat!(env!("CARGO_TARGET_TMPDIR"), "/outputs"),
    );
    command
}

/// Runs `loot` to its end.
pub(crate) async fn run(args: &[&str]) -> Output {
    let output = tokio::time::timeout(DEADLINE, loot(args).output()).await;
    output
        .unwrap_or_else(|_| panic!("loot {args:?} hangs"))
        .unwrap()
}

/// Standard output of a run that must succeed.
pub(crate) async fn stdout_of(args: &[&str]) -> String {
    let output = run(args).await;
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "loot {args:?}: {}\n{complaint}",
        output.status
    );
    String::from_utf8(output.stdout).unwrap()
}

/// What a run shows on a terminal of 80 columns, without its colours.
pub(crate) async fn on_a_terminal(args: &[&str]) -> String {
    let quoted = args.iter().map(|arg| format!("'{arg}'"));
    let line = quoted.collect::<Vec<_>>().join(" ");
    let line = format!("stty cols 80 rows 40; NO_COLOR=1 '{LOOT}' {line}");
    let mut command = Command::new("script");
    command
        .args(["-qec", &line, "/dev/null"])
        .stdin(Stdio::null());
    let output = tokio::time::timeout(DEADLINE, command.output()).await;
    let output = output
        .unwrap_or_else(|_| panic!("loot {args:?} hangs"))
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "loot {args:?}: {shown}");
    shown.replace('\r', "")
}

/// What lets a server have as many connections as the machine allows one process.
pub(crate) const AS_MANY_AS_ALLOWED: &str = "ulimit -S -n $(ulimit -H -n)";

/// As many connections as the machine lets this process have, up to `wanted`.
pub(crate) async fn connections_allowed(wanted: usize) -> usize {
    let mine = std::process::id().to_string();
    let raise = format!("prlimit --pid {mine} --nofile=$(ulimit -H -n):");
    let _ = Command::new("sh").args(["-c", &raise]).status().await;
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let mut lines = limits.lines();
    let open_files = lines.find(|line| line.starts_with("Max open files"));
    let allowed = open_files.unwrap().split_whitespace().nth(3).unwrap();
    wanted.min(allowed.parse().unwrap_or(20_000) - 200)
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// A running `loot serve`; killed in the end.
pub(crate) struct LootServer {
    child: Child,
    pub(crate) address: SocketAddr,
    log: PathBuf,
    _folder: TempDir,
}

impl LootServer {
    /// Starts `loot serve` on a free port and waits until it says where.
    pub(crate) async fn start(database: &str, more: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", database, more).await
    }

    /// As [`start`](Self::start), on an address that is known before.
    pub(crate) async fn start_at(address: &str, database: &str, more: &[&str]) -> Self {
        Self::start_by(LOOT, &[], address, database, more).await
    }

    /// As [`start`](Self::start), run by `sh` after the commands in `before`, such as limits.
    pub(crate) async fn start_after(before: &str, database: &str, more: &[&str]) -> Self {
        let script = format!("{before}\nexec \"$0\" \"$@\"");
        Self::start_by("sh", &["-c", &script, LOOT], "127.0.0.1:0", database, more).await
    }

    /// As [`start`](Self::start), but never as root, whom no permission stops.
    pub(crate) async fn start_unprivileged(database: &str, more: &[&str]) -> Self {
        if !is_root() {
            return Self::start(database, more).await;
        }
        // Others may not be let in where it was built.
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("loot");
        std::fs::copy(LOOT, &program).unwrap();
        for path in [folder.path(), &program] {
            std::fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
        }
        let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];
        let first = [nobody.as_slice(), &[program.to_str().unwrap()]].concat();
        Self::start_by("setpriv", &first, "127.0.0.1:0", database, more).await
    }

    async fn start_by(
        program: &str,
        first: &[&str],
        listen: &str,
        database: &str,
        more: &[&str],
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let args = [
            first,
            &["serve", "--listen", listen, "--database", database],
            more,
        ]
        .concat();
        let mut child = with_program(program, &args)
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = tokio::time::timeout(DEADLINE, lines.next_line()).await;
        let first = first
            .expect("loot serve says nothing")
            .unwrap()
            .unwrap_or_default();
        let address = first
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.split([' ', '/']).next());
        let address = address
            .and_then(|address| address.parse().ok())
            .unwrap_or_else(|| {
                let log = std::fs::read_to_string(&log).unwrap_or_default();
                panic!("loot serve did not say where it listens: {first:?}\n{log}")
            });
        Self {
            child,
            address,
            log,
            _folder: folder,
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// `kill -9`.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Sends a signal, such as `TERM`.
    pub(crate) async fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().await;
        assert!(sent.unwrap().success());
    }

    /// Waits until it has ended.
    pub(crate) async fn ended(mut self) -> (ExitStatus, String) {
        let status = tokio::time::timeout(DEADLINE, self.child.wait()).await;
        (
            status.expect("loot serve does not end").unwrap(),
            self.log(),
        )
    }

    /// Memory it holds, in bytes: without the pages of the program's file, of which a debug build has many.
    pub(crate) fn memory_bytes(&self) -> u64 {
        self.status("RssAnon:")
    }

    /// The most memory it held since [`forget_peak`](Self::forget_peak), counted as by [`memory_bytes`](Self::memory_bytes).
    pub(crate) fn peak_bytes(&self) -> u64 {
        self.status("VmHWM:") - self.status("RssFile:")
    }

    /// Begins to look for the most memory it holds.
    pub(crate) fn forget_peak(&self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.id()), "5").unwrap();
    }

    fn status(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let mut lines = status.lines().filter_map(|line| line.strip_prefix(name));
        let kibibytes = lines.next().unwrap().trim().trim_end_matches(" kB");
        kibibytes.parse::<u64>().unwrap() << 10
    }

    /// `None` when the connection breaks before the answer.
    pub(crate) async fn request(&self, method: &str, path: &str, body: &[u8]) -> Option<Answer> {
        let json = [("content-type", "application/json")];
        http::exchange(self.address, &http::request(method, path, &json, body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.request("GET", path, b"").await.expect("an answer")
    }

    pub(crate) async fn post(&self, path: &str, body: impl AsRef<[u8]>) -> Answer {
        self.request("POST", path, body.as_ref())
            .await
            .expect("an answer")
    }
}
