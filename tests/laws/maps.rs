//! Things lie where the map says, and nobody walks faster than the map allows.

use crate::fixtures::rolls::SeededRolls;
use loot::simulator::CatalogueItem;
use loot::simulator::maps::{Map, Maps, MapsWire, Rectangle, Walk};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const PLACES: usize = 100_000;
const CELLS: usize = 25;

/// Origin away from zero, sides that differ, every shape; `duck` favours some, `medkit` follows the areas.
fn island() -> Value {
    json!({"island": {
        "origin": [-500.0, 200.0],
        "size": [1000.0, 600.0],
        "areas": [
            {"name": "harbor", "weight": 3.0, "point": {"at": [-450.0, 230.0], "spread": 80.0}},
            {"name": "plaza", "weight": 2.0, "disc": {"center": [0.0, 500.0], "radius": 130.0}},
            {"name": "woods", "polygon": [
                [100.0, 250.0], [450.0, 230.0], [300.0, 420.0], [460.0, 700.0], [200.0, 600.0], [240.0, 400.0]
            ]},
            {"name": "road", "line": {"points": [[-400.0, 700.0], [100.0, 760.0], [400.0, 500.0]], "width": 30.0}},
            {"name": "field", "rectangle": {"from": [-300.0, 300.0], "to": [-150.0, 480.0]}},
            {"name": "anywhere", "weight": 0.0, "everywhere": true}
        ],
        "items": {"duck": {"woods": 5.0, "anywhere": 1.0}},
        "movement": {"speed": 6.0}
    }})
}

fn parse(maps: Value) -> Maps {
    let wire: MapsWire = serde_json::from_value(maps).unwrap();
    let items = ["duck", "medkit"].map(|name| CatalogueItem {
        name: name.to_owned(),
        rarity: None,
    });
    Maps::parse(&wire, &items).unwrap()
}

/// How far the places of an item are from its exact grid: (χ² − degrees of freedom) in standard deviations.
fn chi_square(map: &Map, item: usize) -> f64 {
    let grid = map.grid(item, CELLS, CELLS);
    let total: f64 = grid.iter().flatten().sum();
    assert!((total - 1.0).abs() < 1e-9, "the cells add up to {total}");
    let all = map.bounds();
    let mut counts = vec![vec![0.0; CELLS]; CELLS];
    let mut rolls = SeededRolls::new(11);
    for _ in 0..PLACES {
        let (_, place) = map.place(item, &mut rolls);
        let column = (place.x() - all.x_min) / all.width() * CELLS as f64;
        let row = (place.y() - all.y_min) / all.height() * CELLS as f64;
        counts[row as usize][column as usize] += 1.0;
    }
    // Cells where few are expected count as one.
    let (mut square, mut freedom) = (0.0, -1.0);
    let (mut few_expected, mut few_counted) = (0.0, 0.0);
    for (chance, count) in grid.iter().flatten().zip(counts.iter().flatten()) {
        let expected = chance * PLACES as f64;
        if expected < 5.0 {
            few_expected += expected;
            few_counted += count;
        } else {
            square += (count - expected) * (count - expected) / expected;
            freedom += 1.0;
        }
    }
    if few_expected < 1e-6 {
        assert_eq!(few_counted, 0.0, "things lie where nothing can");
    } else {
        square +=
            (few_counted - few_expected) * (few_counted - few_expected) / few_expected.max(1.0);
        freedom += 1.0;
    }
    let freedom: f64 = freedom;
    (square - freedom) / (2.0 * freedom).sqrt()
}

#[test]
fn things_lie_by_the_exact_law_of_their_map() {
    let maps = parse(island());
    let map = maps.get(maps.find("island").unwrap());
    for item in [0, 1] {
        let off = chi_square(map, item);
        assert!(off < 4.0, "item {item}: {off}");
    }
    assert_eq!(
        map.area_chances(0),
        [0.0, 0.0, 5.0 / 6.0, 0.0, 0.0, 1.0 / 6.0]
    );
}

#[test]
fn each_shape_alone_has_its_law() {
    let areas = island()["island"]["areas"].as_array().unwrap().clone();
    for mut area in areas {
        area["weight"] = json!(1.0);
        let mut one = island();
        one["island"]["items"] = json!({});
        one["island"]["areas"] = json!([area]);
        let maps = parse(one);
        let off = chi_square(maps.iter().next().unwrap(), 1);
        assert!(off < 4.0, "{area}: {off}");
    }
}

