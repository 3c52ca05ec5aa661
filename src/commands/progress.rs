//! Progress of a long run: a bar on a terminal, otherwise a plain line every few seconds. On stderr.

use crate::model::{counted, visible};
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const BETWEEN_LINES: Duration = Duration::from_secs(5);
/// What is live does not end: a line of it from time to time.
const BETWEEN_LIVE_LINES: Duration = Duration::from_secs(60);
const DRAWINGS_PER_SECOND: u8 = 10;
const HOURS_A_DAY: u64 = 24;

/// Shared by the threads that make the progress.
pub(crate) struct Progress {
    total: u64,
    /// How many days the total is, where it is hours of them.
    days: Option<u64>,
    done: AtomicU64,
    sheets: AtomicU64,
    recent: Mutex<Recent>,
    begun: Instant,
    /// On a terminal.
    bar: Option<ProgressBar>,
    last_line: Mutex<Option<Instant>>,
}

/// The rate of late: a feed is slow when it is live, however quickly the days before it went.
struct Recent {
    since: Instant,
    sheets: u64,
    per_second: Option<f64>,
}

impl Progress {
    /// Progress towards `total` of `unit` (in the plural).
    pub(crate) fn new(total: u64, unit: &'static str) -> Self {
        let template =
            format!("  {{wide_bar}} {{human_pos}}/{{human_len}} {unit}, {{rate}}, {{eta}} left");
        Self::shown(total, None, &template)
    }

    /// Progress through `days`: [`add`](Self::add) takes their hours, [`sent`](Self::sent) the sheets. What comes after them is
    /// live.
    pub(crate) fn of_days(days: u32) -> Self {
        let days = u64::from(days);
        Self::shown(days * HOURS_A_DAY, Some(days), "  {wide_bar} {msg}")
    }

    fn shown(total: u64, days: Option<u64>, template: &str) -> Self {
        let begun = Instant::now();
        Self {
            total,
            days,
            done: AtomicU64::new(0),
            sheets: AtomicU64::new(0),
            recent: Mutex::new(Recent {
                since: begun,
                sheets: 0,
                per_second: None,
            }),
            begun,
            bar: io::stderr().is_terminal().then(|| bar(total, template)),
            last_line: Mutex::new(None),
        }
    }

    /// `n` more are done.
    pub(crate) fn add(&self, n: u64) {
        self.done.fetch_add(n, Ordering::Relaxed);
        self.tell();
    }

    /// So many more sheets were sent.
    pub(crate) fn sent(&self, sheets: u64) {
        self.sheets.fetch_add(sheets, Ordering::Relaxed);
        self.tell();
    }

    fn tell(&self) {
        let done = self.done.load(Ordering::Relaxed);
        match &self.bar {
            Some(bar) => {
                bar.set_position(done);
                if let Some(days) = self.days {
                    bar.set_message(self.of_the_days(done, days));
                }
            }
            None if self.begun.elapsed() >= BETWEEN_LINES && self.may_print() => {
                let line = match self.days {
                    Some(days) => self.of_the_days(done, days),
                    None => plain_line(done, self.total, self.begun.elapsed()),
                };
                anstream::eprintln!("  {line}");
            }
            None => {}
        }
    }

    fn of_the_days(&self, hours: u64, days: u64) -> String {
        let sheets = self.sheets.load(Ordering::Relaxed);
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = recent.since.elapsed().as_secs_f64();
        let measured = (sheets - recent.sheets) as f64 / seconds.max(0.001);
        let per_second = recent.per_second.unwrap_or(measured);
        if seconds >= 1.0 {
            *recent = Recent {
                since: Instant::now(),
                sheets,
                per_second: Some(measured),
            };
        }
        day_line((hours, days), sheets, per_second)
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
        let is_live = self.days.is_some() && self.done.load(Ordering::Relaxed) >= self.total;
        let pause = match is_live {
            true => BETWEEN_LIVE_LINES,
            false => BETWEEN_LINES,
        };
        let may = last.is_none_or(|last| last.elapsed() >= pause);
        if may {
            *last = Some(Instant::now());
        }
        may
    }
}

fn bar(total: u64, template: &str) -> ProgressBar {
    let rate = |state: &ProgressState, text: &mut dyn Write| {
        let _ = write!(text, "{}/s", HumanCount(state.per_sec() as u64));
    };
    let style = ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rate", rate)
        .progress_chars("━╸─");
    let target = ProgressDrawTarget::stderr_with_hz(DRAWINGS_PER_SECOND);
    ProgressBar::with_draw_target(Some(total), target).with_style(style)
}

/// After so many hours of the days.
fn day_line((hours, days): (u64, u64), sheets: u64, per_second: f64) -> String {
    let when = match hours / HOURS_A_DAY {
        past if past >= days => "live".to_owned(),
        past => format!("day {} of {days}", past + 1),
    };
    // A feed may be slower than one in a second.
    let rate = match per_second {
        slow if slow < 10.0 => format!("{slow:.1}"),
        fast => HumanCount(fast as u64).to_string(),
    };
    format!("{when} · {} · {rate}/s", counted(sheets, "sheet", "sheets"))
}

fn plain_line(done: u64, total: u64, elapsed: Duration) -> String {
    let per_second = done as f64 / elapsed.as_secs_f64().max(0.001);
    let left = total.saturating_sub(done) as f64 / per_second.max(0.001);
    format!(
        "{} of {} ({:.0}%), {}/s, {left:.0} s left",
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
            "1,000 of 4,000 (25%), 500/s, 6 s left"
        );
        assert!(plain_line(0, 0, Duration::ZERO).starts_with("0 of 0"));
    }

    #[test]
    fn days_tell_which_one_how_many_sheets_and_how_fast() {
        assert_eq!(
            day_line((71, 14), 1_204, 17.4),
            "day 3 of 14 · 1,204 sheets · 17/s"
        );
        assert_eq!(day_line((0, 14), 1, 0.0), "day 1 of 14 · 1 sheet · 0.0/s");
        assert_eq!(
            day_line((336, 14), 9_000, 0.25),
            "live · 9,000 sheets · 0.2/s"
        );
    }

    #[test]
    fn the_template_is_valid() {
        let template = "  {wide_bar} {human_pos}/{human_len} x, {rate}, {eta} left";
        assert!(ProgressStyle::with_template(template).is_ok());
    }
}
