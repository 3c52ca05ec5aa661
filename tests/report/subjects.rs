//! Charts of made-up games: an ordinary one, and those that break layouts.

use loot::analytics::{CellMap, Field, FieldKind, MoneySums, MoneyWay, Timeline};
use loot::model::{
    AnnotationText, Colour, Coverage, Distribution, Distributions, GROUPS, Grid, GridRequest,
    GridResolution, HeatGrid, ItemActivity, ItemKind, ItemPoint, Millis, MoneyFlow, Note, Position,
    Quality, Totals, Zone,
};
use loot::report::{
    Caption, CellMapChart, Chart, Comparison, Dashboard, DensityMap, EconomyChart, FieldsChart,
    FieldsOf, Ground, ItemColours, ItemDistribution, LootTotals, Made, Scope, TimeSeries,
    UniformityMap,
};
use std::collections::BTreeMap;

/// A chart with a name for messages.
pub(crate) type Subject = (String, Box<dyn Chart>);

/// A game of which everything is drawn.
pub(crate) struct Game {
    pub(crate) name: &'static str,
    pub(crate) items: Vec<(String, u64)>,
    /// Locations of the first item.
    pub(crate) places: Vec<(f64, f64)>,
}

/// Items with falling counts.
pub(crate) fn ordinary() -> Game {
    let items = ["rubber_duck", "medkit", "gold_coin", "shield", "axe"];
    let counts = [400, 200, 100, 50, 25];
    Game {
        name: "ordinary",
        items: items.map(str::to_owned).into_iter().zip(counts).collect(),
        places: places(400, |k, a, b| match k % 3 {
            0 => (100.0 * a, 100.0 * b),
            _ => (25.0 + 8.0 * a, 65.0 + 8.0 * b),
        }),
    }
}

/// Everything the brief of the charts calls hard.
pub(crate) fn hard() -> Vec<Game> {
    let named = |name: &str, n| (name.to_owned(), n);
    let anywhere = |k: u32, a: f64, b: f64| {
        let _ = k;
        (100.0 * a, 100.0 * b)
    };
    vec![
        Game {
            name: "one item, one unit, one point",
            items: vec![named("rubber_duck", 1)],
            places: vec![(12.0, 34.0)],
        },
        Game {
            name: "sixty items",
            items: (0..60)
                .map(|k| (format!("item_{k:02}"), 1_000 - k))
                .collect(),
            places: places(500, anywhere),
        },
        Game {
            name: "long, foreign and hostile names",
            items: vec![
                named(&"W".repeat(64), 900),
                named(&"黄".repeat(64), 800),
                named("🦆🦆 duck", 700),
                named("سيف ذهبي", 600),
                named("<b>&\"quoted\"'</b>", 500),
                named(&"i".repeat(64), 400),
            ],
            places: places(500, anywhere),
        },
        Game {
            name: "names that are not seen, or are no XML",
            items: vec![
                named("exe\u{202e}gnp.\u{fffe}", 900),
                named("\u{200b}\u{feff}", 800),
                named("\u{301}\u{302}", 700),
                named("👩\u{200d}🚀 ]]> \u{1ffff}", 600),
            ],
            places: places(500, anywhere),
        },
        Game {
            name: "nothing, one and a trillion",
            items: vec![
                named("zero", 0),
                named("one", 1),
                named("huge", 1_000_000_000_000),
            ],
            places: places(200, anywhere),
        },
        Game {
            name: "all on one spot",
            items: vec![named("rubber_duck", 900)],
            places: vec![(5.0, 5.0); 900],
        },
        Game {
            name: "far and negative",
            items: vec![named("rubber_duck", 500)],
            places: places(500, |_, a, b| (-1e9 * a, 1e9 - 1e8 * b)),
        },
        Game {
            name: "small differences of large coordinates",
            items: vec![named("rubber_duck", 500)],
            places: places(500, |_, a, b| (1e7 + 9.0 * a, -2e7 - 7.0 * b)),
        },
        Game {
            name: "one wide, ten thousand high",
            items: vec![named("rubber_duck", 500)],
            places: places(500, |_, a, b| (a, 10_000.0 * b)),
        },
        Game {
            name: "ten thousand wide, one high",
            items: vec![named("rubber_duck", 500)],
            places: places(500, |_, a, b| (10_000.0 * a, b)),
        },
        Game {
            name: "four times as wide as high",
            items: vec![named("rubber_duck", 3_000)],
            places: places(3_000, |k, a, b| match k % 3 {
                0 => (400.0 * a, 100.0 * b),
                1 => (90.0 + 20.0 * a, 20.0 + 20.0 * b),
                _ => (300.0 + 20.0 * a, 70.0 + 20.0 * b),
            }),
        },
        Game {
            name: "four times as high as wide",
            items: vec![named("rubber_duck", 3_000)],
            places: places(3_000, |k, a, b| match k % 3 {
                0 => (100.0 * a, 400.0 * b),
                1 => (20.0 + 20.0 * a, 90.0 + 20.0 * b),
                _ => (70.0 + 20.0 * a, 300.0 + 20.0 * b),
            }),
        },
        Game {
            name: "on a line",
            items: vec![named("rubber_duck", 500)],
            places: places(500, |_, a, _| (100.0 * a, 100.0 * a)),
        },
    ]
}

