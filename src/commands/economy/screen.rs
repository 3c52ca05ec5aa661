//! Currencies as text.

use super::super::screen::{FAINT, HEADING, styled};
use crate::model::{Economy, MoneyFlow, visible};
use std::fmt::Write;

pub(super) fn list(all: &[Economy]) -> String {
    if all.is_empty() {
        return "No currency was set; `loot economy set --source NAME --sink NAME` sets one.\n"
            .into();
    }
    let mut text = String::new();
    for economy in all {
        let _ = writeln!(
            text,
            "{}",
            styled(HEADING, &visible(economy.currency.as_str()))
        );
        for (what, flows) in [("Sources", &economy.sources), ("Sinks", &economy.sinks)] {
            let _ = writeln!(
                text,
                "{}  {}",
                styled(FAINT, &format!("{what:<8}")),
                said(flows)
            );
        }
    }
    text
}

fn said(flows: &[MoneyFlow]) -> String {
    if flows.is_empty() {
        return "none".into();
    }
    let flows: Vec<String> = flows.iter().map(ToString::to_string).collect();
    visible(&flows.join(", ")).into_owned()
}
