//! A reverse proxy: Debian's nginx (`tests/run` installs it), in a folder of its own.

use super::waiting::until;
use std::net::{SocketAddr, TcpListener};
use std::process::Stdio;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// A running nginx; killed in the end.
pub(crate) struct Nginx {
    pub(crate) address: SocketAddr,
    _process: Child,
    _folder: TempDir,
}

impl Nginx {
    /// With a `location` block, or several.
    pub(crate) async fn start(locations: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
        let address = address.unwrap();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {kind};\n"))
            .concat();
        // One process, so that killing it ends all of it.
        let configuration = format!(
            "daemon off; master_process off; pid nginx.pid; error_log stderr;
            events {{ worker_connections 256; }}
            http {{
                access_log off; {temporary}
                map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
                server {{ listen {address}; {locations} }}
            }}"
        );
        std::fs::write(folder.path().join("nginx.conf"), configuration).unwrap();
        let folder_path = folder.path().to_str().unwrap();
        let process = Command::new("/usr/sbin/nginx")
            .args(["-p", folder_path, "-c", "nginx.conf", "-e", "stderr"])
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("nginx is installed: tests/run does it");
        until("nginx listens", async || {
            TcpStream::connect(address).await.is_ok()
        })
        .await;
        Self {
            address,
            _process: process,
            _folder: folder,
        }
    }
}
