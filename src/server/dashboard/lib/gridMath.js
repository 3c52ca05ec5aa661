// Arithmetic of maps: counts on a lattice of squares, made coarser, put beside each other, smoothed. Pure.

/**
 * Counts on a lattice: `cells[row][column]` from `(x0, y0)` on, squares of `side` world units; `outside` are those elsewhere,
 * `groups` the counts by group of players where these were asked for.
 */
export function lattice(grid) {
  if (!grid) return null;
  return {
    x0: grid.x_min,
    y0: grid.y_min,
    sideX: (grid.x_max - grid.x_min) / grid.bins,
    sideY: (grid.y_max - grid.y_min) / grid.bins,
    cells: grid.cells,
    outside: grid.outside ?? 0,
    groups: grid.groups ?? null,
  };
}

/** The rectangle of the cells that hold something. */
export function extent({ x0, y0, sideX, sideY, cells }) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [y, row] of cells.entries()) {
    for (const [x, n] of row.entries()) {
      if (!n) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      low = Math.min(low, y);
      high = Math.max(high, y + 1);
    }
  }
  if (left === Infinity) return null;
  return { left: x0 + left * sideX, right: x0 + right * sideX, low: y0 + low * sideY, high: y0 + high * sideY };
}

/** The smallest rectangle around both. */
export const around = (a, b) =>
  a && b
    ? {
        left: Math.min(a.left, b.left),
        right: Math.max(a.right, b.right),
        low: Math.min(a.low, b.low),
        high: Math.max(a.high, b.high),
      }
    : (a ?? b);

/**
 * The part of the world that both maps are of, and the side of the squares with which it is at most 200 across: five times a
 * power of two, as the server has them.
 */
export function inCommon(a, b) {
  const area = around(a && extent(a), b && extent(b));
  if (!a || !b || !area) return null;
  const least = Math.max(area.right - area.left, area.high - area.low) / 180;
  return { area, side: 5 * 2 ** Math.ceil(Math.log2(least / 5)) };
}

/** An area as the API takes it. */
export const asked = ({ left, right, low, high }) => ({ x_min: left, x_max: right, y_min: low, y_max: high });

/** Decimals that tell places apart which are a tenth of `side` from each other. */
export const digitsOf = (side) => Math.min(9, Math.max(0, Math.ceil(0.9 - Math.log10(side))));

/**
 * The counts in squares of about `1 / wanted` of the rectangle's longer side. The squares are whole numbers of the
 * lattice's own, so that every count is exact where the lattices of both sides of a comparison agree, and nearly so
 * where one is coarser. Squares of the side `kept` stay so large unless that is too fine.
 */
export function resample(source, area, wanted, least = 0, kept = 0) {
  const across = Math.max(area.right - area.left, area.high - area.low);
  const unit = Math.max(source.sideX, source.sideY, least);
  const side = kept >= unit ? kept : unit * Math.max(1, Math.ceil(across / wanted / unit - 1e-9));
  const x0 = Math.floor(area.left / side + 1e-9) * side;
  const y0 = Math.floor(area.low / side + 1e-9) * side;
  const columns = Math.max(1, Math.ceil((area.right - x0) / side - 1e-9));
  const rows = Math.max(1, Math.ceil((area.high - y0) / side - 1e-9));
  const cells = Array.from({ length: rows }, () => new Array(columns).fill(0));
  for (const [y, row] of source.cells.entries()) {
    for (const [x, n] of row.entries()) {
      if (!n) continue;
      const column = Math.floor((source.x0 + (x + 0.5) * source.sideX - x0) / side);
      const line = Math.floor((source.y0 + (y + 0.5) * source.sideY - y0) / side);
      if (cells[line]?.[column] !== undefined) cells[line][column] += n;
    }
  }
  return { x0, y0, sideX: side, sideY: side, cells, outside: source.outside, groups: source.groups };
}

/** The counts by group of players in the squares of a grid, as the server's comparison takes them. */
export function grouped({ x0, y0, sideX: side, cells, groups }) {
  const squares = new Map();
  for (const { x, y, units } of groups?.cells ?? []) {
    const column = Math.floor(((x + 0.5) * groups.side - x0) / side);
    const row = Math.floor(((y + 0.5) * groups.side - y0) / side);
    if (cells[row]?.[column] === undefined) continue;
    const key = row * cells[0].length + column;
    if (!squares.has(key)) squares.set(key, { row, column, units: units.map(() => 0) });
    const sums = squares.get(key).units;
    units.forEach((n, group) => {
      sums[group] += n;
    });
  }
  return [...squares.values()];
}

export const total = (cells) => cells.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0), 0);

/** The cells smoothed by a Gaussian of `sigma` cells; what would fall off an edge stays, so the sum does too. */
export function smooth(cells, sigma) {
  if (sigma <= 0) return cells;
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-((k - reach) ** 2) / (2 * sigma ** 2)));
  const along = (line) => {
    const result = new Array(line.length).fill(0);
    line.forEach((n, at) => {
      if (!n) return;
      const from = Math.max(0, at - reach);
      const to = Math.min(line.length - 1, at + reach);
      let sum = 0;
      for (let k = from; k <= to; k += 1) sum += weights[k - at + reach];
      for (let k = from; k <= to; k += 1) result[k] += (n * weights[k - at + reach]) / sum;
    });
    return result;
  };
  const transpose = (grid) => grid[0].map((_, x) => grid.map((row) => row[x]));
  return transpose(transpose(cells.map(along)).map(along));
}
