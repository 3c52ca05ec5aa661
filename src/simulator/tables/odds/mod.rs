//! The exact odds of a loot table, by computing its Markov chain instead of sampling it.
//!
//! The states are the counts of the promises that matter, together with what has been found; one step is one
//! *pull*: one opening of the table, with all of its draws. `chain` lists the steps. `follow` goes through them pull
//! by pull until only a geometric series is left; `solve` eliminates the states one by one where that takes too
//! long. Nothing is subtracted on the way, so rare drops keep their digits. Every part has a limit, past which the
//! answer is [`TooLarge`], not a long wait. `long_run` needs no pulls at all where a pull is one draw. `answer` puts it
//! all together.

mod answer;
mod chain;
mod follow;
mod goal;
mod long_run;
mod solve;
mod too_large;
mod view;
mod waiting;

pub use too_large::TooLarge;
pub use waiting::{QUANTILES, Waiting};

use serde::Serialize;
use too_large::value_or_reason;

/// What one table gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableOdds {
    /// Its name.
    pub table: String,
    /// Any item at all; its `rate` is 1 less the chance of getting nothing.
    #[serde(serialize_with = "value_or_reason")]
    pub anything: Result<Odds, TooLarge>,
    /// By rarity, in the order in which the scenario's items first name them; those that the table can give.
    pub rarities: Vec<NamedOdds>,
    /// Item by item, in the scenario's order; those that the table can give.
    pub items: Vec<NamedOdds>,
    /// Pulls until each of the items was found once (the coupon collector's problem); `null` when that
    /// can take for ever.
    #[serde(serialize_with = "value_or_reason")]
    pub all_items: Result<Option<Waiting>, TooLarge>,
}

/// The odds of one item, or of any item of one rarity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedOdds {
    /// The name of the item or rarity.
    pub name: String,
    /// The rarity of the item; `null` for a rarity, and for an item without one.
    pub rarity: Option<String>,
    /// The odds themselves.
    #[serde(serialize_with = "value_or_reason")]
    pub odds: Result<Odds, TooLarge>,
}

