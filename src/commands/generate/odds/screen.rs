//! The odds of one table for people, in 80 columns.

use super::figures::{number, percent};
use crate::commands::screen::{FAINT, HEADING, WARNING, counted, fitted_name, styled};
use crate::simulator::tables::{NamedOdds, Odds, TableOdds, TooLarge};
use std::collections::BTreeSet;
use std::fmt::Write;

/// One line in both parts of the screen.
struct Row<'a> {
    name: &'a str,
    odds: &'a Result<Odds, TooLarge>,
}

impl<'a> From<&'a NamedOdds> for Row<'a> {
    fn from(named: &'a NamedOdds) -> Self {
        Self {
            name: &named.name,
            odds: &named.odds,
        }
    }
}

/// The screen; at most 80 columns.
pub(super) fn screen(odds: &TableOdds, within: &[u64]) -> String {
    let anything = Row {
        name: "anything",
        odds: &odds.anything,
    };
    let rarities: Vec<Row<'_>> = odds.rarities.iter().map(Row::from).collect();
    let mut items: Vec<Row<'_>> = odds.items.iter().map(Row::from).collect();
    let rate = |row: &Row<'_>| row.odds.as_ref().map_or(0.0, |odds| odds.units_per_pull);
    // The sort is stable: equal rates stay in the scenario's order.
    items.sort_by(|a, b| rate(b).total_cmp(&rate(a)));
    let groups = [
        ("", vec![anything]),
        ("by rarity", rarities),
        ("by item", items),
    ];

    let title = format!("Odds of {}:", fitted_name(&odds.table, 40).trim_end());
    let about = "exact, with all promises; a pull is one opening";
    let mut text = format!("{} {}\n", styled(HEADING, &title), styled(FAINT, about));
    let columns = ["rate", "mean", "sd", "50%", "90%", "99%"];
    let line = columns
        .into_iter()
        .zip(WAITING)
        .map(|(name, width)| format!("{name:>width$}"));
    write_table(
        &mut text,
        "Pulls until the first",
        &line.collect::<String>(),
        &groups,
        waiting,
    );

    let mut line = format!("{:>WITHIN$}", "units/pull");
    for pulls in within {
        let _ = write!(
            line,
            "{:>WITHIN$}",
            format!("in {}", number(*pulls as f64, WITHIN - 4))
        );
    }
    write_table(&mut text, "Chance", &line, &groups, chances);
    write_all_items(&mut text, odds);
    text
}

/// Columns of the first part, and of the second.
const WAITING: [usize; 6] = [11, 11, 10, 8, 8, 8];
const WITHIN: usize = 11;
const NAME: usize = 22;

type Cells = fn(&Odds) -> String;

