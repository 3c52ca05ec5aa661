//! What people wrote beside the numbers, on a chart over time: a thin line each, and above the plot what they say. Many close
//! together share one flag with their number; the chart's table has them all.

use crate::model::{Millis, Note};
use crate::report::scene::{Area, Scene, Text};
use crate::report::theme::{AXIS, GAP, NOTE};

/// What flags take above a plot.
pub(super) const BAND: f64 = AXIS + 2.0 * GAP;
/// Flags nearer than this become one.
const LEAST: f64 = 80.0;
/// The widest flag.
const MOST: f64 = 340.0;

/// What stands at one place: where its line is, and what it says.
struct Flag {
    x: f64,
    texts: Vec<String>,
}

/// Draws `notes` over `plot`, which shows the time from `first` on, `per_ms` units of width for each millisecond. They are in
/// the order of time.
pub(super) fn draw(
    scene: &mut Scene<'_>,
    plot: Area,
    notes: &[Note],
    (first, per_ms): (Millis, f64),
) {
    let theme = scene.theme;
    let top = plot.y - BAND;
    let place = |at: Millis| {
        let x = plot.x + (at.0 - first.0) as f64 * per_ms;
        x.clamp(plot.x, plot.right())
    };
    let mut flags: Vec<Flag> = Vec::new();
    for note in notes {
        let x = place(note.timestamp);
        if let Some(until) = note.until {
            // A bar along the top: what lasted hides nothing of what is below it.
            let lasted = Area::new(x, plot.y - 3.0, (place(until) - x).max(1.5), 3.0);
            scene.rectangle(lasted, theme.soft());
        }
        scene.rectangle(Area::new(x, top, 1.5, plot.bottom() - top), theme.soft());
        let text = note.text.as_str().to_owned();
        match flags.last_mut() {
            Some(last) if x - last.x < LEAST => last.texts.push(text),
            _ => flags.push(Flag {
                x,
                texts: vec![text],
            }),
        }
    }
    for (index, flag) in flags.iter().enumerate() {
        let text = match flag.texts.as_slice() {
            [one] => one.clone(),
            many => format!("{} notes", many.len()),
        };
        let text = Text::new(text, NOTE, theme.ink());
        let room = match flags.get(index + 1) {
            Some(next) => next.x - flag.x - 2.0 * GAP,
            None => plot.right() - flag.x - GAP,
        };
        // The last one leans to the left where nothing else is there.
        let before = match index {
            0 => plot.x,
            _ => flags[index - 1].x + LEAST + GAP,
        };
        let is_last = index + 1 == flags.len();
        if is_last && scene.width(&text) > room && flag.x - before > room {
            let text = scene.fitted(text, (flag.x - before - GAP).min(MOST));
            scene.text_at_middle(flag.x - GAP, top + AXIS / 2.0, text.end());
            continue;
        }
        let text = scene.fitted(text, room.min(MOST));
        scene.text_at_middle(flag.x + GAP, top + AXIS / 2.0, text);
    }
}
