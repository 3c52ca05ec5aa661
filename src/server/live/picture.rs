//! What the watchers of one filter have been sent so far, and the frames that bring them up to date. Pure.

use crate::model::{LiveEvent, LiveFilter, LiveLook, LiveSheet, Millis, Seen};
use crate::server::socket::frame;
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Rows of each kind that a snapshot shows.
const NEWEST: usize = 20;

/// What is known of one filter.
#[derive(Debug)]
pub(super) struct Picture {
    filter: LiveFilter,
    seq: u64,
    sums: Value,
    sheets: Vec<LiveSheet>,
    events: Vec<LiveEvent>,
    seen: Seen,
    /// The snapshot of `seq`, once somebody wanted it.
    snapshot: Option<Bytes>,
}

/// A message to watchers.
#[derive(Serialize)]
struct LiveMessage<'a> {
    r#type: &'static str,
    seq: u64,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a LiveFilter>,
    #[serde(flatten)]
    sums: &'a Value,
    sheets: &'a [LiveSheet],
    events: &'a [LiveEvent],
}

impl Picture {
    /// The first look.
    pub(super) fn new(filter: LiveFilter, look: LiveLook) -> Self {
        Self {
            filter,
            seq: 0,
            sums: sums(&look),
            sheets: look.sheets,
            events: look.events,
            seen: look.seen,
            snapshot: None,
        }
    }

    pub(super) fn seen(&self) -> Seen {
        self.seen
    }

    /// Everything, as a frame.
    pub(super) fn snapshot(&mut self, at: Millis) -> Bytes {
        if let Some(snapshot) = &self.snapshot {
            return snapshot.clone();
        }
        let snapshot = frame::json(&LiveMessage {
            r#type: "snapshot",
            seq: self.seq,
            at: at.to_string(),
            filter: Some(&self.filter),
            sums: &self.sums,
            sheets: &self.sheets,
            events: &self.events,
        });
        self.snapshot = Some(snapshot.clone());
        snapshot
    }

    /// Takes over a look at rows of another generation: nothing that was shown is left. Returns all of it as a frame.
    pub(super) fn begin_again(&mut self, look: LiveLook, at: Millis) -> Bytes {
        let seq = self.seq + 1;
        *self = Self {
            seq,
            ..Self::new(self.filter.clone(), look)
        };
        self.snapshot(at)
    }

    /// Takes a newer look at the same generation over, and returns what has changed as a frame; nothing when nothing has.
    pub(super) fn update(&mut self, look: LiveLook, at: Millis) -> Option<Bytes> {
        let newer = sums(&look);
        let patch = patch(&self.sums, &newer);
        self.seen = look.seen;
        if patch.is_none() && look.sheets.is_empty() && look.events.is_empty() {
            return None;
        }
        self.seq += 1;
        self.snapshot = None;
        self.sums = newer;
        let delta = frame::json(&LiveMessage {
            r#type: "delta",
            seq: self.seq,
            at: at.to_string(),
            filter: None,
            sums: &patch.unwrap_or_else(|| json!({})),
            sheets: &look.sheets,
            events: &look.events,
        });
        prepend(&mut self.sheets, look.sheets);
        prepend(&mut self.events, look.events);
        Some(delta)
    }
}

fn prepend<T>(rows: &mut Vec<T>, mut newer: Vec<T>) {
    newer.append(rows);
    newer.truncate(NEWEST);
    *rows = newer;
}

fn sums(look: &LiveLook) -> Value {
    let mut sums = json!({"totals": look.totals, "event_types": look.event_types});
    if let Some(quality) = &look.quality {
        sums["quality"] = json!({
            "coverage": quality.coverage,
            "completeness": quality.completeness,
            "duplicates": quality.duplicates,
            "rejected": quality.rejected,
        });
    }
    sums
}

/// What turns `old` into `new` as a JSON merge patch (RFC 7396): the fields that changed, null for one that is gone.
fn patch(old: &Value, new: &Value) -> Option<Value> {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let mut changes = Map::new();
            for (name, value) in new {
                let change = match old.get(name) {
                    Some(before) => patch(before, value),
                    None => Some(value.clone()),
                };
                changes.extend(change.map(|change| (name.clone(), change)));
            }
            let gone = old.keys().filter(|name| !new.contains_key(*name));
            changes.extend(gone.map(|name| (name.clone(), Value::Null)));
            (!changes.is_empty()).then_some(Value::Object(changes))
        }
        (old, new) => (old != new).then(|| new.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LiveTotals;
    use proptest::prelude::*;

    #[test]
    fn a_patch_tells_what_changed_and_nothing_else() {
        let old = json!({"a": {"x": 1, "y": 2}, "b": 3, "gone": {}});
        let new = json!({"a": {"x": 1, "y": 5}, "b": 3, "new": {"z": 1}});
        let expected = json!({"a": {"y": 5}, "gone": null, "new": {"z": 1}});
        assert_eq!(patch(&old, &new), Some(expected));
        assert_eq!(patch(&old, &old), None);
    }

    /// As RFC 7396 says it, section 2.
    fn merge(target: &mut Value, patch: &Value) {
        let Value::Object(patch) = patch else {
            *target = patch.clone();
            return;
        };
        if !target.is_object() {
            *target = json!({});
        }
        for (name, change) in patch {
            if change.is_null() {
                target.as_object_mut().unwrap().remove(name);
            } else {
                merge(&mut target[name], change);
            }
        }
    }

    fn any_sums() -> impl Strategy<Value = Value> {
        let counts = proptest::collection::btree_map("[a-d]", 0..4_u64, 0..4);
        proptest::collection::btree_map("[a-c]", counts, 0..3).prop_map(|sums| json!(sums))
    }

    proptest! {
        #[test]
        fn an_old_picture_with_the_patch_is_the_new_one(old in any_sums(), new in any_sums()) {
            let mut patched = old.clone();
            if let Some(patch) = patch(&old, &new) {
                merge(&mut patched, &patch);
            }
            prop_assert_eq!(patched, new);
        }
    }

    fn look(sheets: u64) -> LiveLook {
        LiveLook {
            totals: LiveTotals {
                total_stat_sheets: sheets,
                total_events: Some(0),
                ..LiveTotals::default()
            },
            event_types: Default::default(),
            quality: None,
            sheets: Vec::new(),
            events: Vec::new(),
            seen: Seen::default(),
        }
    }

    #[test]
    fn only_a_change_is_told_and_has_the_next_number() {
        let mut picture = Picture::new(LiveFilter::default(), look(1));
        assert_eq!(picture.update(look(1), Millis(0)), None);
        let first = picture.update(look(2), Millis(0)).unwrap();
        let text = String::from_utf8_lossy(&first).into_owned();
        assert!(
            text.contains(r#""seq":1"#) && text.contains(r#"{"total_stat_sheets":2}"#),
            "{text}"
        );
        let snapshot = picture.snapshot(Millis(0));
        let text = String::from_utf8_lossy(&snapshot).into_owned();
        assert!(
            text.contains(r#""seq":1"#) && text.contains(r#""total_events":0"#),
            "{text}"
        );
    }
}
