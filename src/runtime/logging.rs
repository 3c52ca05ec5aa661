//! Log lines on stderr: text for people, JSON for machines.

use std::io::{self, BufWriter, IsTerminal};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Metadata};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{FilterExt, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Context, Filter};
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
        .with(layer.with_filter(levels.and(WorthSaying)))
        .init();
    guard
}

/// Leaves out what is called an error and is none: a connection that arrives while the server stops finds nobody to
/// take it, and is closed as it should be.
struct WorthSaying;

impl<S> Filter<S> for WorthSaying {
    fn enabled(&self, _: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        true
    }

    fn event_enabled(&self, event: &Event<'_>, _: &Context<'_, S>) -> bool {
        if event.metadata().target() != "actix_server::accept" {
            return true;
        }
        let mut message = Message::default();
        event.record(&mut message);
        message.0 != "No workers"
    }
}

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_connection_that_comes_too_late_is_no_error_and_others_are() {
        let written = Written::default();
        let writer = written.clone();
        let layer = fmt::layer().with_writer(move || writer.clone());
        let subscriber = tracing_subscriber::registry().with(layer.with_filter(WorthSaying));
        tracing::subscriber::with_default(subscriber, || {
            tracing::error!(target: "actix_server::accept", "No workers");
            tracing::error!(target: "actix_server::accept", "Error accepting connection");
            tracing::error!("No workers");
        });
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.matches("No workers").count(), 1, "{text}");
        assert!(text.contains("Error accepting connection"), "{text}");
    }
}
