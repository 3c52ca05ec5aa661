//! Log lines on stderr: text for people, JSON for machines.

use std::io::{self, BufWriter, IsTerminal};
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// Lines that may wait to be written. When stderr does not take them they wait with everybody who logs: none is lost.
const MAX_WAITING_LINES: usize = 8_192;

/// Sets up logging for the process. `loudness` is 0 for the usual (info), more for more, less for less.
/// Another thread writes, many lines at a time: a system call per line would cost as much as a request.
/// What still waits is written when the guard is dropped.
pub(crate) fn init(loudness: i16, form: Form) -> WorkerGuard {
    // Libraries tell one step less than we do: they know nothing of what an operator wants to know.
    let levels = Targets::new()
        .with_default(level(loudness - 1))
        // Errors of connections, which any client can make.
        .with_target("actix_http", connections(loudness))
        .with_target(env!("CARGO_CRATE_NAME"), level(loudness));
    let (writer, guard) = NonBlockingBuilder::default()
        .lossy(false)
        .buffered_lines_limit(MAX_WAITING_LINES)
        .thread_name("log")
        .finish(BufWriter::new(io::stderr()));
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let layer = fmt::layer().with_writer(writer).with_ansi(colours);
    let layer = match form {
        Form::Text => layer.with_target(false).boxed(),
        Form::Json => layer.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry()
        .with(layer.with_filter(levels))
        .init();
    guard
}

fn connections(loudness: i16) -> LevelFilter {
    match loudness {
        ..=0 => LevelFilter::OFF,
        1.. => level(loudness - 1),
    }
}

fn level(loudness: i16) -> LevelFilter {
    match loudness {
        ..=-2 => LevelFilter::ERROR,
        -1 => LevelFilter::WARN,
        0 => LevelFilter::INFO,
        1 => LevelFilter::DEBUG,
        2.. => LevelFilter::TRACE,
    }
}