fn write_table(
    text: &mut String,
    heading: &str,
    columns: &str,
    groups: &[(&str, Vec<Row<'_>>)],
    cells: Cells,
) {
    let width = NAME + 2;
    let _ = writeln!(
        text,
        "\n{}",
        styled(HEADING, &format!("{heading:<width$}{columns}"))
    );
    for (group, rows) in groups.iter().filter(|(_, rows)| !rows.is_empty()) {
        if !group.is_empty() {
            let _ = writeln!(text, "  {}", styled(FAINT, group));
        }
        for row in rows {
            let cells = match row.odds {
                Ok(odds) => cells(odds),
                Err(_) => format!("  {}", styled(WARNING, "too large, see below")),
            };
            let _ = writeln!(text, "  {}{cells}", fitted_name(row.name, NAME));
        }
    }
}

fn waiting(odds: &Odds) -> String {
    let mut cells = vec![percent_or_dash(odds.rate)];
    match &odds.first {
        Some(first) => {
            cells.push(number(first.mean, WAITING[1]));
            // Where every wait is the same, what is left is rounding.
            let sd = if first.sd < 1e-9 { 0.0 } else { first.sd };
            cells.push(number(sd, WAITING[2]));
            let quantiles = first.quantiles.iter().map(|pulls| pulls_or_dash(*pulls));
            cells.extend(quantiles);
        }
        None => cells.push("never sure".into()),
    }
    let cells = cells.into_iter().zip(WAITING);
    cells
        .map(|(cell, width)| format!("{cell:>width$}"))
        .collect()
}

fn chances(odds: &Odds) -> String {
    let mut cells = format!("{:>WITHIN$}", number(odds.units_per_pull, WITHIN));
    for (_, chance) in odds.first.iter().flat_map(|first| &first.within) {
        let _ = write!(cells, "{:>WITHIN$}", percent_or_dash(*chance));
    }
    cells
}

fn write_all_items(text: &mut String, odds: &TableOdds) {
    let items = counted(odds.items.len() as u64, "item", "items");
    let _ = writeln!(
        text,
        "\n{}",
        styled(HEADING, &format!("Each of the {items} once"))
    );
    let _ = match &odds.all_items {
        Ok(Some(all)) => writeln!(
            text,
            "  {} pulls on average, sd {}\n  half of the players need {} or fewer, one in a hundred more than {}",
            number(all.mean, 16),
            number(all.sd, 16),
            pulls_or_dash(all.quantiles[0]),
            pulls_or_dash(all.quantiles[2]),
        ),
        Ok(None) => writeln!(text, "  is never sure, however long one pulls"),
        Err(reason) => writeln!(text, "  is not computed: {reason}"),
    };
    let rows = odds.rarities.iter().chain(&odds.items);
    let reasons: BTreeSet<_> = rows
        .filter_map(|row| row.odds.as_ref().err())
        .map(ToString::to_string)
        .collect();
    for reason in reasons {
        let _ = writeln!(text, "\n{} {reason}", styled(WARNING, "Too large:"));
    }
}

fn pulls_or_dash(pulls: Option<u64>) -> String {
    pulls.map_or_else(|| "–".to_owned(), |pulls| number(pulls as f64, WAITING[3]))
}

fn percent_or_dash(chance: Option<f64>) -> String {
    chance.map_or_else(|| "–".to_owned(), percent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::CatalogueItem;
    use crate::simulator::tables::LootTables;
    use serde_json::{Value, json};

    fn shown(loot_tables: Value, within: &[u64]) -> String {
        let wire = serde_json::from_value(loot_tables).unwrap();
        let items = [
            ("hero", Some("legendary")),
            ("hero_of_a_second_kind", Some("legendary")),
            ("sword", Some("epic")),
            ("dust", None),
        ];
        let items = items.map(|(name, rarity)| CatalogueItem {
            name: name.to_owned(),
            rarity: rarity.map(str::to_owned),
        });
        let tables = LootTables::parse(&wire, &items).unwrap();
        let banner = tables.find("banner").unwrap();
        let odds = tables.compile(&[]).odds(&tables, banner, within);
        let text = screen(&odds, within);
        let text = anstream::adapter::strip_str(&text).to_string();
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
        text
    }

    #[test]
    fn people_see_rates_waits_and_chances_in_80_columns() {
        let text = shown(
            json!({
                "banner": {
                    "entries": [
                        {"table": "legends", "weight": 0.6},
                        {"item": "sword", "weight": 5.1, "count": {"min": 1, "max": 3}},
                        {"item": "dust", "weight": 94.3, "count": 20},
                    ],
                    "pity": [
                        {"entries": ["legends"], "soft_from": 74, "add_per_draw": 0.06, "guaranteed_at": 90},
                        {"entries": ["sword"], "guaranteed_at": 10},
                    ],
                },
                "legends": {
                    "entries": [{"item": "hero"}, {"item": "hero_of_a_second_kind"}],
                    "featured": {"entries": ["hero"], "chance": 0.5, "guaranteed_after": 1},
                },
            }),
            &[1, 10, 75, 180],
        );
        insta::assert_snapshot!(text, @r"
        Odds of banner: exact, with all promises; a pull is one opening

        Pulls until the first          rate       mean        sd     50%     90%     99%
          anything                     100%          1         0       1       1       1
          by rarity
          legendary                 1.6052%      62.30     24.31      76      80      83
          epic                      12.471%      7.995     3.034      10      10      10
          by item
          dust                      85.924%      1.060   0.25318       1       1       2
          sword                     12.471%      7.995     3.034      10      10      10
          hero                      1.0701%      93.45     43.09      80     155     161
          hero_of_a_second_kind    0.53507%      124.6     94.57      81     239     465

        Chance                   units/pull       in 1      in 10      in 75     in 180
          anything                    17.45       100%       100%       100%       100%
          by rarity
          legendary                0.016052   0.60000%    5.8406%    47.390%       100%
          epic                      0.24942    5.1000%    99.625%       100%       100%
          by item
          dust                        17.18    94.300%       100%       100%       100%
          sword                     0.24942    5.1000%    99.625%       100%       100%
          hero                     0.010701   0.30000%    2.9987%    27.467%       100%
          hero_of_a_second_kind   0.0053507   0.30000%    2.9598%    25.720%    80.971%

        Each of the 4 items once
          155.7 pulls on average, sd 79.55
          half of the players need 152 or fewer, one in a hundred more than 465
        ");
    }

    #[test]
    fn what_is_rare_or_never_sure_or_too_large_is_said_so() {
        let promise = |item: &str| json!({"entries": [item], "guaranteed_at": 200});
        let text = shown(
            json!({"banner": {
                "entries": [
                    {"item": "hero", "weight": 1e-7}, {"item": "sword"}, {"item": "dust"}, {"nothing": true, "weight": 8}
                ],
                "pity": [promise("sword"), promise("dust")],
            }}),
            &[1_000_000_000],
        );
        insta::assert_snapshot!(text, @r"
        Odds of banner: exact, with all promises; a pull is one opening

        Pulls until the first          rate       mean        sd     50%     90%     99%
          anything                too large, see below
          by rarity
          legendary               too large, see below
          epic                      10.000%      10.00     9.487       7      22      44
          by item
          sword                     10.000%      10.00     9.487       7      22      44
          hero                    too large, see below
          dust                    too large, see below

        Chance                   units/pull  in 1.00e9
          anything                too large, see below
          by rarity
          legendary               too large, see below
          epic                      0.10000       100%
          by item
          sword                     0.10000       100%
          hero                    too large, see below
          dust                    too large, see below

        Each of the 3 items once
          is not computed: it has more than 20000 states of counts and finds

        Too large: its promises have more than 20000 states of counts
        ");
    }
}
