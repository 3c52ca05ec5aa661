//! What refused items were refused for: those with the same fault together, whatever was sent instead.

use crate::model::{Coverage, DeadLetterFilter, LetterExample, LetterGroup, LetterGroups, Refusal};
use crate::store::{Reader, StoreError};
use std::cmp::Reverse;
use std::collections::BTreeMap;

const MOST_GROUPS: usize = 200;

/// Groups of the newest `limit` refused items.
///
/// # Errors
/// When the database does not answer in time.
pub async fn letter_groups(
    reader: &Reader,
    filter: &DeadLetterFilter,
    limit: u32,
) -> Result<LetterGroups, StoreError> {
    let (refusals, is_all) = reader.refusals(filter, limit).await?;
    let since = refusals.iter().map(|refusal| refusal.received_at).min();
    let mut answer = grouped(refusals);
    answer.coverage = Coverage::since(since.filter(|_| !is_all));
    Ok(answer)
}

/// Of refusals, the newest first.
fn grouped(refusals: Vec<Refusal>) -> LetterGroups {
    let mut answer = LetterGroups::default();
    let mut by_fault: BTreeMap<(String, String), LetterGroup> = BTreeMap::new();
    for refusal in refusals {
        answer.looked_at += 1;
        let fault = (
            without_places(&refusal.field),
            without_values(&refusal.reason),
        );
        let group = by_fault
            .entry(fault.clone())
            .or_insert_with(|| LetterGroup {
                field: fault.0,
                reason: fault.1,
                items: 0,
                first: refusal.received_at,
                last: refusal.received_at,
                sources: Vec::new(),
                example: LetterExample {
                    id: refusal.id,
                    field: refusal.field,
                    reason: refusal.reason,
                },
            });
        group.items += 1;
        group.first = group.first.min(refusal.received_at);
        group.last = group.last.max(refusal.received_at);
        if let Err(place) = group.sources.binary_search(&refusal.source) {
            group.sources.insert(place, refusal.source);
        }
    }
    let mut groups: Vec<_> = by_fault.into_values().collect();
    groups.sort_by_key(|group| (Reverse(group.items), Reverse(group.last)));
    let others = groups.split_off(groups.len().min(MOST_GROUPS));
    answer.others = others.iter().map(|group| group.items).sum();
    answer.groups = groups;
    answer
}

/// `events[3].position[0]` as `events[].position[]`.
fn without_places(field: &str) -> String {
    let mut parts = field.split('[');
    let mut general = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        general.push('[');
        general.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    general
}

/// A reason as it is of all such items: what came, and where in a text, is of one alone.
fn without_values(reason: &str) -> String {
    let general = reason.split(", got ").next().unwrap_or(reason);
    let general = general.split(" at line ").next().unwrap_or(general);
    general.trim_end_matches(':').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Millis;

    fn refusal(id: i64, field: &str, reason: &str) -> Refusal {
        Refusal {
            id,
            received_at: Millis(id * 1_000),
            source: format!("/door/{}", id % 2),
            field: field.into(),
            reason: reason.into(),
        }
    }

    #[test]
    fn the_same_fault_is_one_group_whatever_was_sent_instead() {
        let told = grouped(vec![
            refusal(9, "locations.duck[12]", "must be a number, got \"north\""),
            refusal(
                8,
                "body",
                "is not valid JSON: EOF while parsing a list at line 1 column 7",
            ),
            refusal(7, "locations.duck[0]", "must be a number, got null"),
            refusal(4, "locations.duck[3]", "must be a number, got []"),
        ]);
        let [ducks, body] = told.groups.as_slice() else {
            panic!("{told:?}")
        };
        assert_eq!(
            (&*ducks.field, &*ducks.reason),
            ("locations.duck[]", "must be a number")
        );
        assert_eq!(
            (ducks.items, ducks.first, ducks.last),
            (3, Millis(4_000), Millis(9_000))
        );
        assert_eq!(ducks.sources, ["/door/0", "/door/1"]);
        assert_eq!(ducks.example.id, 9);
        assert_eq!(ducks.example.reason, "must be a number, got \"north\"");
        assert_eq!(body.reason, "is not valid JSON: EOF while parsing a list");
        assert_eq!((told.looked_at, told.others), (4, 0));
    }

    #[test]
    fn of_many_groups_the_largest_are_told_and_the_others_counted() {
        let many =
            (0..300).map(|id| refusal(300 - id, &format!("looted_items.i{}", id % 250), "no"));
        let told = grouped(many.collect());
        assert_eq!((told.groups.len(), told.groups[0].items), (MOST_GROUPS, 2));
        assert_eq!(told.others, 50);
    }
}