/// Locations from two numbers of 0–1 each, the same on every run.
fn places(n: u32, place: impl Fn(u32, f64, f64) -> (f64, f64)) -> Vec<(f64, f64)> {
    let mut state = 20_260_131_u64;
    let mut unit = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1_u64 << 31) as f64
    };
    (0..n).map(|k| place(k, unit(), unit())).collect()
}

impl Game {
    pub(crate) fn kinds(&self) -> Vec<(ItemKind, u64)> {
        let items = self.items.iter();
        let kind = |(name, n): &(String, u64)| (ItemKind::parse(name).unwrap(), *n);
        items.map(kind).collect()
    }

    pub(crate) fn colours(&self) -> ItemColours {
        let kinds = self.kinds().into_iter().zip(0..);
        ItemColours(
            kinds
                .map(|((kind, _), slot)| (kind, Colour::of_slot(slot)))
                .collect(),
        )
    }

    pub(crate) fn cells(&self, bins: u32) -> CellMap {
        let mut heat = HeatGrid::default();
        // Each found by another player.
        let places = self.places.iter().zip((0..GROUPS as u8).cycle());
        heat.add(places.map(|((x, y), group)| (Position::new(*x, *y).unwrap(), 1, group)));
        let asked = GridRequest {
            groups: true,
            ..GridRequest::of(GridResolution::Bins(bins))
        };
        let grid: Grid = heat.grid(&asked).unwrap();
        CellMap::occupied(&grid).unwrap().with_surroundings()
    }

    pub(crate) fn distribution(&self) -> ItemDistribution {
        ItemDistribution::new(&self.kinds(), &self.colours()).unwrap()
    }

    /// Half of everything in each of two hours, four hours apart.
    pub(crate) fn over_time(&self, hours: &[i64]) -> LootTotals {
        let mut kinds = self.kinds();
        kinds.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let others = kinds.split_off(kinds.len().min(9));
        let point = |hour: &i64| ItemPoint {
            start: Millis(1_767_225_600_000 + hour * Millis::HOUR),
            units: kinds
                .iter()
                .map(|(_, n)| n / hours.len() as u64 + 1)
                .collect(),
            other: others.iter().map(|(_, n)| n / hours.len() as u64).sum(),
        };
        let activity = ItemActivity {
            items: kinds.iter().map(|(kind, _)| kind.clone()).collect(),
            points: hours.iter().map(point).collect(),
            ..ItemActivity::default()
        };
        LootTotals::new(Timeline::of(activity), &self.colours()).unwrap()
    }

    /// Hours with notes at their beginning, many in one hour, and at the very end.
    pub(crate) fn annotated(&self) -> LootTotals {
        let note = |(text, minutes, lasted): (&str, i64, Option<i64>)| Note {
            timestamp: Millis(1_767_225_600_000 + minutes * Millis::MINUTE),
            until: lasted.map(|m| Millis(1_767_225_600_000 + m * Millis::MINUTE)),
            text: AnnotationText::parse(text).unwrap(),
            link: None,
            annotation_id: None,
        };
        let long =
            "a release with a name that is far longer than there is room for it above a chart";
        let notes = [
            ("before all", -90, None),
            ("event weekend", -30, Some(100)),
            ("release 1.3", 60, None),
            (long, 245, Some(420)),
            ("hotfix", 246, None),
            ("hotfix of the hotfix", 250, None),
            ("測試 & <b>", 420, None),
            ("the last word, said late", 719, None),
            ("after all", 720, None),
        ];
        self.over_time(&[0, 4, 5, 11]).annotated(notes.map(note))
    }

    pub(crate) fn density(&self) -> DensityMap {
        DensityMap::new(self.first(), self.cells(200), &self.cells(20))
    }

    pub(crate) fn raw(&self) -> CellMapChart {
        CellMapChart {
            item: self.first(),
            map: self.cells(20),
            ground: Ground::default(),
        }
    }

    pub(crate) fn evenness(&self, bins: u32) -> UniformityMap {
        let from = "the counts that /api/heatmap answers with".to_owned();
        UniformityMap::new(self.first(), self.cells(bins), from)
    }

