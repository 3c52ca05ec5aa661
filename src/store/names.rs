//! The names that open new rows in the totals. They are limited in number, because what is counted per name
//! would otherwise grow as long as a client invents names.

use super::entry::SheetContent;
use crate::model::{Fault, Faults, MAX_ITEMS, StatSheet};
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
            Self::Item => MAX_ITEMS as usize,
            Self::GameMode => 100,
            Self::Variant => 500,
        }
    }

    fn too_many(self) -> String {
        let (kind, limit) = (self.as_str().replace('_', " "), self.limit());
        format!(
            "is a new {kind}, and the limit of {limit} is reached; put what varies without bound into custom_stats or event details"
        )
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

    /// Adds the names of `sheet` that are not here to `missing`.
    pub(super) fn missing(&self, sheet: &SheetContent, missing: &mut BTreeSet<(NameKind, String)>) {
        for_each_name(&sheet.sheet, |kind, name, _| {
            if !self.of(kind).contains(name) {
                missing.insert((kind, name.to_owned()));
            }
        });
    }

    /// Why `sheet` must not be stored: it has names that are not here.
    pub(super) fn refusal(&self, sheet: &SheetContent) -> Option<Faults> {
        let mut faults = Vec::new();
        for_each_name(&sheet.sheet, |kind, name, field| {
            if !self.of(kind).contains(name) {
                let field = match kind {
                    NameKind::GameMode => field.to_owned(),
                    NameKind::Item => format!("{field}.{name}"),
                    NameKind::Variant => {
                        format!("{field}.{}", name.split(BETWEEN).next().unwrap_or(name))
                    }
                };
                faults.push(Fault::new(field, kind.too_many()));
            }
        });
        Faults::from_vec(faults)
    }
}

/// Stands between experiment and variant; neither can hold it.
const BETWEEN: char = '\t';

/// Calls `visit` with the kind, the name and the sheet's field of each name that opens rows.
fn for_each_name(sheet: &StatSheet, mut visit: impl FnMut(NameKind, &str, &str)) {
    for item in sheet.looted_items.keys() {
        visit(NameKind::Item, item.as_str(), "looted_items");
    }
    for item in sheet.locations.keys() {
        if !sheet.looted_items.contains_key(item) {
            visit(NameKind::Item, item.as_str(), "locations");
        }
    }
    if let Some(game_mode) = &sheet.game_mode {
        visit(NameKind::GameMode, game_mode.as_str(), "game_mode");
    }
    for (experiment, variant) in &sheet.experiments {
        visit(
            NameKind::Variant,
            &format!("{experiment}{BETWEEN}{variant}"),
            "experiments",
        );
    }
}
