//! Names: where each is counted, and what is to become of some of them.

use super::parameters::{Paged, Parameters, WholeOr};
use crate::model::{
    Cursor, Fault, Faults, Name, NameChange, NameCounts, NameDecision, NameKind, NameLine,
    NameLines, NameState, NamesWanted, OTHER,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NamesOf {
    /// Only names of this kind
    #[param(inline)]
    pub kind: Option<NameKind>,
    /// Only names that are counted there: by themselves, as another one, hidden, or among the others for want of a place
    #[param(inline)]
    pub state: Option<NameState>,
    /// Only names that begin with this
    #[param(example = "sword_")]
    pub prefix: Option<String>,
}

impl Parameters for NamesOf {}

/// A page of names.
pub type NamesPaged = Paged<WholeOr<1_000, 10_000>, Cursor>;

impl From<(NamesOf, NamesPaged)> for NamesWanted {
    fn from((of, page): (NamesOf, NamesPaged)) -> Self {
        Self {
            kind: of.kind,
            state: of.state,
            prefix: of.prefix,
            limit: page.limit.0,
            after: page.cursor.map_or(0, |cursor| cursor.0.unsigned_abs()),
        }
    }
}

/// A page of names, and how many there are of each kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NamesPage {
    /// Always true.
    pub success: bool,
    /// How many there are of each kind.
    pub kinds: Vec<NameCounts>,
    /// Names in this page.
    pub count: usize,
    /// In order of kind and name.
    pub data: Vec<NameLine>,
    /// `cursor` of the next page; null at the end.
    pub next: Option<String>,
}

impl NamesPage {
    /// A page of `names`.
    pub fn new(kinds: Vec<NameCounts>, names: NameLines) -> Self {
        Self {
            success: true,
            kinds,
            count: names.lines.len(),
            data: names.lines,
            next: names.next.map(|next| next.to_string()),
        }
    }
}

/// Which names are to be counted elsewhere: some, or all that begin with something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamesToChange {
    /// What they name.
    pub kind: NameKind,
    /// The experiment, of variants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment: Option<String>,
    /// The dimension, of its values; `map` of maps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimension: Option<String>,
    /// These, at most 10,000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10_000)]
    pub names: Vec<String>,
    /// Those that are listed and begin with this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The name that they are counted as; to merge them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
}

/// What is to become of names: the last part of the route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamesVerb {
    /// They are counted as another one.
    Merge,
    /// They are counted among the others.
    Hide,
    /// They are counted by themselves.
    Track,
}

impl NamesVerb {
    /// The route that does it.
    pub fn route(self) -> &'static str {
        match self {
            Self::Merge => "/api/names/merge",
            Self::Hide => "/api/names/hide",
            Self::Track => "/api/names/track",
        }
    }
}

impl NamesToChange {
    /// The change that is asked for.
    ///
    /// # Errors
    /// All faults.
    pub fn read(self, verb: NamesVerb) -> Result<NameChange, Faults> {
        let mut faults = Vec::new();
        let mut name = |field: String, text: &str| {
            let name = match text {
                OTHER => Err("stands for all names without a place, and is none itself".into()),
                _ => Name::parse(text),
            };
            name.map_err(|reason| Faults::note(&mut faults, || Fault::new(field, reason)))
                .ok()
        };
        let (field, of) = match self.kind {
            NameKind::Dimension => ("dimension", self.dimension.as_deref()),
            _ => ("experiment", self.experiment.as_deref()),
        };
        let experiment = of.and_then(|text| name(field.into(), text));
        let names = self.names.iter().enumerate();
        let names = names.filter_map(|(index, text)| name(format!("names[{index}]"), text));
        let names: Vec<Name> = names.collect();
        let into = self.into.as_deref().map(|text| name("into".into(), text));
        if self.kind != NameKind::Dimension && self.dimension.is_some() {
            faults.push(Fault::new("dimension", "is for values of dimensions alone"));
        }
        if self.kind == NameKind::Dimension && self.experiment.is_some() {
            faults.push(Fault::new("experiment", "is for variants alone"));
        }
        let decision = match (verb, into) {
            (NamesVerb::Merge, Some(into)) => into.map(NameDecision::Merge),
            (NamesVerb::Merge, None) => {
                faults.push(Fault::new("into", "is required"));
                None
            }
            (_, Some(_)) => {
                faults.push(Fault::new("into", "is for merging alone"));
                None
            }
            (NamesVerb::Hide, None) => Some(NameDecision::Hide),
            (NamesVerb::Track, None) => Some(NameDecision::Track),
        };
        match (Faults::from_vec(faults), decision) {
            (None, Some(decision)) => Ok(NameChange {
                kind: self.kind,
                experiment,
                names,
                prefix: self.prefix,
                decision,
            }),
            (Some(faults), _) => Err(faults),
            (None, None) => Err(Faults::one("into", "is required")),
        }
    }
}
