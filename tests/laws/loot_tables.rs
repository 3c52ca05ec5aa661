//! What a loot table gives is what its exact odds say, and a table that cannot be is refused where it is wrong.

use crate::fixtures::any_loot_tables::{any_loot_tables, items};
use crate::fixtures::rolls::SeededRolls;
use loot::simulator::CatalogueItem;
use loot::simulator::tables::{
    CountWire, EntryWire, Loot, LootTables, LootTablesWire, PityWire, TableId, TableWire, Waiting,
};
use proptest::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};

const PULLS: u64 = 10_000_000;

/// A banner of the kind that is most played: soft pity, a guarantee, a featured half with a guarantee after a loss.
fn banner() -> LootTables {
    let wire: LootTablesWire = serde_json::from_value(json!({
        "banner": {
            "entries": [{"table": "five_star", "weight": 0.6}, {"item": "dust", "weight": 99.4}],
            "pity": [{"entries": ["five_star"], "soft_from": 74, "add_per_draw": 0.06, "guaranteed_at": 90}],
        },
        "five_star": {
            "entries": [{"item": "featured"}, {"item": "other"}],
            "featured": {"entries": ["featured"], "chance": 0.5, "guaranteed_after": 1},
        },
    }))
    .unwrap();
    let items = ["dust", "featured", "other"].map(|name| CatalogueItem {
        name: name.to_owned(),
        rarity: (name != "dust").then(|| "five_star".to_owned()),
    });
    LootTables::parse(&wire, &items).unwrap()
}

#[test]
fn ten_million_pulls_agree_with_the_exact_odds() {
    let tables = banner();
    let loot = tables.compile(&[]);
    let banner = tables.find("banner").unwrap();
    let limits = [1, 73, 75, 80, 100];
    let odds = loot.odds(&tables, banner, &limits);

    let mut rolls = SeededRolls::new(4);
    let mut pity = loot.fresh_pity();
    let (mut any, mut featured) = (Waits::new(&limits), Waits::new(&limits));
    for pull in 1..=PULLS {
        loot.open(banner, &mut pity, &mut rolls, &mut |item, units| {
            assert_eq!(units, 1);
            if item != 0 {
                any.note(pull);
            }
            if item == 1 {
                featured.note(pull);
            }
        });
    }
    let known = |odds: &loot::simulator::tables::NamedOdds| odds.odds.clone().unwrap();
    any.agree_with(known(&odds.rarities[0]).first.as_ref().unwrap());
    featured.agree_with(known(&odds.items[1]).first.as_ref().unwrap());
}

/// Two promises in one table, a nested table, several draws, several units: what the long run must agree in.
#[test]
fn long_runs_agree_with_the_exact_rates() {
    let wire: LootTablesWire = serde_json::from_value(json!({
        "chest": {
            "draws": {"min": 1, "max": 2},
            "entries": [
                {"item": "crown", "weight": 1}, {"item": "sword", "weight": 5, "count": {"min": 1, "max": 3}},
                {"table": "junk", "weight": 60}, {"nothing": true, "weight": 34}
            ],
            "pity": [
                {"rarity": "legendary", "soft_from": 6, "add_per_draw": 0.1, "guaranteed_at": 12},
                {"entries": ["sword"], "guaranteed_at": 5}
            ],
        },
        "junk": {
            "draws": 2,
            "entries": [{"item": "duck", "weight": 9}, {"item": "crown", "weight": 1}],
            "pity": [{"entries": ["crown"], "guaranteed_at": 6}],
        },
    }))
    .unwrap();
    let items = [
        ("crown", Some("legendary")),
        ("duck", None),
        ("sword", None),
    ]
    .map(|(name, rarity)| CatalogueItem {
        name: name.to_owned(),
        rarity: rarity.map(str::to_owned),
    });
    let tables = LootTables::parse(&wire, &items).unwrap();
    let loot = tables.compile(&[]);
    let chest = tables.find("chest").unwrap();
    let odds = loot.odds(&tables, chest, &[]);

    const BATCHES: usize = 1_000;
    const PULLS_PER_BATCH: usize = 1_000;
    let mut rolls = SeededRolls::new(12);
    let mut pity = loot.fresh_pity();
    // By item: of each batch, the share of pulls that gave it and the units per pull.
    let mut seen = vec![vec![[0.0; 2]; BATCHES]; items.len()];
    for batch in 0..BATCHES {
        for _ in 0..PULLS_PER_BATCH {
            let mut units_of = [0; 3];
            loot.open(chest, &mut pity, &mut rolls, &mut |item, units| {
                units_of[item] += units
            });
            for (seen, units) in seen.iter_mut().zip(units_of) {
                seen[batch][0] += f64::from(u8::from(units > 0)) / PULLS_PER_BATCH as f64;
                seen[batch][1] += f64::from(units) / PULLS_PER_BATCH as f64;
            }
        }
    }
    for (named, seen) in odds.items.iter().zip(&seen) {
        let exact = named.odds.as_ref().unwrap();
        for (which, exact) in [exact.rate.unwrap(), exact.units_per_pull]
            .into_iter()
            .enumerate()
        {
            let n = BATCHES as f64;
            let mean = seen.iter().map(|batch| batch[which]).sum::<f64>() / n;
            let squares = seen.iter().map(|batch| (batch[which] - mean).powi(2));
            let error = (squares.sum::<f64>() / (n - 1.0) / n).sqrt();
            let off = (mean - exact) / error;
            assert!(
                off.abs() < 4.0,
                "{}: {mean} is {off} standard errors from {exact}",
                named.name
            );
        }
    }
}

