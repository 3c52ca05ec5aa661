//! plotly.js, which draws the dashboard's charts, as the crate `plotly` carries it. Compressed once, when somebody first
//! asks for it, and kept only like that.

use crate::server::error::ApiError;
use crate::server::tagged::hash;
use actix_web::web;
use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::io::{self, Read, Write};
use tokio::sync::OnceCell;

/// The script, once it is needed. Its hash is needed earlier, for its address, and is told faster.
#[derive(Debug, Default)]
pub(in crate::server) struct Plotly {
    hash: OnceCell<String>,
    script: OnceCell<Script>,
}

/// The script as it is sent.
#[derive(Debug)]
pub(in crate::server) struct Script {
    pub(in crate::server) gzip: Bytes,
}

impl Plotly {
    /// The hash of the script's text.
    ///
    /// # Errors
    /// When the crate no longer carries the script in the form we know.
    pub(in crate::server) async fn hash(&self) -> Result<&str, ApiError> {
        let hash = || with_script(hash);
        let hash = self.hash.get_or_try_init(|| elsewhere(hash)).await?;
        Ok(hash)
    }

    /// The script.
    ///
    /// # Errors
    /// When the crate no longer carries it in the form we know.
    pub(in crate::server) async fn script(&self) -> Result<&Script, ApiError> {
        self.script.get_or_try_init(|| elsewhere(Script::new)).await
    }
}

/// Does the work on another thread, so that nobody waits.
async fn elsewhere<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, ApiError> {
    let done = web::block(work).await;
    let done = done
        .map_err(|error| error.to_string())
        .and_then(|done| done);
    done.map_err(|reason| {
        tracing::error!(reason, "plotly.js cannot be served");
        ApiError::Unexpected
    })
}

impl Script {
    fn new() -> Result<Self, String> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let written = with_script(|text| encoder.write_all(text.as_bytes()))?;
        let gzip = written.and_then(|()| encoder.finish());
        Ok(Self {
            gzip: gzip.map_err(|error| error.to_string())?.into(),
        })
    }

    /// For the rare client that takes no gzip.
    pub(in crate::server) fn plain(&self) -> Result<Vec<u8>, ApiError> {
        let mut plain = Vec::new();
        let read: io::Result<_> = GzDecoder::new(&*self.gzip).read_to_end(&mut plain);
        read.map_err(|_| ApiError::Unexpected)?;
        Ok(plain)
    }
}

fn with_script<T>(take: impl FnOnce(&str) -> T) -> Result<T, String> {
    let sources = plotly::Plot::offline_js_sources();
    let text = first_script(&sources).ok_or("the crate gives no script element")?;
    Ok(take(text))
}

/// What stands inside the first script element; the second one is MathJax, which we do not need.
fn first_script(sources: &str) -> Option<&str> {
    let (_, rest) = sources.split_once("<script type=\"text/javascript\">")?;
    let (script, _) = rest.split_once("</script>\n")?;
    Some(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_plotly_whole_and_alone() {
        let script = Script::new().unwrap();
        let plain = String::from_utf8(script.plain().unwrap()).unwrap();
        assert!(plain.starts_with("/**\n* plotly.js v3."), "{:.60}", plain);
        assert!(!plain.contains("MathJax.loader"));
        assert!(plain.len() > 4_000_000, "{}", plain.len());
        assert!(script.gzip.len() < plain.len() / 3);
    }
}
