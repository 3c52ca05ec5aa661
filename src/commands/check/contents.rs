//! The first part of `loot check`: what is stored.

use crate::commands::screen::{
    FAINT, HEADING, counted, fitted_name, grouped, minute, percent, styled,
};
use crate::commands::source::{SheetLine, Source};
use crate::model::{SheetFilter, TableCount, Totals};
use serde::Serialize;
use std::fmt::Write;

/// Tables, totals and sheets; of one match or player its sheets alone.
#[derive(Debug, Serialize)]
pub(super) struct Contents {
    /// Empty when a server was asked.
    tables: Vec<TableCount>,
    totals: Option<Totals>,
    first: Option<SheetLine>,
    /// Newest first; those that match the filter.
    sheets: Vec<SheetLine>,
    /// Whether more sheets match.
    more: bool,
    filter: Filter,
}

#[derive(Debug, Serialize)]
struct Filter {
    match_id: Option<String>,
    player_id: Option<String>,
}

const MOST_ITEMS: usize = 20;

impl Contents {
    /// Asks for everything that is shown.
    pub(super) async fn gather(
        source: &Source,
        filter: &SheetFilter,
        limit: u32,
    ) -> anyhow::Result<Self> {
        let of_all = filter.match_id.is_none() && filter.player_id.is_none();
        let tables = match source {
            Source::Database(reader) if of_all => reader.table_counts().await?,
            _ => Vec::new(),
        };
        let (sheets, more) = source.newest(filter, limit).await?;
        let (totals, first) = match of_all {
            true => (Some(source.totals(None).await?), source.first().await?),
            false => (None, None),
        };
        Ok(Self {
            tables,
            totals,
            first,
            sheets,
            more,
            filter: Filter {
                match_id: filter.match_id.as_ref().map(ToString::to_string),
                player_id: filter.player_id.as_ref().map(ToString::to_string),
            },
        })
    }

    /// Writes it for people.
    pub(super) fn write(&self, text: &mut String) {
        if !self.tables.is_empty() {
            let _ = writeln!(text, "\n{}", styled(HEADING, "Tables"));
            for count in &self.tables {
                let rows = if count.rows == 1 { "row" } else { "rows" };
                let (table, n) = (&count.table, grouped(count.rows));
                let _ = writeln!(text, "  {table:<16}{n:>14} {rows}");
            }
        }
        if let Some(totals) = &self.totals {
            write_totals(text, totals);
        }
        if let Some(first) = &self.first {
            let _ = writeln!(text, "\n{}", styled(HEADING, "First sheet"));
            write_line(text, first);
        }
        self.write_sheets(text);
    }

    fn write_sheets(&self, text: &mut String) {
        let mut heading = String::from("Latest sheets");
        if let Some(match_id) = &self.filter.match_id {
            let _ = write!(
                heading,
                " of match {}",
                fitted_name(match_id, 20).trim_end()
            );
        }
        if let Some(player_id) = &self.filter.player_id {
            let _ = write!(
                heading,
                " of player {}",
                fitted_name(player_id, 20).trim_end()
            );
        }
        let order = styled(FAINT, "by when they were received, UTC");
        let _ = writeln!(text, "\n{} {order}", styled(HEADING, &heading));
        for sheet in &self.sheets {
            write_line(text, sheet);
            if self.filter.match_id.is_some() || self.filter.player_id.is_some() {
                write_items(text, sheet);
            }
        }
        if self.sheets.is_empty() {
            let _ = writeln!(text, "  none");
        }
        if self.more {
            let _ = writeln!(
                text,
                "  {}",
                styled(FAINT, "… and more; --limit N shows more of them")
            );
        }
    }
}

fn write_totals(text: &mut String, totals: &Totals) {
    let units = totals.units();
    let _ = writeln!(text, "\n{}", styled(HEADING, "Totals"));
    let _ = writeln!(
        text,
        "  {} of {} in {}, {}",
        counted(totals.total_stat_sheets, "sheet", "sheets"),
        counted(totals.total_players, "player", "players"),
        counted(totals.total_matches, "match", "matches"),
        counted(totals.total_events, "event", "events")
    );
    let mut items: Vec<_> = totals.total_items.iter().collect();
    items.sort_by_key(|(item, n)| (std::cmp::Reverse(**n), *item));
    for (item, n) in items.iter().take(MOST_ITEMS) {
        let share = percent(**n as f64 / units.max(1) as f64);
        let _ = writeln!(
            text,
            "  {}{:>16}{share:>9}",
            fitted_name(item.as_str(), 30),
            grouped(**n)
        );
    }
    if items.len() > MOST_ITEMS {
        let _ = writeln!(
            text,
            "  and {}",
            counted(
                (items.len() - MOST_ITEMS) as u64,
                "more kind of item",
                "more kinds of items"
            )
        );
    }
}

fn write_line(text: &mut String, sheet: &SheetLine) {
    let _ = writeln!(
        text,
        "  {:>9}  {} {} {:>15}  {}",
        format!("#{}", sheet.id),
        fitted_name(&sheet.match_id, 14),
        fitted_name(&sheet.player_id, 16),
        counted(sheet.units(), "item", "items"),
        minute(&sheet.created_at)
    );
}

fn write_items(text: &mut String, sheet: &SheetLine) {
    let mut line = String::new();
    for (item, n) in &sheet.looted_items {
        let part = format!("{} {}", fitted_name(item, 24).trim_end(), grouped(*n));
        if !line.is_empty() && line.chars().count() + part.chars().count() > 62 {
            let _ = writeln!(text, "             {line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(&part);
    }
    if !line.is_empty() {
        let _ = writeln!(text, "             {line}");
    }
}
