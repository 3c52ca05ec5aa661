//! What of a PNG its pixels need. The rest is left out before anything is decoded: profiles of colours and texts are
//! compressed, and a decoder inflates them to any size, whether somebody asks for them or not.

use std::borrow::Cow;

const SIGNATURE_BYTES: usize = 8;
/// The length, the kind and the checksum of a chunk.
const AROUND_BYTES: usize = 12;
/// Transparency, and the way a camera was held.
const NEEDED: [&[u8]; 2] = [b"tRNS", b"eXIf"];

/// The file with the chunks without which no pixel can be drawn, and [`NEEDED`]. What comes after a torn chunk stays, for
/// the decoder to find.
pub(super) fn of_pixels(file: &[u8]) -> Cow<'_, [u8]> {
    let (signature, rest) = file.split_at(SIGNATURE_BYTES.min(file.len()));
    if chunks(rest).all(is_needed) {
        return Cow::Borrowed(file);
    }
    let needed = chunks(rest).filter(|chunk| is_needed(chunk));
    let needed = std::iter::once(signature).chain(needed);
    Cow::Owned(needed.collect::<Vec<_>>().concat())
}

/// The first letter of its kind is a capital where a picture cannot be drawn without it.
fn is_needed(chunk: &[u8]) -> bool {
    let kind = chunk.get(4..8).unwrap_or_default();
    kind.first()
        .is_none_or(|letter| letter.is_ascii_uppercase())
        || NEEDED.contains(&kind)
}

/// Each whole; the last one may be torn.
fn chunks(mut rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let length = rest
            .first_chunk()
            .map_or(0, |length| u32::from_be_bytes(*length));
        let whole = AROUND_BYTES.saturating_add(length as usize);
        let (chunk, after) = rest.split_at(whole.min(rest.len()));
        rest = after;
        (!chunk.is_empty()).then_some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let length = (data.len() as u32).to_be_bytes();
        [&length[..], kind, data, b"sum."].concat()
    }

    fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
        [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
    }

    #[test]
    fn what_no_pixel_needs_is_left_out() {
        let needed = ["IHDR", "PLTE", "tRNS", "eXIf", "IDAT", "IEND"];
        let needed = needed.map(|kind| chunk(kind.as_bytes().try_into().unwrap(), b"data"));
        let plain = file(&needed);
        assert!(matches!(of_pixels(&plain), Cow::Borrowed(all) if all == plain));
        for kind in [
            b"iCCP", b"zTXt", b"iTXt", b"tEXt", b"fdAT", b"acTL", b"vpAg",
        ] {
            let [head, rest @ ..] = needed.clone();
            let more = file(&[head, chunk(kind, &[7; 300]), rest.concat()]);
            assert_eq!(of_pixels(&more), plain, "{kind:?}");
        }
    }

    #[test]
    fn a_torn_file_stays_torn() {
        let whole = file(&[chunk(b"IHDR", b"data"), chunk(b"IDAT", b"some pixels")]);
        for end in 0..whole.len() {
            assert_eq!(*of_pixels(&whole[..end]), whole[..end], "{end}");
        }
        let endless = file(&[[&[0xff; 4], &b"IDAT"[..], b"few"].concat()]);
        assert_eq!(of_pixels(&endless), endless);
    }
}
