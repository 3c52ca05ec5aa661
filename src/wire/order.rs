//! The order of lists.

/// Largest or smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Largest first.
    Desc,
    /// Smallest first.
    Asc,
}

impl Order {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Desc => "desc",
            Self::Asc => "asc",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let found = [Self::Desc, Self::Asc].into_iter();
        let mut found = found.filter(|order| order.as_str() == text);
        found
            .next()
            .ok_or_else(|| "must be one of desc, asc".into())
    }
}
