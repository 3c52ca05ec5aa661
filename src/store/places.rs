//! Picks places from rows: which sheets to ask, what their places are, and an even sample of them. Pure.

use super::error::StoreError;
use crate::model::Millis;
use crate::model::{ItemKind, Position, StatSheet};

/// Points with the units found at each.
pub(super) type Weighted = Vec<(Position, u64)>;

/// The most sheets that are asked for one answer: they are looked up one by one.
const MOST_SHEETS: u64 = 20_000;
/// Fewer would show too few of the players, however many units each has.
const FEWEST_SHEETS: u64 = 1_000;

/// Ids spread evenly over `1..=last_id`, as many as should hold `limit` units when `count` of them are spread
/// over `sheets`.
pub(super) fn ids_to_ask(last_id: u64, sheets: u64, count: u64, limit: usize) -> Vec<i64> {
    let wanted = (limit as u128 * u128::from(sheets)).div_ceil(u128::from(count.max(1)));
    let wanted = (wanted as u64)
        .clamp(FEWEST_SHEETS, MOST_SHEETS)
        .min(last_id);
    (0..wanted)
        .map(|k| (u128::from(last_id) * u128::from(2 * k + 1) / u128::from(2 * wanted)) as i64 + 1)
        .collect()
}

/// The places in a text that was written from them.
pub(super) fn of_text(places: &str, units: u64) -> Result<Weighted, StoreError> {
    let item = r#"{"match_id":"-","player_id":"-","looted_items":{"-":0},"locations":{"-":"#;
    let sheet = parse(format!("{item}{places}}}}}"))?;
    let each_alone = |(_, places): (_, &crate::model::Places)| places.weighted(units).collect();
    Ok(sheet
        .locations
        .iter()
        .next()
        .map(each_alone)
        .unwrap_or_default())
}

/// The places of `item` in a sheet's columns.
pub(super) fn of_sheet(
    item: &ItemKind,
    looted_items: &str,
    locations: &str,
) -> Result<Weighted, StoreError> {
    let sheet = parse(format!(
        r#"{{"match_id":"-","player_id":"-","looted_items":{looted_items},"locations":{locations}}}"#
    ))?;
    let count = sheet.looted_items.get(item).map_or(0, |count| count.get());
    let places = sheet.locations.get(item);
    Ok(places
        .map(|places| places.weighted(count).collect())
        .unwrap_or_default())
}

fn parse(json: String) -> Result<StatSheet, StoreError> {
    StatSheet::parse(json.as_bytes(), Millis(0))
        .map_err(|faults| StoreError::Damaged(format!("stored places cannot be read: {faults}")))
}

/// All units, or `limit` of them at even distances, each as its point.
pub(super) fn even_sample(rows: &[Weighted], limit: usize) -> Vec<Position> {
    let total: u64 = rows.iter().flatten().map(|(_, units)| units).sum();
    let taken = total.min(limit as u64);
    let mut points = Vec::with_capacity(taken as usize);
    let mut units_before = 0_u64;
    for (point, units) in rows.iter().flatten() {
        units_before += units;
        // The k-th of `taken` stands for the unit at (k + ½) · total / taken.
        while (points.len() as u64) < taken
            && (2 * u128::from(points.len() as u64) + 1) * u128::from(total)
                < 2 * u128::from(taken) * u128::from(units_before)
        {
            points.push(*point);
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64) -> Position {
        Position::new(x, 0.0).unwrap()
    }

    #[test]
    fn below_the_limit_every_unit_is_there() {
        let rows = vec![vec![(at(1.0), 2)], vec![], vec![(at(2.0), 1), (at(3.0), 3)]];
        let points = even_sample(&rows, 10);
        let xs: Vec<_> = points.iter().map(|point| point.x()).collect();
        assert_eq!(xs, [1.0, 1.0, 2.0, 3.0, 3.0, 3.0]);
    }

    #[test]
    fn above_it_each_place_keeps_its_share() {
        let rows = vec![vec![(at(1.0), 3_000_000)], vec![(at(2.0), 1_000_000)]];
        let points = even_sample(&rows, 1_000);
        assert_eq!(points.len(), 1_000);
        assert_eq!(points.iter().filter(|point| point.x() == 1.0).count(), 750);
    }

    #[test]
    fn asked_ids_are_spread_and_bounded() {
        let ids = ids_to_ask(10_000_000, 10_000_000, 1_000_000_000, 10_000);
        assert_eq!(ids.len() as u64, FEWEST_SHEETS);
        assert_eq!((ids[0], ids[999]), (5_001, 9_995_001));
        assert_eq!(ids_to_ask(3, 3, 3, 10_000), [1, 2, 3]);
        assert!(ids_to_ask(0, 0, 0, 10).is_empty());
    }
}
