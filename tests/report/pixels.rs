//! What a reader of the file sees.

use super::subjects::{Game, caption, hard, ordinary};
use loot::model::Colour;
use loot::model::{Extent, Placement, visible_lines};
use loot::pictures::Raster;
use loot::report::{Chart, Fonts, Format, Ground, Mark, Style, Theme, paint};
use std::sync::Arc;

/// A decoded picture.
struct Picture {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

const DPI: u32 = 96;

fn drawn(chart: &dyn Chart, theme: Theme, dpi: u32) -> Picture {
    let fonts = Fonts::new(None).unwrap();
    let style = Style {
        theme,
        fonts: &fonts,
        format: Format::Png,
    };
    decoded(&paint(&chart.draw(&caption(), style), dpi).unwrap())
}

fn decoded(bytes: &[u8]) -> Picture {
    let decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    Picture {
        width: info.width,
        height: info.height,
        pixels,
    }
}

impl Picture {
    fn at(&self, x: u32, y: u32) -> Colour {
        let at = (y * self.width + x) as usize * 3;
        Colour(self.pixels[at], self.pixels[at + 1], self.pixels[at + 2])
    }

    fn count(&self, colour: Colour) -> usize {
        let wanted = [colour.0, colour.1, colour.2];
        self.pixels
            .chunks(3)
            .filter(|pixel| **pixel == wanted)
            .count()
    }

