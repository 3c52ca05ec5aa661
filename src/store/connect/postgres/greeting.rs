//! The first words of what listens where a PostgreSQL should be. sqlx makes room for a message of whatever size it is
//! announced, up to 4 GiB and before anybody has logged in; so one connection looks at the first announcement alone.
//!
//! It cannot look into TLS, and does not see what a server says on later connections.

use crate::store::connect::timeouts::LOCK_TIMEOUT;
use crate::store::error::StoreError;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Far above what a server says before somebody has logged in.
const MOST_BYTES: u32 = 1 << 20;
/// The protocol's numbers: a wish for TLS, and version 3.0.
const SSL_REQUEST: u32 = 80_877_103;
const VERSION: u32 = 196_608;

/// Fails when it is no PostgreSQL. What cannot be reached is left to who connects.
pub(in crate::store) async fn require_postgres(
    options: &PgConnectOptions,
) -> Result<(), StoreError> {
    let first = timeout(LOCK_TIMEOUT, first_message(options)).await;
    let Ok(Ok(Some((kind, bytes)))) = first else {
        return Ok(());
    };
    // Authentication, an error, a notice, a version.
    if b"RENv".contains(&kind) && bytes <= MOST_BYTES {
        return Ok(());
    }
    Err(StoreError::Unsuitable(format!(
        "what listens at {}:{} is no PostgreSQL: its first message is of kind {:?} and would have {bytes} bytes",
        options.get_host(),
        options.get_port(),
        char::from(kind)
    )))
}

/// Its kind and length; `None` where it is encrypted.
async fn first_message(options: &PgConnectOptions) -> std::io::Result<Option<(u8, u32)>> {
    let (host, port) = (options.get_host(), options.get_port());
    #[cfg(unix)]
    {
        let folder = options.get_socket().map(|path| path.display().to_string());
        let folder = folder.or_else(|| host.starts_with('/').then(|| host.to_owned()));
        if let Some(folder) = folder {
            let socket = format!("{folder}/.s.PGSQL.{port}");
            let stream = tokio::net::UnixStream::connect(socket).await?;
            return greet(stream, options).await.map(Some);
        }
    }
    let mut stream = TcpStream::connect((host, port)).await?;
    if !matches!(
        options.get_ssl_mode(),
        PgSslMode::Disable | PgSslMode::Allow
    ) {
        let wish = [8_u32.to_be_bytes(), SSL_REQUEST.to_be_bytes()];
        stream.write_all(wish.as_flattened()).await?;
        match stream.read_u8().await? {
            b'S' => return Ok(None),
            b'N' => {}
            kind => return Ok(Some((kind, stream.read_u32().await?))),
        }
    }
    greet(stream, options).await.map(Some)
}

async fn greet(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    options: &PgConnectOptions,
) -> std::io::Result<(u8, u32)> {
    let user = options.get_username();
    let database = options.get_database().unwrap_or(user);
    let mut greeting = VERSION.to_be_bytes().to_vec();
    for word in ["user", user, "database", database, ""] {
        greeting.extend(word.as_bytes());
        greeting.push(0);
    }
    let bytes = greeting.len() as u32 + 4;
    stream.write_all(&bytes.to_be_bytes()).await?;
    stream.write_all(&greeting).await?;
    Ok((stream.read_u8().await?, stream.read_u32().await?))
}