/// How likely something is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Odds {
    /// The share of pulls that give it, in the long run, promises included: 0 to 1. `null` past what can be computed,
    /// which happens only where one pull has several draws.
    pub rate: Option<f64>,
    /// Units per pull in the long run.
    pub units_per_pull: f64,
    /// Pulls until the first one, for a player without any pulls before; `null` when the wait can be endless:
    /// promises can shut an entry out.
    pub first: Option<Waiting>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::CatalogueItem;
    use crate::simulator::tables::{LootTables, TableId};
    use serde_json::{Value, json};
    use std::collections::BTreeSet;

    /// The odds of `table` among `loot_tables`, with items that are named there and have no rarity.
    fn odds(loot_tables: Value, table: &str, within: &[u64]) -> TableOdds {
        let wire = serde_json::from_value(loot_tables.clone()).unwrap();
        let entries = loot_tables.as_object().unwrap().values();
        let entries = entries.flat_map(|table| table["entries"].as_array().unwrap());
        let names: BTreeSet<_> = entries.filter_map(|entry| entry["item"].as_str()).collect();
        let items: Vec<_> = names
            .into_iter()
            .map(|name| CatalogueItem {
                name: name.to_owned(),
                rarity: None,
            })
            .collect();
        let tables = LootTables::parse(&wire, &items).unwrap();
        let table = tables.find(table).unwrap();
        tables.compile(&[]).odds(&tables, table, within)
    }

    fn of<'a>(odds: &'a TableOdds, item: &str) -> &'a Odds {
        let item = odds.items.iter().find(|odds| odds.name == item).unwrap();
        item.odds.as_ref().unwrap()
    }

    fn first<'a>(odds: &'a TableOdds, item: &str) -> &'a Waiting {
        of(odds, item).first.as_ref().unwrap()
    }

    #[track_caller]
    fn near(computed: f64, known: f64) {
        assert!((computed - known).abs() < 1e-9, "{computed} is not {known}");
    }

    fn banner(pity: Value) -> Value {
        json!({"banner": {
            "entries": [{"item": "hero", "weight": 0.6}, {"item": "dust", "weight": 99.4}],
            "pity": [pity],
        }})
    }

    #[test]
    fn a_guarantee_at_90_takes_69_7_pulls() {
        let odds = odds(
            banner(json!({"entries": ["hero"], "guaranteed_at": 90})),
            "banner",
            &[89, 90],
        );
        let hero = first(&odds, "hero");
        near(hero.mean, 69.699_803_776_08);
        near(of(&odds, "hero").rate.unwrap(), 1.0 / hero.mean);
        near(hero.within[0].1.unwrap(), 1.0 - libm::pow(0.994, 89.0));
        assert_eq!(hero.within[1], (90, Some(1.0)));
        assert_eq!(hero.quantiles[2], Some(90));
    }

    fn soft() -> Value {
        let mut tables = banner(json!({
            "entries": ["hero"], "soft_from": 74, "add_per_draw": 0.06, "guaranteed_at": 90
        }));
        tables["featured_banner"] = json!({
            "entries": [{"table": "five_star", "weight": 0.6}, {"item": "dust", "weight": 99.4}],
            "pity": [{"entries": ["five_star"], "soft_from": 74, "add_per_draw": 0.06, "guaranteed_at": 90}],
        });
        tables["five_star"] = json!({
            "entries": [{"item": "featured"}, {"item": "other"}, {"item": "another"}],
            "featured": {"entries": ["featured"], "chance": 0.5, "guaranteed_after": 1},
        });
        tables
    }

    #[test]
    fn soft_pity_takes_62_3_pulls() {
        let odds = odds(soft(), "banner", &[73, 75, 80]);
        let hero = of(&odds, "hero");
        let first = first(&odds, "hero");
        near(first.mean, 62.297_332_039_63);
        near(first.sd, 24.312_263_532_81);
        near(hero.rate.unwrap() * 100.0, 1.605_205_178_5);
        near(hero.units_per_pull, hero.rate.unwrap());
        let [within_73, within_75, within_80] = first.within[..] else {
            panic!("{first:?}")
        };
        // The figures have ten decimals.
        near(within_73.1.unwrap(), 0.355_525_021_0);
        near(within_75.1.unwrap(), 0.473_904_763_1);
        near(within_80.1.unwrap(), 0.918_450_605_4);
        assert_eq!((within_73.0, within_75.0, within_80.0), (73, 75, 80));
    }

    #[test]
    fn a_featured_half_with_a_guarantee_after_a_loss_takes_one_and_a_half_times_as_long() {
        let odds = odds(soft(), "featured_banner", &[180]);
        near(first(&odds, "featured").mean, 93.445_998_059_45);
        // In the long run every loss is followed by a win: two of three are the featured one.
        let rate = |item: &str| of(&odds, item).rate.unwrap();
        near(rate("featured"), rate("other") * 4.0);
        near(rate("featured"), 2.0 / 3.0 / 62.297_332_039_63);
        assert_eq!(first(&odds, "featured").within, [(180, Some(1.0))]);
    }

    #[test]
    fn all_of_five_equal_items_take_137_twelfths() {
        let entries: Vec<_> = ["a", "b", "c", "d", "e"]
            .map(|item| json!({"item": item}))
            .into();
        let odds = odds(json!({"chest": {"entries": entries}}), "chest", &[5]);
        let all = odds.all_items.unwrap().unwrap();
        near(all.mean, 137.0 / 12.0);
        near(all.within[0].1.unwrap(), 120.0 / 3_125.0);
        // Each wait is geometric: the variances of waiting for k of 5 add up.
        let variance: f64 = (1..=5)
            .map(|k| f64::from(k) / 5.0)
            .map(|p| (1.0 - p) / (p * p))
            .sum();
        near(all.sd, variance.sqrt());
    }

    /// By inclusion and exclusion: Σ over sets S of (−1)^(|S|+1) / P(S).
    #[test]
    fn all_of_some_unequal_items_agree_with_inclusion_and_exclusion() {
        for weights in [
            [1.0, 2.0, 2.0, 3.0, 12.0],
            [0.002, 0.002, 0.004, 6.0, 13.992],
        ] {
            let entries: Vec<_> = weights
                .iter()
                .zip(["a", "b", "c", "d", "e"])
                .map(|(weight, item)| json!({"item": item, "weight": weight}))
                .collect();
            let odds = odds(json!({"chest": {"entries": entries}}), "chest", &[]);
            let mut known = 0.0;
            for set in 1_u32..32 {
                let chances = (0..5)
                    .filter(|k| set >> k & 1 == 1)
                    .map(|k| weights[k] / 20.0);
                let chance: f64 = chances.sum();
                known += match set.count_ones() % 2 {
                    1 => 1.0 / chance,
                    _ => -1.0 / chance,
                };
            }
            let all = odds.all_items.unwrap().unwrap();
            assert!(
                (all.mean / known - 1.0).abs() < 1e-11,
                "{} is not {known}",
                all.mean
            );
            assert!(all.quantiles[0] < all.quantiles[2] && all.quantiles[2].is_some());
        }
    }

    #[test]
    fn a_pull_of_ten_draws_is_ten_pulls() {
        let mut tens = soft();
        tens["featured_banner"]["draws"] = json!(10);
        let tens = odds(tens, "featured_banner", &[1, 8]);
        let ones = odds(soft(), "featured_banner", &[10, 80]);
        let within = |odds| {
            let within = first(odds, "other").within.iter();
            within
                .map(|(_, chance)| chance.unwrap())
                .collect::<Vec<_>>()
        };
        for (ten, one) in within(&tens).into_iter().zip(within(&ones)) {
            near(ten, one);
        }
        assert_eq!(first(&tens, "featured").quantiles[2], Some(17));
        assert_eq!(first(&ones, "featured").quantiles[2], Some(161));
        near(
            of(&tens, "featured").units_per_pull,
            of(&ones, "featured").units_per_pull * 10.0,
        );

        let plain = |draws: u32| {
            json!({"chest": {"draws": draws, "entries": [
                {"item": "gem"}, {"nothing": true, "weight": 99}
            ]}})
        };
        let tens = odds(plain(10), "chest", &[]);
        near(
            first(&tens, "gem").mean,
            1.0 / (1.0 - libm::pow(0.99, 10.0)),
        );
        near(of(&tens, "gem").rate.unwrap(), 1.0 - libm::pow(0.99, 10.0));
    }

    #[test]
    fn a_plain_drop_is_geometric_however_rare() {
        let tables = json!({"boss": {"entries": [
            {"item": "crown", "weight": 1e-7}, {"nothing": true, "weight": 0.999_999_9}
        ]}});
        let odds = odds(tables, "boss", &[1, 1_000_000_000]);
        let crown = first(&odds, "crown");
        assert!((crown.mean / 1e7 - 1.0).abs() < 1e-9, "{}", crown.mean);
        assert!((crown.sd / (1e14_f64 - 1e7).sqrt() - 1.0).abs() < 1e-9);
        // ln 2 / −ln(1 − 10⁻⁷)
        assert_eq!(crown.quantiles[0], Some(6_931_472));
        near(crown.within[0].1.unwrap(), 1e-7);
        near(crown.within[1].1.unwrap(), 1.0);
        near(odds.anything.unwrap().rate.unwrap(), 1e-7);
    }

    #[test]
    fn several_draws_and_units_count_as_they_fall() {
        let tables = json!({
            "chest": {
                "draws": {"min": 1, "max": 3},
                "entries": [{"table": "gems", "weight": 1}, {"nothing": true, "weight": 3}],
            },
            "gems": {"draws": 2, "entries": [
                {"item": "ruby", "count": {"min": 2, "max": 4}}, {"item": "opal"}
            ]},
        });
        let odds = odds(tables, "chest", &[1]);
        let ruby = of(&odds, "ruby");
        // Two draws on average, a quarter of them gems, two of which each time, half of them three rubies.
        near(ruby.units_per_pull, 2.0 * 0.25 * 2.0 * 0.5 * 3.0);
        let missed: f64 = 1.0 - 0.25 * 0.75;
        let none = (missed + missed * missed + missed * missed * missed) / 3.0;
        near(ruby.rate.unwrap(), 1.0 - none);
        near(first(&odds, "ruby").mean, 1.0 / (1.0 - none));
        near(
            odds.anything.unwrap().rate.unwrap(),
            1.0 - (0.75 + 0.75 * 0.75 + 0.75_f64 * 0.75 * 0.75) / 3.0,
        );
    }

    #[test]
    fn an_effect_multiplies_the_rate_that_is_then_exact() {
        let wire = serde_json::from_value(soft()).unwrap();
        let items: Vec<_> = ["hero", "dust", "featured", "other", "another"]
            .map(|name| CatalogueItem {
                name: name.into(),
                rarity: None,
            })
            .into();
        let tables = LootTables::parse(&wire, &items).unwrap();
        let effect = |value| tables.effect("here", &serde_json::from_value(value).unwrap());
        let luck = effect(json!({"entry": "hero", "multiply": 1.3})).unwrap();
        let lucky = tables.compile(&[luck.clone(), luck]);
        let odds = lucky.odds(&tables, tables.find("banner").unwrap(), &[1]);
        near(first(&odds, "hero").within[0].1.unwrap(), 0.006 * 1.3 * 1.3);
        let everything = effect(json!({"multiply": 2.0})).unwrap();
        let same = tables.compile(&[everything]).odds(&tables, TableId(0), &[]);
        near(first(&same, "hero").mean, 62.297_332_039_63);
    }

    #[test]
    fn what_is_too_large_says_so_at_once() {
        let promise = |item: &str| json!({"entries": [item], "guaranteed_at": 300});
        let odds = odds(
            json!({"vault": {
                "entries": [{"item": "a"}, {"item": "b"}, {"item": "c", "weight": 1e6}],
                "pity": [promise("a"), promise("b")],
            }}),
            "vault",
            &[],
        );
        assert!(first(&odds, "a").mean > 290.0);
        let reason = odds.items[1].odds.as_ref().unwrap_err();
        assert!(reason.to_string().contains("20000 states"), "{reason}");
        let all = odds.all_items.as_ref().unwrap_err();
        let printed = serde_json::to_value(&odds).unwrap();
        assert_eq!(printed["all_items"]["too_large"], all.to_string());
    }
}
