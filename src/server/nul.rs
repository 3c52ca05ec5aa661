//! The one character that PostgreSQL stores in no text: whatever is looked for has none either.

/// The text, or what is wrong with it.
pub(super) fn refuse<T: AsRef<str>>(text: T) -> Result<T, String> {
    match text.as_ref().contains('\0') {
        true => Err("must not contain the character U+0000".into()),
        false => Ok(text),
    }
}
