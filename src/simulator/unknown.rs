//! The message about a name that a scenario uses but does not define.

/// `no item is called "swrod"; did you mean "sword"?`, the nearest of `known` when one is near.
pub(super) fn unknown<'a>(
    kind: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> String {
    // A long name in a message hides the message.
    let shown: String = name.chars().take(64).collect();
    let near = known
        .into_iter()
        .map(|known| (strsim::osa_distance(known, &shown), known))
        .min();
    match near {
        Some((distance, near)) if distance <= 1 + near.chars().count() / 4 => {
            format!("no {kind} is called {shown:?}; did you mean {near:?}?")
        }
        _ => format!("no {kind} is called {shown:?}"),
    }
}

/// How many names to offer from, after so many faults: comparing names costs, and nobody reads the twentieth offer.
pub(super) fn offers(faults_so_far: usize) -> usize {
    if faults_so_far < 20 { 1_000 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        let known = ["sword", "shield", "rubber_duck"];
        assert_eq!(
            unknown("item", "swrod", known),
            "no item is called \"swrod\"; did you mean \"sword\"?"
        );
        assert_eq!(
            unknown("item", "medkit", known),
            "no item is called \"medkit\""
        );
        assert_eq!(unknown("item", "x", []), "no item is called \"x\"");
    }
}
