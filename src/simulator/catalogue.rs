//! The names that other sections of a scenario may refer to.

/// An item of a scenario. Its place in the list is its number wherever items are numbered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueItem {
    /// Its name.
    pub name: String,
    /// Its rarity, in the scenario's own words.
    pub rarity: Option<String>,
}
