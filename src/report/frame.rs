//! The frame of every picture: heading, title, what it says, notes, where it is from.

use super::format::Format;
use super::scene::{Area, Scene, Text};
use super::text::Weight;
use super::theme::{GAP, HEIGHT, KICKER, MARGIN, NOTE, SUBTITLE, TITLE, WIDTH};
use crate::model::visible;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What is the same on all pictures of a run.
#[derive(Debug, Clone, Default)]
pub struct Caption {
    /// A heading of the user's.
    pub heading: Option<String>,
    /// Where the numbers are from, and of when.
    pub source: String,
    /// What was asked for, such as `game mode solo`; empty for everything.
    pub filter: String,
    /// Whether heading, title and what it says stand beside the picture, and not in it.
    pub is_beside: bool,
}

/// What one picture says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Headline {
    /// Its subject and its finding, in a few words.
    pub title: String,
    /// A sentence or two more.
    pub said: String,
}

impl Headline {
    pub(super) fn new(title: impl Into<String>, said: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            said: said.into(),
        }
    }
}

const LINE: f64 = 1.35;

/// An item's name as a part of a sentence: its middle is left out where it takes more than 28 columns of a terminal.
pub(super) fn name_in_sentence(name: &str) -> String {
    const HALF: usize = 14;
    let name: &str = &visible(name);
    if name.width() <= 2 * HALF {
        return name.to_owned();
    }
    let mut short = String::new();
    let mut columns = 0;
    for character in name.chars() {
        columns += character.width().unwrap_or(0);
        if columns >= HALF {
            break;
        }
        short.push(character);
    }
    let mut columns = 0;
    let tail = name.char_indices().rev().take_while(|(_, character)| {
        columns += character.width().unwrap_or(0);
        columns < HALF
    });
    let tail = tail.last().map_or(name.len(), |(index, _)| index);
    short + "…" + &name[tail..]
}

/// Draws what is around, and returns the area for the marks. `notes` are small print at the bottom.
pub(super) fn draw(
    scene: &mut Scene<'_>,
    headline: &Headline,
    caption: &Caption,
    notes: &[String],
) -> Area {
    let theme = scene.theme;
    let width = WIDTH - 2.0 * MARGIN;
    let mut y = MARGIN - 2.0 * GAP;
    if !caption.is_beside {
        y = draw_headline(scene, headline, caption, y);
    }
    let top = y + 4.0 * GAP;

    let mut bottom = HEIGHT - MARGIN / 2.0;
    let from = [caption.filter.as_str(), caption.source.as_str()];
    let from: Vec<_> = from.into_iter().filter(|part| !part.is_empty()).collect();
    let from = Text::new(from.join("  ·  "), NOTE, theme.soft());
    let from = scene.fitted(from, width);
    scene.text(MARGIN, bottom, from);
    for note in notes.iter().rev() {
        for line in wrapped(scene, note, NOTE, width, 2).into_iter().rev() {
            bottom -= NOTE * LINE;
            scene.text(MARGIN, bottom, Text::new(line, NOTE, theme.soft()));
        }
    }
    bottom -= NOTE + 2.0 * GAP;
    Area::new(MARGIN, top, width, bottom - top)
}

/// Returns where it ends.
fn draw_headline(scene: &mut Scene<'_>, headline: &Headline, caption: &Caption, mut y: f64) -> f64 {
    let theme = scene.theme;
    let width = WIDTH - 2.0 * MARGIN;
    if let Some(heading) = &caption.heading {
        y += KICKER;
        let heading = Text::new(heading, KICKER, theme.accent()).bold();
        let heading = scene.fitted(heading, width);
        scene.text(MARGIN, y, heading);
        y += GAP;
    }
    let mut title = Text::new(&headline.title, TITLE, theme.ink()).bold();
    while scene.width(&title) > width && title.size > TITLE * 0.7 {
        title.size -= 1.0;
    }
    let title = scene.fitted(title, width);
    y += TITLE;
    scene.text(MARGIN, y, title);
    y += GAP / 2.0;
    for line in wrapped(scene, &headline.said, SUBTITLE, width, 2) {
        y += SUBTITLE * LINE;
        scene.text(MARGIN, y, Text::new(line, SUBTITLE, theme.soft()));
    }
    y
}

/// `text` in lines no wider than `width`; what does not fit into `most` lines is cut with an ellipsis.
pub(super) fn wrapped(
    scene: &Scene<'_>,
    text: &str,
    size: f64,
    width: f64,
    most: usize,
) -> Vec<String> {
    let text = visible(text);
    let fits = |line: &str| scene.fonts.width(line, size, Weight::Regular) <= width;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        if let Some(last) = lines.last_mut()
            && (fits(&format!("{last} {word}")) || lines.len() == most)
        {
            let last = lines.len() - 1;
            lines[last] = format!("{} {word}", lines[last]);
            continue;
        }
        lines.push(word.to_owned());
    }
    for line in &mut lines {
        *line = scene.fonts.elided(line, size, Weight::Regular, width);
    }
    lines
}

/// The note that explains boxes with codes, where there are any.
pub(super) fn missing_glyphs<'n>(
    scene: &Scene<'_>,
    mut names: impl Iterator<Item = &'n str>,
) -> Option<String> {
    let boxes =
        scene.format == Format::Png && names.any(|name| !scene.fonts.covers(&visible(name)));
    boxes.then(|| {
        "A box holds the code of a character that the font lacks; --font FILE adds another font, an SVG needs none."
            .to_owned()
    })
}
