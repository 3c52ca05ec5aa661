//! What must hold for any input, and of the repository itself.

mod dependencies;
mod parsing;
mod printing;