    /// Pixels of `colour` in a row.
    fn longest_run(&self, y: u32, colour: Colour) -> u32 {
        let (mut longest, mut run) = (0, 0);
        for x in 0..self.width {
            run = if self.at(x, y) == colour { run + 1 } else { 0 };
            longest = longest.max(run);
        }
        longest
    }
}

#[test]
fn bars_are_as_long_as_their_counts_and_as_wide_as_each_other() {
    let game = ordinary();
    let picture = drawn(&game.distribution(), Theme::Light, DPI);
    assert_eq!((picture.width, picture.height), (1_600, 1_000));
    let length = |slot: u32| {
        let colour = Colour::of_slot(slot);
        (0..picture.height)
            .map(|y| picture.longest_run(y, colour))
            .max()
            .unwrap()
    };
    let longest = f64::from(length(0));
    assert!(longest > 800.0, "{longest}");
    for (slot, share) in [(1, 0.5), (2, 0.25), (3, 0.125), (4, 0.0625)] {
        let part = f64::from(length(slot)) / longest;
        assert!((part - share).abs() < 0.002, "bar {slot}: {part}");
    }
    let areas: Vec<_> = (0..5)
        .map(|slot| picture.count(Colour::of_slot(slot)) as f64)
        .collect();
    assert!((areas[0] / areas[1] - 2.0).abs() < 0.04, "{areas:?}");
}

#[test]
fn every_picture_has_its_paper_its_text_and_nothing_at_its_edge() {
    for theme in [Theme::Light, Theme::Dark] {
        let paper = drawn(&ordinary().raw(), theme, DPI).at(0, 0);
        for (name, chart) in ordinary().charts() {
            let picture = drawn(chart.as_ref(), theme, DPI);
            for x in 0..picture.width {
                for y in [0, 8, picture.height - 9, picture.height - 1] {
                    assert_eq!(picture.at(x, y), paper, "{name} at {x}, {y}");
                }
            }
            for y in 0..picture.height {
                for x in [0, 16, picture.width - 17, picture.width - 1] {
                    assert_eq!(picture.at(x, y), paper, "{name} at {x}, {y}");
                }
            }
            let filled = picture.count(paper) as f64 / f64::from(picture.width * picture.height);
            assert!((0.1..0.97).contains(&filled), "{name}: {filled}");
            // The title's line has ink, and so has the footer's.
            for lines in [60..110, picture.height - 45..picture.height - 25] {
                let ink = lines.flat_map(|y| (64..700).map(move |x| (x, y)));
                let ink = ink
                    .filter(|(x, y)| picture.at(*x, *y).contrast(paper) > 3.0)
                    .count();
                assert!(ink > 200, "{name}: {ink} pixels of text");
            }
        }
    }
}

#[test]
fn an_item_has_the_same_colour_in_every_picture() {
    let game = ordinary();
    let pictures: [&dyn Chart; 4] = [
        &game.distribution(),
        &game.over_time(&[0, 4]),
        &game.comparison(),
        &game.dashboard(),
    ];
    for chart in pictures {
        let picture = drawn(chart, Theme::Light, DPI);
        for slot in 0..5 {
            let pixels = picture.count(Colour::of_slot(slot));
            assert!(
                pixels > 300,
                "{}: slot {slot}, {pixels}",
                chart.headline().title
            );
        }
    }
}

#[test]
fn twice_the_dots_is_the_same_picture_twice_as_large() {
    let chart = ordinary().dashboard();
    let (one, two) = (
        drawn(&chart, Theme::Light, DPI),
        drawn(&chart, Theme::Light, 2 * DPI),
    );
    assert_eq!((two.width, two.height), (3_200, 2_000));
    for slot in 0..5 {
        let colour = Colour::of_slot(slot);
        let ratio = two.count(colour) as f64 / one.count(colour) as f64;
        assert!((3.6..4.4).contains(&ratio), "slot {slot}: {ratio}");
    }
}

#[test]
fn the_densest_place_of_a_map_is_where_most_was_found() {
    let chart = ordinary().density();
    let picture = drawn(&chart, Theme::Light, DPI);
    let fonts = Fonts::new(None).unwrap();
    let style = Style {
        theme: Theme::Light,
        fonts: &fonts,
        format: Format::Png,
    };
    let scene = chart.draw(&caption(), style);
    let field = scene.marks.iter().find_map(|mark| match mark {
        Mark::Field(field) => Some(field),
        _ => None,
    });
    let area = field.unwrap().area;
    // The map is 100 × 100, and most lies around (29, 69); its badge covers the middle itself.
    let at = |x: f64, y: f64| {
        let across = area.x + area.width * x / 100.0;
        let down = area.y + area.height * (1.0 - y / 100.0);
        picture.at(across as u32, down as u32).luminance()
    };
    assert!(at(29.0, 65.0) > 0.3, "{}", at(29.0, 65.0));
    assert!(at(80.0, 20.0) < 0.1, "{}", at(80.0, 20.0));
}

/// Red and green above, blue and black below, where the made-up games are played.
fn ground(y_down: bool) -> Ground {
    let pixels = [
        [255, 0, 0, 255],
        [0, 255, 0, 255],
        [0, 0, 255, 255],
        [0, 0, 0, 255],
    ];
    let bounds = Extent {
        x_min: 0.0,
        x_max: 100.0,
        y_min: 0.0,
        y_max: 100.0,
    };
    let raster = Arc::new(Raster::new((2, 2), pixels.concat()).unwrap());
    let placement = Placement::covering(bounds, y_down).unwrap();
    Ground {
        y_down,
        picture: Some((raster, placement)),
    }
}

#[test]
fn a_map_and_the_picture_below_it_are_the_same_way_up() {
    let fonts = Fonts::new(None).unwrap();
    let style = Style {
        theme: Theme::Light,
        fonts: &fonts,
        format: Format::Png,
    };
    for y_down in [false, true] {
        let game = ordinary();
        let mut scene = game.density().on(ground(y_down)).draw(&caption(), style);
        let area = scene.marks.iter().find_map(|mark| match mark {
            Mark::Backdrop(backdrop) => Some(backdrop.area),
            _ => None,
        });
        let area = area.expect("there is a picture");
        let field = scene.marks.iter().find_map(|mark| match mark {
            Mark::Field(field) if field.shows_through => Some(field),
            _ => None,
        });
        // Most lies around (29, 69); the lowest row of a field is drawn below.
        let field = field.expect("the picture is seen through the field");
        let fullest = field
            .values
            .iter()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(b.1));
        let row = fullest.unwrap().0 / field.columns;
        let up = row as f64 / field.rows as f64;
        let expected = if y_down { 0.31 } else { 0.69 };
        assert!((up - expected).abs() < 0.05, "{y_down}: {up}");
        scene.marks.retain(|mark| matches!(mark, Mark::Backdrop(_)));
        let picture = decoded(&paint(&scene, DPI).unwrap());
        let at = |across: f64, down: f64| {
            let x = area.x + area.width * across;
            picture.at(x as u32, (area.y + area.height * down) as u32)
        };
        let strongest = |Colour(r, g, b): Colour| [r > g.max(b), g > r.max(b), b > r.max(g)];
        assert_eq!(strongest(at(0.1, 0.1)), [true, false, false]);
        assert_eq!(strongest(at(0.9, 0.1)), [false, true, false]);
        assert_eq!(strongest(at(0.1, 0.9)), [false, false, true]);
        assert!(at(0.9, 0.9).luminance() < 0.1);
    }
}