/// When this fails, an old seed no longer gives its old loot: the CHANGELOG must say so.
#[test]
fn the_loot_of_a_seed_never_changes() {
    let tables = banner();
    let loot = tables.compile(&[]);
    let mut rolls = SeededRolls::new(8);
    let mut pity = loot.fresh_pity();
    let mut hash = Sha256::new();
    for _ in 0..10_000 {
        loot.open(
            tables.find("banner").unwrap(),
            &mut pity,
            &mut rolls,
            &mut |item, units| {
                hash.update([item as u8, units as u8]);
            },
        );
    }
    hash.update(serde_json::to_vec(&pity).unwrap());
    let hash: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(
        hash,
        "f50c4d829d7f6014b8bba9db577b8d3ac40430d26d4e6034df70d2f2f955e757"
    );
}

/// How long something took, again and again; each time begins as the first did.
struct Waits {
    last: u64,
    number: f64,
    sum: f64,
    within: Vec<(u64, f64)>,
}

impl Waits {
    fn new(limits: &[u64]) -> Self {
        Self {
            last: 0,
            number: 0.0,
            sum: 0.0,
            within: limits.iter().map(|limit| (*limit, 0.0)).collect(),
        }
    }

    fn note(&mut self, pull: u64) {
        let waited = pull - self.last;
        self.last = pull;
        self.number += 1.0;
        self.sum += waited as f64;
        for (limit, number) in &mut self.within {
            *number += f64::from(u8::from(waited <= *limit));
        }
    }

    /// Within 4 standard errors, of the mean and of every share.
    fn agree_with(&self, exact: &Waiting) {
        let off = (self.sum / self.number - exact.mean) / (exact.sd / self.number.sqrt());
        assert!(off.abs() < 4.0, "the mean is {off} standard errors off");
        for ((limit, number), (of, chance)) in self.within.iter().zip(&exact.within) {
            assert_eq!(limit, of);
            let chance = chance.unwrap();
            let error = (self.number * chance * (1.0 - chance)).sqrt();
            let off = (number - self.number * chance) / error.max(1e-9);
            assert!(off.abs() < 4.0, "within {limit}: {off} standard errors off");
        }
    }
}

