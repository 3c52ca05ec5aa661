//! The names that open new rows in the totals. They are limited in number, because what is counted per name
//! would otherwise grow as long as a client invents names.

use super::entry::SheetContent;
use crate::model::{Fault, Faults};
use std::collections::{BTreeSet, HashSet};

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum NameKind {
    Item,
    GameMode,
    Variant,
}

impl NameKind {
    pub(super) const ALL: [Self; 3] = [Self::Item, Self::GameMode, Self::Variant];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::GameMode => "game_mode",
            Self::Variant => "variant",
        }
    }

    /// The most names of the kind.
    pub(super) fn limit(self) -> usize {
        match self {
            Self::Item => 5_000,
            Self::GameMode => 100,
            Self::Variant => 500,
        }
    }
}

/// The names the database has.
#[derive(Debug, Default, Clone)]
pub(super) struct Names([HashSet<String>; 3]);

impl Names {
    pub(super) fn of(&self, kind: NameKind) -> &HashSet<String> {
        &self.0[kind as usize]
    }

    /// Adds a name unless there are too many already.
    pub(super) fn add(&mut self, kind: NameKind, name: String) -> bool {
        let names = &mut self.0[kind as usize];
        names.contains(&name) || (names.len() < kind.limit() && names.insert(name))
    }

    /// The names of `sheet` that are not here.
    pub(super) fn missing(&self, sheet: &SheetContent, missing: &mut BTreeSet<(NameKind, String)>) {
        for (kind, name, _) in names_of(sheet) {
            if !self.of(kind).contains(name.as_ref()) {
                missing.insert((kind, name.into_owned()));
            }
        }
    }

    /// Why `sheet` must not be stored: it has names that are not here.
    pub(super) fn refusal(&self, sheet: &SheetContent) -> Option<Faults> {
        let unknown =
            names_of(sheet).filter(|(kind, name, _)| !self.of(*kind).contains(name.as_ref()));
        let faults = unknown.map(|(kind, _, field)| {
            let kind_name = kind.as_str().replace('_', " ");
            Fault::new(
                field(),
                format!(
                    "is a new {kind_name}, and the limit of {} is reached; put what varies without bound into custom_stats or event details",
                    kind.limit()
                ),
            )
        });
        Faults::from_vec(faults.collect())
    }
}

type NameOf<'a> = (
    NameKind,
    std::borrow::Cow<'a, str>,
    Box<dyn Fn() -> String + 'a>,
);

fn names_of(content: &SheetContent) -> impl Iterator<Item = NameOf<'_>> {
    let sheet = &content.sheet;
    let looted = sheet.looted_items.keys().map(|item| ("looted_items", item));
    // Places of items that were not looted open rows as well.
    let placed = sheet.locations.keys().map(|item| ("locations", item));
    let placed = placed.filter(|(_, item)| !sheet.looted_items.contains_key(*item));
    let items = looted.chain(placed).map(|(field, item)| -> NameOf<'_> {
        (
            NameKind::Item,
            item.as_str().into(),
            Box::new(move || format!("{field}.{item}")),
        )
    });
    let modes = sheet.game_mode.iter().map(|mode| -> NameOf<'_> {
        (
            NameKind::GameMode,
            mode.as_str().into(),
            Box::new(|| "game_mode".into()),
        )
    });
    let variants = sheet
        .experiments
        .iter()
        .map(|(experiment, variant)| -> NameOf<'_> {
            let field = move || format!("experiments.{experiment}");
            (
                NameKind::Variant,
                format!("{experiment}\t{variant}").into(),
                Box::new(field),
            )
        });
    items.chain(modes).chain(variants)
}
