//! From a finished sheet to uploads: what goes wrong on the way, and what the server should say.

use super::shared::Population;
use super::sheet::Sheet;
use super::upload::{Body, DeliveryFault, Expected, Label, Upload};
use crate::model::Millis;
use crate::simulator::dice::Dice;
use crate::simulator::rolls::Rolls;
use serde_json::{Value, json};

/// The uploads of `sheet`, finished at `at`; `dice` are turned to the player's match.
pub(super) fn uploads<'a>(
    sheet: Sheet<'a>,
    at: i64,
    offline: bool,
    population: &'a Population,
    dice: &mut Dice,
    mut send: impl FnMut(Upload<'a>),
) {
    let delivery = &population.scenario.delivery;
    let delay = delivery.delay.map_or(0.0, |delay| delay.sample(dice));
    let mut upload = Upload {
        at: later(at, delay),
        label: Label {
            population,
            key: sheet.key,
            fault: offline.then_some(DeliveryFault::Offline),
            expected: Expected::Accepted,
        },
        body: Body::Sheet(Box::new(sheet)),
    };
    if let Some((fault, seconds)) = fault(population, dice) {
        let sent = upload.at.0;
        match fault {
            DeliveryFault::Late | DeliveryFault::Reordered => {
                upload.at = later(sent, seconds);
                upload.label.fault = Some(fault);
            }
            DeliveryFault::Duplicate => {
                send(upload.clone());
                upload.at = later(sent, seconds);
                upload.label.fault = Some(fault);
                upload.label.expected = Expected::Duplicate;
            }
            DeliveryFault::Truncated => {
                let mut cut = upload.clone();
                cut.body = Body::Cut(cut_off(&upload, dice));
                cut.label.fault = Some(fault);
                cut.label.expected = Expected::Rejected;
                send(cut);
                upload.at = later(sent, seconds);
                upload.label.fault = Some(DeliveryFault::Resent);
            }
            DeliveryFault::Corrupt => {
                upload.body = Body::Corrupt(broken(&upload, dice));
                upload.label.fault = Some(fault);
                upload.label.expected = Expected::Rejected;
            }
            DeliveryFault::Resent | DeliveryFault::Offline => {}
        }
    }
    send(upload);
}

/// At least a millisecond later, so that what is sent again comes after what it repeats.
fn later(at: i64, seconds: f64) -> Millis {
    Millis(at + (seconds * 1_000.0) as i64 + 1)
}

/// What goes wrong with this sheet, and for how many seconds. One thing at most.
fn fault(population: &Population, dice: &mut Dice) -> Option<(DeliveryFault, f64)> {
    let delivery = &population.scenario.delivery;
    let mut roll = dice.unit();
    for (fault, of) in [
        (DeliveryFault::Duplicate, &delivery.duplicates),
        (DeliveryFault::Late, &delivery.late),
        (DeliveryFault::Reordered, &delivery.reordered),
        (DeliveryFault::Truncated, &delivery.truncated),
    ] {
        if roll < of.share {
            return Some((fault, of.seconds.sample(dice)));
        }
        roll -= of.share;
    }
    (roll < delivery.corrupt).then_some((DeliveryFault::Corrupt, 0.0))
}

fn text(upload: &Upload<'_>) -> String {
    let mut line = Vec::new();
    upload.write(&mut line).expect("a Vec takes any text");
    String::from_utf8(line).expect("JSON is UTF-8")
}

fn cut_off(upload: &Upload<'_>, dice: &mut Dice) -> String {
    let mut text = text(upload);
    let mut end = 1 + dice.below(text.len() as u32 - 1) as usize;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}

/// One field made wrong, in a way that no server may accept.
fn broken(upload: &Upload<'_>, dice: &mut Dice) -> String {
    let mut sheet: Value = serde_json::from_str(&text(upload)).expect("a sheet is JSON");
    match dice.below(7) {
        0 => sheet["looted_items"] = json!({"rubber_duck": -3}),
        1 => sheet["looted_items"] = json!({"rubber_duck": "three"}),
        2 => sheet["player_id"] = Value::Null,
        3 => sheet["timestamp"] = json!("yesterday"),
        4 => sheet["match_duration"] = json!(-5),
        5 => sheet["player_level"] = json!(1.5),
        _ => sheet["locations"] = json!({"rubber_duck": [["north", 3]]}),
    }
    sheet.to_string()
}
