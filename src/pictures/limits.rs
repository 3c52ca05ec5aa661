//! How large pictures may be, as they come and as they are kept.

/// The longest file that is taken.
pub const MOST_PICTURE_BYTES: usize = 16 << 20;
/// The most pixels along one side that are decoded.
pub(super) const LONGEST_SENT_SIDE: u32 = 8_192;
/// What decoding may take, however much memory there is.
pub(super) const MOST_WORK_BYTES: usize = 512 << 20;
/// Pixels of the longer side at which a picture is kept. Charts and pages show no more.
pub const LONGEST_SIDE: u32 = 2_048;
