//! Opens a database that is there already.

use crate::commands::source::SourceArgs;
use crate::store::{self, Reader, Writer};
use anyhow::Context;

/// To look at maps.
pub(super) async fn open_to_read(source: &SourceArgs) -> anyhow::Result<Reader> {
    let reader = store::open_read_only(&source.database).await;
    reader.with_context(|| opening(source))
}

/// To change maps; none is made for one.
pub(super) async fn open_to_write(source: &SourceArgs) -> anyhow::Result<(Reader, Writer)> {
    open_to_read(source).await?.close().await;
    let opened = store::open(&source.database).await;
    opened.with_context(|| opening(source))
}

fn opening(source: &SourceArgs) -> String {
    format!("opening database {}", store::shown(&source.database))
}