#[test]
fn a_picture_is_within_an_svg_document() {
    let fonts = Fonts::new(None).unwrap();
    let style = Style {
        theme: Theme::Dark,
        fonts: &fonts,
        format: Format::Svg,
    };
    let game = ordinary();
    let charts: [Box<dyn Chart>; 2] = [
        Box::new(game.density().on(ground(false))),
        Box::new(game.evenness(5).on(ground(true))),
    ];
    for chart in charts {
        let bytes = paint(&chart.draw(&caption(), style), DPI).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let nodes: Vec<_> = document.root_element().children().collect();
        let image = nodes.iter().position(|node| node.has_tag_name("image"));
        let image = image.expect("the picture is there");
        let source = nodes[image].attribute("href").unwrap();
        assert!(source.starts_with("data:image/png;base64,"));
        let title = nodes.iter().position(|node| node.has_tag_name("text"));
        let last = nodes.iter().rposition(|node| node.has_tag_name("text"));
        assert!(title < Some(image) && Some(image) < last);
    }
}

#[test]
fn hard_games_are_painted_without_a_panic_in_both_formats() {
    let fonts = Fonts::new(None).unwrap();
    for game in hard() {
        for (name, chart) in game.charts() {
            for format in [Format::Png, Format::Svg] {
                let style = Style {
                    theme: Theme::Dark,
                    fonts: &fonts,
                    format,
                };
                let bytes = paint(&chart.draw(&caption(), style), 48).unwrap();
                assert!(bytes.len() > 2_000, "{name}: {} bytes", bytes.len());
            }
        }
    }
}

#[test]
fn svg_is_well_formed_and_its_text_is_text() {
    let fonts = Fonts::new(None).unwrap();
    let games: Vec<Game> = hard().into_iter().chain([ordinary()]).collect();
    for game in games {
        for (name, chart) in game.charts() {
            let style = Style {
                theme: Theme::Light,
                fonts: &fonts,
                format: Format::Svg,
            };
            let bytes = paint(&chart.draw(&caption(), style), DPI).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let document =
                roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            // Of all readers of XML, some take what the others refuse: nothing that is no character of XML, nor unseen.
            assert_eq!(visible_lines(&text), text, "{name}");
            let root = document.root_element();
            assert_eq!(
                (root.tag_name().name(), root.attribute("width")),
                ("svg", Some("1600"))
            );
            let texts = root.children().filter(|node| node.has_tag_name("text"));
            let title = texts.filter_map(|node| node.text()).map(str::trim);
            let said = chart.headline().title;
            let mut title = title.filter(|text| *text == said || text.contains('…'));
            assert!(title.next().is_some(), "{name}: {said}");
        }
    }
}