    /// Stored less, as much and more than was generated, in turns.
    pub(crate) fn comparison(&self) -> Comparison {
        let stored: BTreeMap<_, _> = self.kinds().into_iter().collect();
        let generated = self.kinds().into_iter().zip(0..);
        let generated =
            generated.map(|((kind, n), k)| (kind, (n + 1 - k % 3 % 2).max(1) - 1 + k % 3));
        let made = Made {
            by: "500 matches × 4 players of scenario classic, seed 7".to_owned(),
            left_out: Some("Of 2,100 uploads 100 repeat a sheet and count once.".to_owned()),
            items: generated.collect(),
        };
        Comparison::new(made, &stored, &self.colours())
    }

    /// Every item is a source and a sink; on nine days more comes in than goes out.
    pub(crate) fn economy(&self) -> EconomyChart {
        let flows = |part: f64| -> Vec<_> {
            let kinds = self.kinds().into_iter();
            kinds
                .map(|(kind, n)| (MoneyFlow::Item(kind), n as f64 * part))
                .collect()
        };
        let mut sums = MoneySums::new(None, Zone::default());
        for day in 0..9 {
            let at = Millis(1_767_225_600_000 + day * Millis::DAY);
            sums.add(at, "ann", Some(3), MoneyWay::In, 100.0);
            sums.add(at, "ben", None, MoneyWay::Out, 40.5);
        }
        let money = sums.summary(Millis(1_767_225_600_000 + 9 * Millis::DAY));
        let flows = [flows(1.0), flows(0.405)];
        let coverage = Coverage::since(Some(Millis(1_767_225_600_000)));
        EconomyChart::new(self.first(), flows, money, coverage).unwrap()
    }

    /// A stat, and a detail of events, with the name of each item.
    pub(crate) fn fields(&self) -> FieldsChart {
        let field = |(name, n): &(String, u64)| Field {
            name: name.clone(),
            kind: match n % 3 {
                0 => FieldKind::Text,
                _ => FieldKind::Number,
            },
            rows: *n,
            min: Some(-1.5),
            mean: Some(*n as f64 / 3.0),
            max: Some(1e9),
            distinct: 1_000,
            more_distinct: true,
        };
        let of = |event_type: Option<&str>| FieldsOf {
            event_type: event_type.map(str::to_owned),
            rows: 1_000,
            fields: self.items.iter().map(field).collect(),
        };
        FieldsChart::new(vec![of(None), of(Some("kill"))]).unwrap()
    }

    pub(crate) fn dashboard(&self) -> Dashboard {
        let total_items: BTreeMap<_, _> = self.kinds().into_iter().collect();
        let totals = Totals {
            total_items,
            total_matches: 1_250_000,
            total_players: 98_765,
            total_stat_sheets: 5_000_000,
            total_events: 12_345_678,
            ..Totals::default()
        };
        let quality = Quality {
            sheets: 5_000_000,
            matches: 1_250_000,
            coverage: Some(0.975),
            sends_places: true,
            completeness: Some(0.912),
            duplicates: 1_234_567,
            rejected: 89,
            incomplete_matches: 31_250,
            sheets_without_locations: 700_000,
            ..Quality::default()
        };
        let spread = |most: u64| Distribution::new((0..most).map(|k| (k, 1 + k * (most - k))));
        let spreads = Distributions {
            units_per_player: spread(15),
            units_per_match: Distribution::new([(1_000_000_000, 5), (2_000_000_000, 9)]),
        };
        let time_series = TimeSeries {
            units: (1..40).collect(),
            width_name: "12 hours",
            notes: vec![0.25, 1.0],
        };
        let scope = Scope {
            time: true,
            mode: true,
        };
        let more = (spreads, quality, time_series, scope);
        Dashboard::new(&totals, &self.kinds(), &self.colours(), more)
    }

    /// All charts of it.
    pub(crate) fn charts(&self) -> Vec<Subject> {
        let charts: Vec<(&str, Box<dyn Chart>)> = vec![
            ("item_distribution", Box::new(self.distribution())),
            ("loot_totals", Box::new(self.over_time(&[0, 4, 5, 11]))),
            ("loot_totals with notes", Box::new(self.annotated())),
            ("loot_totals of one hour", Box::new(self.over_time(&[7]))),
            ("heatmap", Box::new(self.density())),
            ("cells", Box::new(self.raw())),
            ("evenness", Box::new(self.evenness(20))),
            ("evenness of few cells", Box::new(self.evenness(5))),
            ("comparison", Box::new(self.comparison())),
            ("dashboard", Box::new(self.dashboard())),
            ("economy", Box::new(self.economy())),
            ("fields", Box::new(self.fields())),
        ];
        let named = charts.into_iter();
        named
            .map(|(chart, it)| (format!("{chart} of {}", self.name), it))
            .collect()
    }

    fn first(&self) -> String {
        self.items[0].0.clone()
    }
}

pub(crate) fn caption() -> Caption {
    Caption {
        heading: Some("Spring playtest".into()),
        source: "loot 0.1.0  ·  sqlite://loot_telemetry.db  ·  2026-01-31 12:00 UTC".into(),
        filter: "in game mode solo".into(),
        is_beside: false,
    }
}
