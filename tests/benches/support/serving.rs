//! Servers in processes of their own: `loot serve`, and one that only parses.

use actix_web::{App, HttpResponse, HttpServer, web};
use loot::model::{Millis, StatSheet};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// `loot serve` on a free port and a new database.
pub(crate) struct Serving {
    child: Child,
    address: SocketAddr,
    database: String,
    _folder: TempDir,
}

impl Serving {
    /// Starts it on a file of its own, or on `database`.
    pub(crate) fn spawn(database: Option<&str>) -> Self {
        Self::spawn_binary(Path::new(env!("CARGO_BIN_EXE_loot")), database)
    }

    /// Starts this `loot` on a file of its own, or on `database`.
    pub(crate) fn spawn_binary(loot: &Path, database: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("bench.db").display().to_string();
        let database = database.unwrap_or(&file);
        let mut command = Command::new(loot);
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", database]);
        command.stderr(Stdio::null());
        let (child, address) = start(command);
        Self {
            child,
            address,
            database: database.to_owned(),
            _folder: folder,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its database's URL or file.
    pub(crate) fn database(&self) -> &str {
        &self.database
    }

    /// Seconds of processor time it has used; 0 where the system does not say.
    pub(crate) fn processor_seconds(&self) -> f64 {
        const TICKS_PER_SECOND: f64 = 100.0;
        let stat =
            std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // The name in parentheses may hold spaces; user and system time are the 12th and 13th field after it.
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let times = fields.split_whitespace().skip(11).take(2);
        times
            .filter_map(|ticks| ticks.parse::<f64>().ok())
            .sum::<f64>()
            / TICKS_PER_SECOND
    }

    /// The most memory it ever held, in MiB; 0 where the system does not say.
    pub(crate) fn peak_mib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .unwrap_or_default();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM:"))
            .unwrap_or_default();
        line.split_whitespace()
            .nth(1)
            .and_then(|kib| kib.parse::<u64>().ok())
            .unwrap_or(0)
            / 1024
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server with one endpoint that parses a sheet and answers, and stores nothing.
pub(crate) struct ParseOnly {
    child: Child,
    address: SocketAddr,
}

impl ParseOnly {
    pub(crate) const ARGUMENT: &str = "--parse-only";

    pub(crate) fn spawn() -> Self {
        let mut command = Command::new(std::env::current_exe().expect("our own path"));
        command.arg(Self::ARGUMENT);
        let (child, address) = start(command);
        Self { child, address }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What the process started with [`Self::ARGUMENT`] does.
    pub(crate) fn serve() {
        let parse = |body: web::Bytes| async move {
            match StatSheet::parse(&body, Millis(0)) {
                Ok(sheet) => HttpResponse::Created().json(serde_json::json!({
                    "success": true, "message": "Stat sheet received successfully",
                    "id": 17, "timestamp": sheet.timestamp.as_str()
                })),
                Err(faults) => HttpResponse::BadRequest().body(faults.to_string()),
            }
        };
        let server = move || App::new().route("/api/submit", web::post().to(parse));
        actix_web::rt::System::new().block_on(async move {
            let server = HttpServer::new(server).bind("127.0.0.1:0").expect("a port");
            println!("listens on http://{}", server.addrs()[0]);
            server.run().await.expect("serving");
        });
    }
}

impl Drop for ParseOnly {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts it and reads the address from the first line it prints.
fn start(mut command: Command) -> (Child, SocketAddr) {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .expect("starting a server");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output"))
        .read_line(&mut line)
        .expect("its first line");
    let address = line
        .split("http://")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next());
    let address = address.and_then(|address| address.parse().ok());
    (
        child,
        address.unwrap_or_else(|| panic!("no address in {line:?}")),
    )
}
