//! Whether totals tell a name apart. One for which there was no place, or that was merged or hidden, is counted as another name: a
//! total by its own would be 0, as if nothing had been sent.

use crate::model::{Arm, CountedElsewhere, MAP, MapName, NameKind, OTHER, SliceFilter};
use crate::store::ask::reader::Reader;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use crate::store::write::names::{arm, of_arm};

/// A name as the table of names has it.
#[derive(Debug)]
pub(in crate::store) struct TotalName {
    /// An arm may be a variant or a value.
    pub(in crate::store) kinds: [NameKind; 2],
    pub(in crate::store) name: String,
    /// Under which label names of its group that are in no list are counted, beside that of its kind; only of values.
    pub(in crate::store) unlisted: String,
    /// How the names of its group begin; only of values whose dimension may have no place.
    pub(in crate::store) group: String,
}

impl TotalName {
    fn of(kind: NameKind, name: &str) -> Self {
        Self {
            kinds: [kind, kind],
            name: name.to_owned(),
            unlisted: String::new(),
            group: String::new(),
        }
    }

    fn of_arm(of: &str, value: &str) -> Self {
        let unlisted = of_arm(NameKind::Dimension.as_str(), of);
        let name = of_arm(of, value);
        let kind = NameKind::Dimension;
        match of == MAP {
            // Maps always have places.
            true => Self {
                unlisted,
                ..Self::of(kind, &name)
            },
            false => Self {
                kinds: [NameKind::Variant, kind],
                name,
                unlisted,
                group: of_arm(of, ""),
            },
        }
    }
}

impl Reader {
    /// The name of a slice that totals do not tell apart, if any.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn counted_elsewhere(
        &self,
        slice: &SliceFilter,
    ) -> Result<Option<CountedElsewhere>, StoreError> {
        if let Some(mode) = &slice.game_mode {
            let elsewhere = self.name_elsewhere(NameKind::GameMode, mode.as_str());
            if let Some(elsewhere) = elsewhere.await? {
                return Ok(Some(elsewhere));
            }
        }
        match &slice.arm {
            Some(Arm {
                experiment,
                variant,
            }) if !variant.is_other() => {
                self.elsewhere(&TotalName::of_arm(experiment.as_str(), variant.as_str()))
                    .await
            }
            _ => Ok(None),
        }
    }

    /// As [`Reader::counted_elsewhere`], of an item, a type of event or a mode.
    ///
    /// # Errors
    /// As there.
    pub async fn name_elsewhere(
        &self,
        kind: NameKind,
        name: &str,
    ) -> Result<Option<CountedElsewhere>, StoreError> {
        match name == OTHER {
            true => Ok(None),
            false => self.elsewhere(&TotalName::of(kind, name)).await,
        }
    }

    /// As [`Reader::counted_elsewhere`], of a map; what came without a map is not counted as another.
    ///
    /// # Errors
    /// As there.
    pub async fn map_elsewhere(
        &self,
        map: &MapName,
    ) -> Result<Option<CountedElsewhere>, StoreError> {
        match map.as_str().is_empty() {
            true => Ok(None),
            false => self.elsewhere(&TotalName::of_arm(MAP, map.as_str())).await,
        }
    }

    async fn elsewhere(&self, asked: &TotalName) -> Result<Option<CountedElsewhere>, StoreError> {
        let found = in_time(async {
            Ok(on!(
                self.database,
                ask::counted_elsewhere::counted_elsewhere(asked)
            )?)
        });
        let Some((kind, counted_as)) = found.await? else {
            return Ok(None);
        };
        let own = |name: &str| arm(name).map(|(of, value)| (of.to_owned(), value.to_owned()));
        Ok(Some(CountedElsewhere {
            kind: NameKind::parse(&kind)
                .map_err(|reason| StoreError::bad_row("names", &asked.name, reason))?,
            of: own(&asked.name).map(|(of, _)| of),
            counted_as: counted_as.map(|name| own(&name).map_or(name, |(_, value)| value)),
        }))
    }
}
