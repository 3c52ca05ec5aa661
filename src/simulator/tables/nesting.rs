//! Whether tables inside tables end, and soon enough.

use super::table::{Gives, Table};
use crate::model::Fault;

const MAX_DEPTH: usize = 16;
/// Draws that one opening may come to with everything nested in it: one opening must stay cheap.
const MAX_ALL_DRAWS: u64 = 10_000;

/// Every table that contains itself, is nested too deep, or draws too often.
pub(super) fn faults(tables: &[Table]) -> Vec<Fault> {
    let mut walk = Walk {
        tables,
        seen: vec![Seen::Not; tables.len()],
        path: Vec::new(),
        faults: Vec::new(),
    };
    for table in 0..tables.len() {
        walk.visit(table);
    }
    if walk.faults.is_empty() {
        for (table, seen) in tables.iter().zip(&walk.seen) {
            let Seen::Done { depth, draws } = *seen else {
                continue;
            };
            let field = format!("loot_tables.{}", table.name);
            if depth > MAX_DEPTH {
                let reason =
                    format!("is nested {depth} tables deep; at most {MAX_DEPTH} are allowed");
                walk.faults.push(Fault::new(field, reason));
            } else if draws > MAX_ALL_DRAWS {
                let reason = format!(
                    "can come to {draws} draws in one opening, nested tables included; at most {MAX_ALL_DRAWS} are allowed"
                );
                walk.faults.push(Fault::new(field, reason));
            }
        }
    }
    walk.faults
}

#[derive(Clone, Copy)]
enum Seen {
    Not,
    /// It is on the path that is being walked.
    Open,
    Done {
        depth: usize,
        draws: u64,
    },
}

struct Walk<'a> {
    tables: &'a [Table],
    seen: Vec<Seen>,
    path: Vec<usize>,
    faults: Vec<Fault>,
}

impl Walk<'_> {
    /// How deep the table is nested and how many draws it can come to; recursion is bounded by the number of tables.
    fn visit(&mut self, table: usize) -> (usize, u64) {
        if let Seen::Done { depth, draws } = self.seen[table] {
            return (depth, draws);
        }
        self.seen[table] = Seen::Open;
        self.path.push(table);
        let (mut depth, mut draws) = (0, 0);
        let tables = self.tables;
        for (index, entry) in tables[table].entries.iter().enumerate() {
            let Gives::Table(nested) = entry.gives else {
                continue;
            };
            if matches!(self.seen[nested], Seen::Open) {
                self.note_cycle(table, index, nested);
                continue;
            }
            let (nested_depth, nested_draws) = self.visit(nested);
            depth = depth.max(nested_depth);
            draws = draws.max(nested_draws);
        }
        self.path.pop();
        depth += 1;
        draws = (draws + 1).saturating_mul(u64::from(tables[table].draws.max));
        self.seen[table] = Seen::Done { depth, draws };
        (depth, draws)
    }

    fn note_cycle(&mut self, table: usize, entry: usize, nested: usize) {
        let start = self.path.iter().position(|on_path| *on_path == nested);
        let mut names: Vec<_> = self.path[start.unwrap_or(0)..]
            .iter()
            .map(|table| self.tables[*table].name.as_str())
            .collect();
        names.push(&self.tables[nested].name);
        self.faults.push(Fault::new(
            format!(
                "loot_tables.{}.entries[{entry}].table",
                self.tables[table].name
            ),
            format!("a table cannot contain itself: {}", names.join(" → ")),
        ));
    }
}