/// The density, summed over small squares, is the probability of the large one.
#[test]
fn the_density_is_what_probabilities_are_made_of() {
    let maps = parse(island());
    let map = maps.iter().next().unwrap();
    for (x, y) in [
        (-450.0, 230.0),
        (-60.0, 560.0),
        (250.0, 350.0),
        (90.0, 740.0),
        (-200.0, 400.0),
    ] {
        let square = Rectangle {
            x_min: x,
            y_min: y,
            x_max: x + 40.0,
            y_max: y + 40.0,
        };
        let step = 0.1;
        let mut sum = 0.0;
        for row in 0..400 {
            for column in 0..400 {
                let (dx, dy) = (f64::from(column) + 0.5, f64::from(row) + 0.5);
                sum += map.density(1, x + dx * step, y + dy * step) * step * step;
            }
        }
        let exact = map.probability(1, &square);
        assert!(
            (sum / exact - 1.0).abs() < 2e-3,
            "at {x}, {y}: {sum} is not {exact}"
        );
    }
}

/// When this fails, an old seed no longer gives its old places: the CHANGELOG must say so.
#[test]
fn the_places_of_a_seed_never_change() {
    let maps = parse(island());
    let map = maps.iter().next().unwrap();
    let mut rolls = SeededRolls::new(3);
    let mut hash = Sha256::new();
    let mut walk = Walk::begin(map, 1.0, &mut rolls);
    for item in [0, 1].repeat(5_000) {
        let (area, place) = map.place(item, &mut rolls);
        let on_the_way = walk.roam(map, 10.0, &mut rolls);
        hash.update(serde_json::to_vec(&(area, place, on_the_way)).unwrap());
    }
    let hash: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(
        hash,
        "9f2bb7a9e3f7e589128f5ba6fcf6423a745e846e018e885af7a77bc5bc0b577a"
    );
}

fn apart(a: loot::model::Position, b: loot::model::Position) -> f64 {
    (a.x() - b.x()).hypot(a.y() - b.y())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nobody_honest_is_faster_than_the_map_allows(
        seed in any::<u64>(),
        times in prop::collection::vec(0.0..60.0_f64, 1..100),
    ) {
        let maps = parse(island());
        let map = maps.iter().next().unwrap();
        let mut rolls = SeededRolls::new(seed);
        let mut honest = Walk::begin(map, 1.0, &mut rolls);
        let slack = 2.0 * map.grain();
        let mut last = honest.position(map);
        for (index, seconds) in times.iter().enumerate() {
            let (now, seconds) = if index % 7 == 6 {
                let (_, place) = map.place(0, &mut rolls);
                let seconds = honest.go_to(map, place, &mut rolls);
                prop_assert_eq!(honest.position(map), place);
                (place, seconds)
            } else {
                (honest.roam(map, *seconds, &mut rolls), *seconds)
            };
            prop_assert!(apart(last, now) <= map.speed() * seconds + slack);
            let all = map.bounds();
            prop_assert!((all.x_min..=all.x_max).contains(&now.x()) && (all.y_min..=all.y_max).contains(&now.y()));
            last = now;
        }
    }
}

#[test]
fn a_tenth_more_speed_and_a_teleport_can_be_seen() {
    let maps = parse(island());
    let map = maps.iter().next().unwrap();
    let fastest = |haste: f64| {
        let mut rolls = SeededRolls::new(5);
        let mut walk = Walk::begin(map, haste, &mut rolls);
        let mut last = walk.position(map);
        let mut fastest = 0.0_f64;
        for _ in 0..20_000 {
            let now = walk.roam(map, 10.0, &mut rolls);
            fastest = fastest.max(apart(last, now) / 10.0);
            last = now;
        }
        fastest
    };
    let slack = 0.2 * map.grain();
    assert!((5.9..=6.0 + slack).contains(&fastest(1.0)));
    assert!((6.5..=6.6 + slack).contains(&fastest(1.1)));

    let mut rolls = SeededRolls::new(6);
    let mut walk = Walk::begin(map, 1.0, &mut rolls);
    let (_, far) = map.place(0, &mut rolls);
    walk.jump_to(far);
    assert_eq!(walk.position(map), far);
}
