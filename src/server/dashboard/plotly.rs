//! plotly.js, which draws the dashboard's charts, as the crate `plotly` carries it. Compressed once, when somebody first
//! asks for it, and kept only like that.

use crate::server::error::ApiError;
use actix_web::web;
use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::io::{self, Read, Write};
use tokio::sync::OnceCell;

/// The script, once it is needed.
#[derive(Debug, Default)]
pub(in crate::server) struct Plotly(OnceCell<Script>);

/// The script as it is sent.
#[derive(Debug)]
pub(in crate::server) struct Script {
    pub(in crate::server) gzip: Bytes,
    /// For `ETag`.
    pub(in crate::server) tag: String,
}

impl Plotly {
    /// The script.
    ///
    /// # Errors
    /// When the crate no longer carries it in the form we know.
    pub(in crate::server) async fn script(&self) -> Result<&Script, ApiError> {
        self.0
            .get_or_try_init(|| async {
                let work = web::block(Script::new).await;
                let script = work
                    .map_err(|error| error.to_string())
                    .and_then(|made| made);
                script.map_err(|reason| {
                    tracing::error!(reason, "plotly.js cannot be served");
                    ApiError::Unexpected
                })
            })
            .await
    }
}

impl Script {
    fn new() -> Result<Self, String> {
        let sources = plotly::Plot::offline_js_sources();
        let text = first_script(&sources).ok_or("the crate gives no script element")?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let written = encoder.write_all(text.as_bytes());
        let gzip = written.and_then(|()| encoder.finish());
        Ok(Self {
            tag: super::tag(text),
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
