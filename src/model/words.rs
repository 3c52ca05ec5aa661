//! Choices that have a word each.

/// The word of each choice, said once: it is printed, read and listed by it.
macro_rules! words {
    ($($type:ident: $($variant:ident $word:literal),+;)+) => {$(
        impl $type {
            /// The words of all.
            pub(crate) const WORDS: &[&str] = &[$($word),+];

            /// Its word, in the API and in the database.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// Reads a word.
            pub fn parse(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("must be one of {}", Self::WORDS.join(", "))),
                }
            }
        }
    )+};
}
pub(crate) use words;
