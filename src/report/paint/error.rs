//! What can go wrong in painting.

/// What went wrong in painting; none of it is the data's fault.
#[derive(Debug, thiserror::Error)]
#[error("painting a picture: {0}")]
pub struct PaintError(pub(super) String);
