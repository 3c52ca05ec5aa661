//! A grid as it is stored: level, then cells as differences, all in variable-length integers (LEB128, zigzag).

use super::{Cell, HeatGrid};

impl HeatGrid {
    /// The compact form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + self.cells.len() * 4);
        write_varint(&mut bytes, zigzag(i64::from(self.level)));
        let (mut y, mut x) = (0, 0);
        for cell in &self.cells {
            write_varint(&mut bytes, zigzag(i64::from(cell.y) - y));
            write_varint(&mut bytes, zigzag(i64::from(cell.x) - x));
            write_varint(&mut bytes, cell.units);
            (y, x) = (i64::from(cell.y), i64::from(cell.x));
        }
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; `None` when it is damaged.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let level = i32::try_from(unzigzag(read_varint(&mut bytes)?)).ok()?;
        let mut cells = Vec::with_capacity(bytes.len() / 3);
        let (mut y, mut x) = (0_i64, 0_i64);
        while !bytes.is_empty() {
            y = y.checked_add(unzigzag(read_varint(&mut bytes)?))?;
            x = x.checked_add(unzigzag(read_varint(&mut bytes)?))?;
            cells.push(Cell {
                y: i32::try_from(y).ok()?,
                x: i32::try_from(x).ok()?,
                units: read_varint(&mut bytes)?,
            });
        }
        Some(Self { level, cells })
    }
}

fn zigzag(n: i64) -> u64 {
    ((n << 1) ^ (n >> 63)) as u64
}

fn unzigzag(n: u64) -> i64 {
    (n >> 1) as i64 ^ -((n & 1) as i64)
}

fn write_varint(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut n = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        n |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(n);
        }
    }
    None
}
