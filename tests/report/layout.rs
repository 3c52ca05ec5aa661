//! Nothing leaves the picture, no text covers another, whatever is drawn.

use super::subjects::{Game, caption, hard, ordinary};
use loot::report::{Area, Fonts, Format, HEIGHT, Mark, Scene, Style, Text, Theme, WIDTH};

/// Each chart of each game.
fn for_each_scene(mut check: impl FnMut(&str, &Scene<'_>)) {
    let fonts = Fonts::new(None).unwrap();
    let style = Style {
        theme: Theme::Light,
        fonts: &fonts,
        format: Format::Png,
    };
    let games: Vec<Game> = hard().into_iter().chain([ordinary()]).collect();
    for game in games {
        for (name, chart) in game.charts() {
            check(&name, &chart.draw(&caption(), style));
        }
    }
}

fn texts<'s>(scene: &'s Scene<'_>) -> Vec<(Area, &'s Text)> {
    let texts = scene.marks.iter().filter_map(|mark| match mark {
        Mark::Text(at, text) => Some((scene.text_area(*at, text), text)),
        _ => None,
    });
    texts.collect()
}

#[test]
fn no_text_leaves_the_picture() {
    for_each_scene(|name, scene| {
        for (area, text) in texts(scene) {
            let inside = area.x >= 0.0
                && area.y >= 0.0
                && area.x + area.width <= WIDTH
                && area.y + area.height <= HEIGHT;
            assert!(inside, "{name}: {:?} at {area:?}", text.text);
        }
    });
}

#[test]
fn no_text_covers_another() {
    let mut found = Vec::new();
    for_each_scene(|name, scene| {
        let texts = texts(scene);
        for (index, (one, first)) in texts.iter().enumerate() {
            for (other, second) in &texts[index + 1..] {
                let across = (one.x + one.width).min(other.x + other.width) - one.x.max(other.x);
                let down = (one.y + one.height).min(other.y + other.height) - one.y.max(other.y);
                // Rows of letters may come a hair near to each other.
                if across >= 1.0 && down >= 2.0 {
                    let (first, second) = (&first.text, &second.text);
                    found.push(format!(
                        "{name}: {first:?} and {second:?}, {across:.0} × {down:.0}"
                    ));
                }
            }
        }
    });
    assert!(found.is_empty(), "overlapping:\n{}", found.join("\n"));
}

#[test]
fn no_mark_leaves_the_picture_and_every_number_is_finite() {
    for_each_scene(|name, scene| {
        for mark in &scene.marks {
            let points: Vec<(f64, f64)> = match mark {
                Mark::Rectangle(area, _) | Mark::Glass(area, ..) => corners(*area),
                Mark::Backdrop(backdrop) => corners(backdrop.area),
                Mark::Field(field) => {
                    assert!(
                        field.values.iter().all(|v| (0.0..=1.0).contains(v)),
                        "{name}"
                    );
                    corners(field.area)
                }
                Mark::Polygon(points, _) | Mark::Line(points, ..) => points.clone(),
                Mark::Text(at, _) => vec![*at],
            };
            for (x, y) in points {
                let inside = (0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y);
                assert!(inside, "{name}: {x}, {y} of {mark:.200?}");
            }
        }
    });
}

fn corners(area: Area) -> Vec<(f64, f64)> {
    vec![
        (area.x, area.y),
        (area.x + area.width, area.y + area.height),
    ]
}

#[test]
fn names_that_the_font_lacks_are_explained_in_bitmaps_alone() {
    let fonts = Fonts::new(None).unwrap();
    let told = |format, game: &Game| {
        let style = Style {
            theme: Theme::Dark,
            fonts: &fonts,
            format,
        };
        let chart = &game.charts()[0].1;
        let scene = chart.draw(&caption(), style);
        texts(&scene)
            .iter()
            .any(|(_, text)| text.text.starts_with("A box holds"))
    };
    let foreign = &hard()[2];
    assert!(told(Format::Png, foreign) && !told(Format::Svg, foreign));
    assert!(!told(Format::Png, &ordinary()));
}
