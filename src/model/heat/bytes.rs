//! A grid as it is stored: levels, then cells as differences, all in variable-length integers (LEB128, zigzag).

use super::HeatGrid;
use super::groups::{ByGroup, GROUPS};
use super::lattice::{COARSEST_LEVEL, Cell, FINEST_LEVEL, Lattice, Tally};

impl HeatGrid {
    /// The compact form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(16 + self.units.cells.len() * 10);
        write_lattice(&mut bytes, &self.units);
        write_lattice(&mut bytes, &self.groups);
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; `None` when it is damaged.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let units = read_lattice(&mut bytes)?;
        let groups = read_lattice(&mut bytes)?;
        bytes.is_empty().then_some(Self { units, groups })
    }
}

/// What a cell holds, as bytes.
trait Stored: Tally {
    fn write(&self, bytes: &mut Vec<u8>);
    fn read(bytes: &mut &[u8]) -> Option<Self>;
}

impl Stored for u64 {
    fn write(&self, bytes: &mut Vec<u8>) {
        write_varint(bytes, *self);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        read_varint(bytes)
    }
}

/// Which groups have any, and how many: most cells are of few players.
impl Stored for ByGroup {
    fn write(&self, bytes: &mut Vec<u8>) {
        let groups = self.iter().enumerate().filter(|(_, units)| **units > 0);
        write_varint(bytes, groups.clone().map(|(group, _)| 1 << group).sum());
        groups.for_each(|(_, units)| write_varint(bytes, *units));
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let groups = read_varint(bytes)?;
        let mut all = [0; GROUPS];
        for (group, units) in all.iter_mut().enumerate() {
            if groups >> group & 1 == 1 {
                *units = read_varint(bytes)?;
            }
        }
        (groups >> GROUPS == 0).then_some(all)
    }
}

fn write_lattice<T: Stored>(bytes: &mut Vec<u8>, lattice: &Lattice<T>) {
    for (level, cells) in [
        (lattice.level, &lattice.cells),
        (lattice.far_level, &lattice.far),
    ] {
        write_varint(bytes, zigzag(i64::from(level)));
        write_varint(bytes, cells.len() as u64);
        let (mut y, mut x) = (0, 0);
        for cell in cells {
            write_varint(bytes, zigzag(cell.y - y));
            write_varint(bytes, zigzag(cell.x - x));
            cell.tally.write(bytes);
            (y, x) = (cell.y, cell.x);
        }
    }
}

fn read_lattice<T: Stored>(bytes: &mut &[u8]) -> Option<Lattice<T>> {
    let (level, cells) = read_cells(bytes)?;
    let (far_level, far) = read_cells(bytes)?;
    Some(Lattice {
        level,
        cells,
        far_level,
        far,
    })
}

fn read_cells<T: Stored>(bytes: &mut &[u8]) -> Option<(i32, Vec<Cell<T>>)> {
    let level = i32::try_from(unzigzag(read_varint(bytes)?)).ok()?;
    let count = read_varint(bytes)?;
    let plausible = (FINEST_LEVEL..=COARSEST_LEVEL).contains(&level) && count <= bytes.len() as u64;
    plausible.then_some(())?;
    let mut cells = Vec::with_capacity(count as usize);
    let (mut y, mut x) = (0_i64, 0_i64);
    for _ in 0..count {
        y = y.checked_add(unzigzag(read_varint(bytes)?))?;
        x = x.checked_add(unzigzag(read_varint(bytes)?))?;
        let tally = T::read(bytes)?;
        cells.push(Cell { y, x, tally });
    }
    // They were written row by row once.
    if !cells.is_sorted_by(|one, other| one.z_order(other).is_le()) {
        cells.sort_unstable_by(Cell::z_order);
    }
    Some((level, cells))
}

fn zigzag(n: i64) -> u64 {
    ((n << 1) ^ (n >> 63)) as u64
}

fn unzigzag(n: u64) -> i64 {
    (n >> 1) as i64 ^ -((n & 1) as i64)
}

pub(super) fn write_varint(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

pub(super) fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Position;

    #[test]
    fn cells_that_were_written_row_by_row_are_put_in_order() {
        let mut grid = HeatGrid::default();
        let place = |k: i32| Position::new(f64::from(k % 17) - 8.0, f64::from(k / 17) - 9.0);
        grid.add((0..300).map(|k| (place(k).unwrap(), 1, 3)));
        let mut by_rows = grid.clone();
        by_rows.units.cells.sort_by_key(|cell| (cell.y, cell.x));
        by_rows.groups.cells.sort_by_key(|cell| (cell.y, cell.x));
        assert_ne!(by_rows, grid);
        assert_eq!(HeatGrid::from_bytes(&by_rows.to_bytes()), Some(grid));
    }
}
