//! Progress of a long run: a bar on a terminal, otherwise a plain line every few seconds. On stderr.

use crate::model::visible;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const BETWEEN_LINES: Duration = Duration::from_secs(5);
const DRAWINGS_PER_SECOND: u8 = 10;

/// Shared by the threads that make the progress.
pub(crate) struct Progress {
    total: u64,
    done: AtomicU64,
    begun: Instant,
    /// On a terminal.
    bar: Option<ProgressBar>,
    last_line: Mutex<Option<Instant>>,
}

impl Progress {
    /// Progress towards `total` of `unit` (in the plural).
    pub(crate) fn new(total: u64, unit: &'static str) -> Self {
        Self {
            total,
            done: AtomicU64::new(0),
            begun: Instant::now(),
            bar: io::stderr().is_terminal().then(|| bar(total, unit)),
            last_line: Mutex::new(None),
        }
    }

    /// `n` more are done.
    pub(crate) fn add(&self, n: u64) {
        let done = self.done.fetch_add(n, Ordering::Relaxed) + n;
        match &self.bar {
            Some(bar) => bar.set_position(done),
            None if self.begun.elapsed() >= BETWEEN_LINES && self.may_print() => {
                let line = plain_line(done, self.total, self.begun.elapsed());
                anstream::eprintln!("  {line}");
            }
            None => {}
        }
    }

    /// Says why it is not going on at the moment.
    pub(crate) fn waiting(&self, why: &str) {
        if !self.may_print() {
            return;
        }
        let why = visible(why);
        match &self.bar {
            Some(bar) => bar.println(format!("  waiting: {why}")),
            None => anstream::eprintln!("  waiting: {why}"),
        }
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Lets one line pass every few seconds.
    fn may_print(&self) -> bool {
        let mut last = self
            .last_line
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let may = last.is_none_or(|last| last.elapsed() >= BETWEEN_LINES);
        if may {
            *last = Some(Instant::now());
        }
        may
    }
}

fn bar(total: u64, unit: &'static str) -> ProgressBar {
    let rate = |state: &ProgressState, text: &mut dyn Write| {
        let _ = write!(text, "{}/s", HumanCount(state.per_sec() as u64));
    };
    let template =
        format!("  {{wide_bar}} {{human_pos}}/{{human_len}} {unit}, {{rate}}, {{eta}} left");
    let style = ProgressStyle::with_template(&template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rate", rate)
        .progress_chars("━╸─");
    let target = ProgressDrawTarget::stderr_with_hz(DRAWINGS_PER_SECOND);
    ProgressBar::with_draw_target(Some(total), target).with_style(style)
}

fn plain_line(done: u64, total: u64, elapsed: Duration) -> String {
    let per_second = done as f64 / elapsed.as_secs_f64().max(0.001);
    let left = total.saturating_sub(done) as f64 / per_second.max(0.001);
    format!(
        "{} of {} ({:.0} %), {}/s, {left:.0} s left",
        HumanCount(done),
        HumanCount(total),
        100.0 * done as f64 / total.max(1) as f64,
        HumanCount(per_second as u64),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_line_tells_share_rate_and_rest() {
        assert_eq!(
            plain_line(1_000, 4_000, Duration::from_secs(2)),
            "1,000 of 4,000 (25 %), 500/s, 6 s left"
        );
        assert!(plain_line(0, 0, Duration::ZERO).starts_with("0 of 0"));
    }

    #[test]
    fn the_template_is_valid() {
        let template = "  {wide_bar} {human_pos}/{human_len} x, {rate}, {eta} left";
        assert!(ProgressStyle::with_template(template).is_ok());
    }
}
