//! Which kind of file a picture is.

use crate::model::MediaType;
use image::ImageFormat;

/// As its first bytes tell.
pub(super) fn format_of(bytes: &[u8]) -> Option<(MediaType, ImageFormat)> {
    match image::guess_format(bytes).ok()? {
        format @ ImageFormat::Png => Some((MediaType::Png, format)),
        format @ ImageFormat::Jpeg => Some((MediaType::Jpeg, format)),
        format @ ImageFormat::WebP => Some((MediaType::Webp, format)),
        _ => None,
    }
}
