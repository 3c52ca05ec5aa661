//! Pictures of maps as they are kept.

use super::super::words;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::ToSchema;

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
pub enum MediaType {
    /// Without loss.
    #[schema(rename = "image/png")]
    Png,
    /// A photograph.
    #[schema(rename = "image/jpeg")]
    Jpeg,
    /// Without loss, where that is smaller.
    #[schema(rename = "image/webp")]
    Webp,
}

words! {
    MediaType: Png "image/png", Jpeg "image/jpeg", Webp "image/webp";
}

impl Serialize for MediaType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for MediaType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// What a picture is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PictureInfo {
    /// How it is written.
    pub media_type: MediaType,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// The length of its file.
    pub size_bytes: u64,
}

/// A picture that was decoded and encoded again.
#[derive(Clone, PartialEq, Eq)]
pub struct MapPicture {
    /// What it is.
    pub info: PictureInfo,
    /// Width and height, pixels, of what was sent.
    pub sent_size: (u32, u32),
    /// The file.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for MapPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("MapPicture").field(&self.info).finish()
    }
}