/// How many of `players` find `item` within `pulls`.
fn finders(loot: &Loot, table: TableId, item: usize, (players, pulls): (u32, u64)) -> u32 {
    let mut rolls = SeededRolls::new(7);
    let mut finders = 0;
    for _ in 0..players {
        let mut pity = loot.fresh_pity();
        let mut found = false;
        for _ in 0..pulls {
            loot.open(table, &mut pity, &mut rolls, &mut |got, _| {
                found |= got == item
            });
        }
        finders += u32::from(found);
    }
    finders
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_valid_table_gives_only_what_its_odds_list_and_as_often(wire in any_loot_tables()) {
        let items = items();
        let tables = LootTables::parse(&wire, &items).unwrap();
        let loot = tables.compile(&[]);
        let table = tables.find("t0").unwrap();
        let odds = loot.odds(&tables, table, &[1, 8]);
        let listed: Vec<_> = odds.items.iter().map(|item| item.name.as_str()).collect();
        let mut rolls = SeededRolls::new(1);
        let mut pity = loot.fresh_pity();
        for _ in 0..300 {
            loot.open(table, &mut pity, &mut rolls, &mut |item, units| {
                assert!(units == 1 && listed.contains(&items[item].name.as_str()));
            });
        }
        let single = wire.values().all(|table| table.draws == CountWire::default());
        let mut rates = 0.0;
        let mut slowest = 1.0_f64;
        for named in &odds.items {
            let Ok(exact) = &named.odds else { continue };
            if let Some(rate) = exact.rate {
                rates += rate;
                prop_assert!(rate <= 1.0 + 1e-12);
                // What only a fresh player can get has no share in the long run, but for the last digits of a sum.
                prop_assert!(exact.units_per_pull >= rate * (1.0 - 1e-9) - 1e-12);
            }
            // Promises can leave an entry no chance but in the first pulls.
            let Some(first) = &exact.first else { continue };
            slowest = slowest.max(first.mean);
            let [(_, Some(one)), (_, Some(chance))] = first.within[..] else { panic!("{first:?}") };
            prop_assert!(one <= chance);
            let item = items.iter().position(|item| item.name == named.name).unwrap();
            let found = f64::from(finders(&loot, table, item, (400, 8)));
            let error = (400.0 * chance * (1.0 - chance)).sqrt().max(0.5);
            let off = (found - 400.0 * chance) / error;
            prop_assert!(off.abs() < 6.0, "{}: {found} is not 400 · {chance}", named.name);
        }
        if let Some(anything) = odds.anything.ok().and_then(|odds| odds.rate)
            && odds.items.iter().all(|named| named.odds.as_ref().is_ok_and(|odds| odds.rate.is_some()))
        {
            let slack = if single { 0.0 } else { 1.0 };
            prop_assert!(anything <= 1.0 + 1e-12);
            prop_assert!((-1e-9..=slack * rates + 1e-9).contains(&(rates - anything)));
        }
        if let Ok(Some(all)) = odds.all_items {
            prop_assert!(all.mean >= slowest * (1.0 - 1e-9));
        }
    }

    #[test]
    fn any_table_with_one_mistake_is_refused_with_its_path(
        wire in any_loot_tables(),
        mistake in 0..MISTAKES.len(),
        table in 0..3_usize,
    ) {
        let (path, make) = MISTAKES[mistake];
        let mut wrong = wire.clone();
        let name = format!("t{table}");
        make(wrong.get_mut(&name).unwrap());
        let faults = LootTables::parse(&wrong, &items()).unwrap_err();
        let path = format!("loot_tables.{name}.{path}");
        let found = faults.as_slice().iter().any(|fault| fault.field == path);
        prop_assert!(found, "{path} is missing in {faults:?}");
    }
}

type Spoil = fn(&mut TableWire);

/// A path below the table, and what makes it wrong.
const MISTAKES: [(&str, Spoil); 10] = [
    ("entries[0].weight", |table| {
        table.entries[0].weight = Some(0.0)
    }),
    ("entries[0].weight", |table| {
        table.entries[0].weight = Some(f64::NAN)
    }),
    ("entries[0].item", |table| {
        table.entries[0].item = Some("unheard-of".into())
    }),
    ("entries[0]", |table| table.entries[0].nothing = true),
    ("entries[0].count", |table| {
        table.entries[0].count = Some(CountWire { min: 3, max: 2 });
    }),
    ("draws", |table| {
        table.draws = CountWire { min: 1, max: 101 }
    }),
    ("entries[0].table", |table| {
        // A table that every table can reach contains every table.
        table.entries[0] = EntryWire {
            table: Some("t3".into()),
            item: None,
            ..table.entries[0].clone()
        };
    }),
    ("entries", |table| {
        table.entries.retain(|entry| entry.nothing)
    }),
    ("pity[0].guaranteed_at", |table| {
        table.pity = vec![PityWire {
            entries: vec![table.entries[0].item.clone().unwrap()],
            rarity: None,
            soft_from: None,
            add_per_draw: None,
            guaranteed_at: Some(1),
        }];
    }),
    ("pity[0].entries[0]", |table| {
        table.pity = vec![PityWire {
            entries: vec!["unheard-of".into()],
            rarity: None,
            soft_from: None,
            add_per_draw: None,
            guaranteed_at: Some(9),
        }];
    }),
];

/// A megabyte of wrong names is told in a moment, not compared with every right one for minutes.
#[test]
fn a_table_of_nothing_but_mistakes_is_refused_soon() {
    let entries: Vec<_> = (0..1_000)
        .map(|k| json!({"item": format!("a_name_that_nothing_in_the_whole_scenario_has_{k}")}))
        .collect();
    let wrong: Vec<_> = (0..20_000)
        .map(|k| format!("another_name_that_nothing_has_{k}"))
        .collect();
    let table = json!({"entries": entries, "pity": [{"entries": wrong, "guaranteed_at": 9}]});
    let wire = serde_json::from_value(json!({"chest": table})).unwrap();
    let items: Vec<_> = (0..300)
        .map(|k| CatalogueItem {
            name: format!("some_other_name_that_has_its_sixty_characters_or_nearly_so_{k}"),
            rarity: None,
        })
        .collect();
    let begun = Instant::now();
    let faults = LootTables::parse(&wire, &items).unwrap_err();
    assert!(faults.as_slice().len() > 1_000);
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
}
