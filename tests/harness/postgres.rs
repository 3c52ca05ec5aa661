//! PostgreSQL servers for tests. One is shared by all test processes of this checkout: the first starts it, and
//! a keeper stops it some seconds after the last has gone. A story that stops its server makes one of its own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/harness/cluster");
/// What the shared server holds need not outlive a power cut.
const FAST: [&str; 3] = [
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
];

/// The shared server's URL, without a database.
pub(crate) fn shared() -> &'static str {
    struct Shared {
        url: String,
        // Held while this process lives: it tells the keeper that somebody is there.
        _user: File,
    }
    static SHARED: OnceLock<Shared> = OnceLock::new();
    let shared = SHARED.get_or_init(|| {
        let locks = Path::new(env!("CARGO_TARGET_TMPDIR")).join("postgres");
        fs::create_dir_all(&locks).unwrap();
        let start = File::create(locks.join("start")).unwrap();
        start.lock().unwrap();
        let user = File::create(locks.join("users")).unwrap();
        user.lock_shared().unwrap();
        Shared {
            url: running(&locks).unwrap_or_else(|| begin(&locks)),
            _user: user,
        }
    });
    &shared.url
}

/// The server that another process has started, if it still runs.
fn running(locks: &Path) -> Option<String> {
    let url = fs::read_to_string(locks.join("url")).ok()?;
    let (_, dir) = url.split_once("host=")?;
    // Of a server that was killed, or of a machine that was, the file stays.
    let pid = fs::read_to_string(Path::new(dir).join("data/postmaster.pid")).ok()?;
    let process = Path::new("/proc").join(pid.lines().next()?.trim());
    let runs =
        fs::read_to_string(process.join("comm")).is_ok_and(|name| name.starts_with("postgres"));
    runs.then_some(url)
}

fn begin(locks: &Path) -> String {
    let dir = new_directory();
    let url = start(dir.path(), &FAST);
    // From here on it is the keeper's.
    let dir = dir.keep();
    fs::write(locks.join("url"), &url).unwrap();
    // Forks and leaves: the keeper outlives this process, and nobody waits for it.
    let keeping = Command::new("setsid")
        .args(["--fork", SCRIPT, "keep"])
        .args([&dir, locks])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(keeping.unwrap().success());
    url
}

/// A program of the newest PostgreSQL that is installed, as the one of `cluster`.
pub(crate) fn tool(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let versions = versions.map(|version| version.unwrap().path());
    let newest = versions.max_by_key(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.parse::<u32>().ok())
    });
    newest.map_or(name.into(), |path| path.join("bin").join(name))
}

/// Not below `target`: a socket's path has at most 107 bytes, and the server's user may not be let in there.
fn new_directory() -> TempDir {
    tempfile::Builder::new()
        .prefix("loot-postgres-")
        .tempdir()
        .unwrap()
}

fn start(dir: &Path, settings: &[&str]) -> String {
    let output = Command::new(SCRIPT)
        .arg("start")
        .arg(dir)
        .args(settings)
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "PostgreSQL did not start: {complaint}"
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A server of one story's own, durable, to be stopped and started; removed in the end.
pub(crate) struct OwnServer {
    dir: PathBuf,
    url: String,
}

impl OwnServer {
    pub(crate) fn start() -> Self {
        let dir = new_directory();
        let url = start(dir.path(), &[]);
        Self {
            dir: dir.keep(),
            url,
        }
    }

    /// Its URL with its one database.
    pub(crate) fn url(&self) -> String {
        self.url.replace("localhost", "localhost/postgres")
    }

    /// Ends it without regard for those who are connected.
    pub(crate) fn stop(&self) {
        let status = Command::new(SCRIPT)
            .arg("stop")
            .arg(&self.dir)
            .arg("fast")
            .status();
        assert!(status.unwrap().success());
    }

    pub(crate) fn start_again(&self) {
        start(&self.dir, &[]);
    }

    /// Starts it again as a replica, of nobody: it can only be read.
    pub(crate) fn start_as_replica(&self) {
        fs::write(self.dir.join("data/standby.signal"), "").unwrap();
        self.start_again();
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        let _ = Command::new(SCRIPT).arg("remove").arg(&self.dir).status();
    }
}

/// Debian's PgBouncer before the shared server; ended with the story.
pub(crate) struct Bouncer {
    process: Child,
    dir: TempDir,
}

impl Bouncer {
    /// Starts one of this `pool_mode`.
    pub(crate) fn start(pool_mode: &str) -> Self {
        let (_, postgres) = shared().split_once("host=").unwrap();
        let dir = new_directory();
        let process = Command::new(SCRIPT)
            .arg("bouncer")
            .arg(dir.path())
            .args([postgres, pool_mode])
            .spawn()
            .unwrap();
        let socket = dir.path().join(".s.PGSQL.6432");
        let deadline = Instant::now() + Duration::from_secs(30);
        while !socket.exists() {
            assert!(Instant::now() < deadline, "PgBouncer did not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { process, dir }
    }

    /// The address of a database of the shared server, whose own address is `url`, through it.
    pub(crate) fn url(&self, url: &str, more: &str) -> String {
        let (before, _) = url.split_once("?host=").unwrap();
        let before = before.replace("@localhost/", "@localhost:6432/");
        format!("{before}?host={}{more}", self.dir.path().display())
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
