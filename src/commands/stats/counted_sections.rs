//! The sections of what is counted from rows.

use super::super::screen::{
    FAINT, HEADING, WARNING, amount, fitted, fitted_name, grouped, minute, styled,
};
use crate::analytics::{Field, FieldKind};
use crate::model::{Coverage, counted};
use crate::wire::{EconomyBalance, FieldSource, MoneyOfFlow};
use std::fmt::Write as _;

/// Sources, and sinks, that are told apart.
const MOST_FLOWS: usize = 5;
const MOST_FIELDS: usize = 10;

/// What became of a currency.
pub(super) fn write_money(text: &mut String, balance: &EconomyBalance) {
    let (total, wealth) = (balance.money.total, &balance.money.wealth);
    let mut said = format!(
        "{} in, {} out, {} left to {}",
        amount(total.sources),
        amount(total.sinks),
        amount(total.net),
        counted(wealth.players, "player", "players"),
    );
    if let Some(gini) = wealth.gini {
        let _ = write!(said, ", Gini {gini:.2}");
    }
    said.push_str(&far(&balance.looked_at.coverage));
    let name = fitted_name(balance.currency.as_str(), 0);
    let _ = writeln!(
        text,
        "\n{} {}\n  {said}",
        styled(HEADING, "Money"),
        styled(FAINT, &name)
    );
    for (sign, flows) in [("+", &balance.sources), ("−", &balance.sinks)] {
        let mut flows: Vec<&MoneyOfFlow> = flows.iter().collect();
        flows.sort_by(|a, b| b.amount.total_cmp(&a.amount));
        for of in flows.iter().take(MOST_FLOWS) {
            let _ = writeln!(
                text,
                "  {}{:>16}  {sign}",
                fitted_name(&of.flow.to_string(), 40),
                amount(of.amount),
            );
        }
        write_more(text, flows.len(), MOST_FLOWS);
    }
    let inflation = balance.money.inflation;
    if inflation.warning {
        let said = format!(
            "more came in than went out on each of the last {} whole days",
            inflation.days
        );
        let _ = writeln!(text, "  {}", styled(WARNING, &said));
    }
}

/// What games say in their own words.
pub(super) fn write_fields(text: &mut String, sources: &[FieldSource]) {
    let all = sources.iter();
    let all = all.flat_map(|of| of.fields.iter().map(move |field| (of, field)));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(_, field)| std::cmp::Reverse(field.rows));
    let _ = writeln!(
        text,
        "\n{} {}",
        styled(HEADING, "Fields"),
        styled(
            FAINT,
            "custom stats and details of events, of the newest rows"
        )
    );
    for (of, field) in all.iter().take(MOST_FIELDS) {
        let name = name_of(of, field);
        let rows = grouped(field.rows);
        let said = values_of(field);
        let line = format!("  {}{rows:>8}  {said}", fitted_name(&name, 34));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    write_more(text, all.len(), MOST_FIELDS);
}

fn write_more(text: &mut String, all: usize, shown: usize) {
    if all > shown {
        let more = format!("{} more", all - shown);
        let _ = writeln!(text, "  {}", styled(FAINT, &more));
    }
}

/// As an economy names it: `kills`, `boss_defeat#weapon`.
fn name_of(of: &FieldSource, field: &Field) -> String {
    match &of.event_type {
        Some(event_type) => format!("{event_type}#{}", field.name),
        None => field.name.clone(),
    }
}

fn values_of(field: &Field) -> String {
    let more = if field.more_distinct { "+" } else { "" };
    match (field.kind, field.min, field.mean, field.max) {
        (FieldKind::Number, Some(min), Some(mean), Some(max)) => {
            let said = format!("{} to {}, mean {}", amount(min), amount(max), amount(mean));
            fitted(&said, 34)
        }
        (FieldKind::Boolean, ..) => "yes or no".into(),
        _ => format!("text, {}{more} distinct", grouped(field.distinct)),
    }
}

/// From when on it is, where not all was looked at.
fn far(coverage: &Coverage) -> String {
    match coverage.covered_since {
        Some(since) => format!(", since {}", minute(&since.to_string())),
        None if !coverage.complete => ", not of all rows".into(),
        None => String::new(),
    }
}
