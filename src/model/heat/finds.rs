//! Points as they are kept until they are counted in a grid: coordinates as little-endian doubles, units as a
//! variable-length integer, the group as a byte.

use super::Found;
use super::bytes::{read_varint, write_varint};
use crate::model::Position;

/// Appends the points.
pub fn write_finds(bytes: &mut Vec<u8>, points: &[Found]) {
    for (at, units, group) in points {
        bytes.extend_from_slice(&at.x().to_le_bytes());
        bytes.extend_from_slice(&at.y().to_le_bytes());
        write_varint(bytes, *units);
        bytes.push(*group);
    }
}

/// Reads what [`write_finds`] wrote; `None` when it is damaged.
pub fn read_finds(mut bytes: &[u8]) -> Option<Vec<Found>> {
    let mut points = Vec::new();
    while !bytes.is_empty() {
        let (x, rest) = bytes.split_first_chunk::<8>()?;
        let (y, rest) = rest.split_first_chunk::<8>()?;
        bytes = rest;
        let units = read_varint(&mut bytes)?;
        let (group, rest) = bytes.split_first()?;
        bytes = rest;
        let at = Position::new(f64::from_le_bytes(*x), f64::from_le_bytes(*y))?;
        points.push((at, units, *group));
    }
    Some(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_come_back_and_damage_is_seen() {
        let points: Vec<Found> = (0..300_u32)
            .map(|k| {
                let at = Position::new(f64::from(k) - 0.5, -1e9).unwrap();
                (at, u64::from(k) << 20, (k % 16) as u8)
            })
            .collect();
        let mut bytes = Vec::new();
        write_finds(&mut bytes, &points);
        assert_eq!(read_finds(&bytes), Some(points));
        assert_eq!(read_finds(&[]), Some(Vec::new()));
        assert_eq!(read_finds(&bytes[..bytes.len() - 1]), None);
        let not_a_number = [&f64::NAN.to_le_bytes()[..], &[0; 10]].concat();
        assert_eq!(read_finds(&not_a_number), None);
    }
}
