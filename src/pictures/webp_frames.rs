//! Frames of a WebP. The decoder takes the size of a lossy one from the frame itself, and compares it with the picture's,
//! by which memory is counted, only once it is decoded.

const BEFORE_CHUNKS: usize = 12;
const BEFORE_FRAME: usize = 16;
/// Stands after the first three bytes of each lossy frame.
const START_CODE: [u8; 3] = [0x9d, 0x01, 0x2a];

/// Whether no lossy frame has more pixels along a side than the picture.
pub(super) fn fit(file: &[u8], (width, height): (u32, u32)) -> bool {
    let fits = |data: &[u8]| {
        size_of_lossy(data).is_none_or(|(across, down)| across <= width && down <= height)
    };
    chunks(file, BEFORE_CHUNKS).all(|(kind, data)| match kind {
        b"ANMF" => chunks(data, BEFORE_FRAME).all(|(_, data)| fits(data)),
        _ => fits(data),
    })
}

/// Whatever its chunk is called: what comes after the opacity of a frame is decoded under any name.
fn size_of_lossy(data: &[u8]) -> Option<(u32, u32)> {
    let head = data.first_chunk::<10>()?;
    let side = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    let is_lossy = head[3..6] == START_CODE;
    is_lossy.then(|| (side(head[6], head[7]), side(head[8], head[9])))
}

/// The kind and the data of each; what is torn has less data than it says.
fn chunks(from: &[u8], first: usize) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = from.get(first..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (kind, after) = rest.split_first_chunk()?;
        let (length, after) = after.split_first_chunk()?;
        let length = u32::from_le_bytes(*length) as usize;
        let (data, _) = after.split_at(length.min(after.len()));
        let padded = length.saturating_add(length & 1);
        rest = after.get(padded..).unwrap_or_default();
        Some((kind, data))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let length = (data.len() as u32).to_le_bytes();
        let padding = vec![0; data.len() & 1];
        [&kind[..], &length, data, &padding].concat()
    }

    fn lossy(width: u16, height: u16) -> Vec<u8> {
        let sides = [width.to_le_bytes(), height.to_le_bytes()].concat();
        [&[0, 0, 0], &START_CODE[..], &sides, b"pixels"].concat()
    }

    fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
        [b"RIFF....WEBP".to_vec(), chunks.concat()].concat()
    }

    #[test]
    fn a_frame_is_found_wherever_it_stands() {
        let head = chunk(b"VP8X", &[0; 10]);
        let opacity = chunk(b"ALPH", b"odd");
        for (width, height, fits) in [(10, 20, true), (11, 1, false), (1, 16_383, false)] {
            let frame = chunk(b"VP8 ", &lossy(width, height));
            let other_name = chunk(b"ABCD", &lossy(width, height));
            let animated =
                |frame: &[u8]| chunk(b"ANMF", &[&[0; BEFORE_FRAME], &opacity[..], frame].concat());
            for chunks in [
                vec![frame.clone()],
                vec![head.clone(), opacity.clone(), frame.clone()],
                vec![head.clone(), animated(&frame)],
                vec![head.clone(), animated(&other_name)],
            ] {
                let file = file(&chunks);
                assert_eq!(fit(&file, (10, 20)), fits, "{width} × {height}");
            }
        }
        for torn in [&b""[..], b"RIFF", b"RIFF....WEBPVP8 \xff\xff\xff\xff\0\0"] {
            assert!(fit(torn, (1, 1)));
        }
    }
}
