//! What goes together with finding an item, from the sheets themselves.

use crate::analytics::{ItemLevels, OutcomesByItem};
use crate::model::{FieldName, ItemKind, Label, Leaf, NewestRows, each_leaf};
use crate::store::{Reader, SheetColumns, StoreError};
use crate::wire::{ItemByLevel, ItemOutcomes};
use std::ops::ControlFlow;

/// Numbers beyond it have no sum.
const MOST: f64 = 1e15;

/// How sheets end, by the items in them; of the items the `most` that are in most sheets.
///
/// # Errors
/// When the database does not answer in time, or a row is damaged.
pub async fn item_outcomes(
    reader: &Reader,
    (field, value): (FieldName, Option<Label>),
    most: usize,
    asked: &NewestRows,
) -> Result<ItemOutcomes, StoreError> {
    let columns = SheetColumns {
        items: true,
        custom_stats: true,
        ..SheetColumns::NUMBERS
    };
    let mut outcomes = OutcomesByItem::default();
    let mut rows_in_slice = 0;
    let looked_at = reader.newest_sheet_rows(columns, asked, |sheet| {
        rows_in_slice += 1;
        if let Some(ending) = ending(sheet.custom_stats(), &field, value.as_ref()) {
            let items = sheet.items().filter(|(_, units)| *units > 0);
            outcomes.add(sheet.player_id(), ending, items.map(|(item, _)| item));
        }
        goes_on(outcomes.has_room())
    });
    let looked_at = looked_at.await?;
    Ok(ItemOutcomes {
        field,
        value,
        looked_at,
        rows_in_slice,
        outcomes: outcomes.summary(most),
    })
}

/// What a sheet ends with: a number as it is, a yes or a text that is looked for as 1, and others as 0.
fn ending(stats: &str, field: &FieldName, value: Option<&Label>) -> Option<f64> {
    let mut ending = None;
    each_leaf(stats, |name, leaf| {
        // A name may come twice, as `a.b` and as `b` in `a`; the first counts.
        if name != field.as_str() || ending.is_some() {
            return;
        }
        ending = match (leaf, value) {
            (Leaf::Boolean(yes), None) => Some(f64::from(u8::from(yes))),
            (Leaf::Number(number), None) => Some(number).filter(|number| number.abs() <= MOST),
            (Leaf::Text(text), Some(value)) => Some(f64::from(u8::from(text == value.as_str()))),
            _ => None,
        };
    });
    ending
}

/// How much of `item` sheets have, by the player's level.
///
/// # Errors
/// As for [`item_outcomes`].
pub async fn item_by_level(
    reader: &Reader,
    item: ItemKind,
    asked: &NewestRows,
) -> Result<ItemByLevel, StoreError> {
    let columns = SheetColumns {
        items: true,
        ..SheetColumns::NUMBERS
    };
    let mut levels = ItemLevels::default();
    let mut rows_in_slice = 0;
    let looked_at = reader.newest_sheet_rows(columns, asked, |sheet| {
        rows_in_slice += 1;
        let mut items = sheet.items();
        let found = items.find(|(name, _)| *name == item.as_str());
        let units = found.map_or(0, |(_, units)| units.max(0) as u64);
        levels.add(sheet.player_id(), sheet.level(), units);
        goes_on(levels.has_room())
    });
    let looked_at = looked_at.await?;
    Ok(ItemByLevel {
        item,
        looked_at,
        rows_in_slice,
        without_level: levels.without_level(),
        levels: levels.bands(),
    })
}

fn goes_on(has_room: bool) -> ControlFlow<()> {
    match has_room {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_ends_with_what_its_stat_says() {
        let (won, label) = (
            FieldName::parse("won").unwrap(),
            Label::parse("yes").unwrap(),
        );
        for (stats, value, expected) in [
            (r#"{"won": true}"#, None, Some(1.0)),
            (r#"{"won": false}"#, None, Some(0.0)),
            (r#"{"won": 2.5}"#, None, Some(2.5)),
            (r#"{"won": 1e300}"#, None, None),
            (r#"{"won": "yes"}"#, None, None),
            (r#"{"won": "yes"}"#, Some(&label), Some(1.0)),
            (r#"{"won": "no"}"#, Some(&label), Some(0.0)),
            (r#"{"won": true}"#, Some(&label), None),
            (r#"{"lost": true}"#, None, None),
            ("", None, None),
        ] {
            assert_eq!(ending(stats, &won, value), expected, "{stats}");
        }
    }
}
