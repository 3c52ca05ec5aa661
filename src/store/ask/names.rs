//! Questions about names: where each is counted, and how many there are.

use crate::model::{
    MAP, Millis, NameCounts, NameKind, NameLine, NameLines, NameState, NamesWanted, OTHER,
};
use crate::store::ask::reader::Reader;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use crate::store::write::names::arm;
use std::collections::{HashMap, HashSet};

/// A row of the table of names: kind, name, slot, what it is counted as, when and through which door and from whom it came
/// first.
pub(in crate::store) type NameRow = (String, String, i64, Option<String>, i64, String, String);

impl Reader {
    /// How many names there are of each kind.
    pub async fn name_counts(&self) -> Result<Vec<NameCounts>, StoreError> {
        let rows = in_time(async { Ok(on!(self.database, ask::names::counts())?) }).await?;
        let of = |kind: NameKind, what: &str| {
            let row = rows
                .iter()
                .find(|row| (row.0.as_str(), row.1.as_str()) == (kind.as_str(), what));
            row.map_or(0, |(.., n)| u64::try_from(*n).unwrap_or(0))
        };
        let counts = NameKind::ALL.into_iter().map(|kind| NameCounts {
            kind,
            limit: kind.limit() as u64,
            tracked: of(kind, NameState::Tracked.as_str()),
            merged: of(kind, NameState::Merged.as_str()),
            hidden: of(kind, NameState::Hidden.as_str()),
            no_place: of(kind, NameState::NoPlace.as_str()),
            unlisted: of(kind, "unlisted"),
            other: of(kind, "other"),
        });
        Ok(counts.collect())
    }

    /// Names with where they are counted, and what was counted, in order of kind and name.
    pub async fn name_lines(&self, wanted: &NamesWanted) -> Result<NameLines, StoreError> {
        let (rows, counted) = in_time(async {
            let rows = on!(self.database, ask::names::rows())?;
            Ok((rows, on!(self.database, ask::names::counted())?))
        })
        .await?;
        let counted = counted.into_iter();
        let counted: HashMap<(String, String), i64> =
            counted.map(|(kind, name, n)| ((kind, name), n)).collect();
        let with_place = rows
            .iter()
            .filter(|row| row.0 == NameKind::Dimension.as_str() && row.2 >= 0);
        let dimensions: HashSet<String> = with_place
            .filter_map(|row| Some(arm(&row.1)?.0.to_owned()))
            .collect();
        let mut found = Vec::new();
        for row in rows {
            let key = (row.0.clone(), row.1.clone());
            let mut line = line(row, counted.get(&key).copied())?;
            let own = line.dimension.as_ref();
            line.counted_dimension = own.map(|own| match own == MAP || dimensions.contains(own) {
                true => own.clone(),
                false => OTHER.to_owned(),
            });
            if wanted.wants(&line) {
                found.push(line);
            }
        }
        found.sort_by(|one, other| one.order().cmp(&other.order()));
        let after = usize::try_from(wanted.after).unwrap_or(usize::MAX);
        let end = after.saturating_add(wanted.limit as usize);
        let next = (end < found.len()).then_some(end as u64);
        let lines = found.into_iter().skip(after).take(wanted.limit as usize);
        Ok(NameLines {
            lines: lines.collect(),
            next,
        })
    }
}

fn line(row: NameRow, counted: Option<i64>) -> Result<NameLine, StoreError> {
    let (kind, name, slot, counted_as, first_seen, source, player_id) = row;
    let kind = NameKind::parse(&kind)
        .map_err(|reason| StoreError::bad_row("names", &name, format!("kind {reason}")))?;
    let (state, counted_as) = match counted_as {
        Some(other) if other == OTHER => (NameState::Hidden, None),
        Some(other) => (NameState::Merged, Some(other)),
        None if slot < 0 => (NameState::NoPlace, None),
        None => (NameState::Tracked, None),
    };
    let without_experiment = |full: String| match arm(&full) {
        Some((_, variant)) => variant.to_owned(),
        None => full,
    };
    let of = arm(&name).map(|(of, _)| of.to_owned());
    let (experiment, dimension) = match kind {
        NameKind::Dimension => (None, of),
        _ => (of, None),
    };
    let is_tracked = state == NameState::Tracked;
    Ok(NameLine {
        kind,
        experiment,
        dimension,
        name: without_experiment(name),
        state,
        counted_as: counted_as.map(without_experiment),
        counted_dimension: None,
        count: is_tracked.then(|| counted.map_or(0, |n| n as u64)),
        first_seen: (first_seen > 0).then_some(Millis(first_seen)),
        source: Some(source).filter(|source| !source.is_empty()),
        player_id: Some(player_id).filter(|player| !player.is_empty()),
    })
}

impl NamesWanted {
    fn wants(&self, line: &NameLine) -> bool {
        let prefix = self.prefix.as_deref().unwrap_or("");
        self.kind.is_none_or(|kind| kind == line.kind)
            && self.state.is_none_or(|state| state == line.state)
            && line.name.starts_with(prefix)
    }
}

impl NameLine {
    fn order(&self) -> (NameKind, Option<&str>, &str) {
        let of = self.experiment.as_deref().or(self.dimension.as_deref());
        (self.kind, of, &self.name)
    }
}
