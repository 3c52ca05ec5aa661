// Where a picture lies in the world: six numbers a to f that take its pixels there, x = a·column + b·row + c and
// y = d·column + e·row + f.

/** How a picture may lie, and how many points with known places tell it. */
export const WAYS = {
  upright: { label: "Upright, along the axes", points: 2 },
  turned: { label: "Turned, in proportion", points: 2 },
  free: { label: "Freely, also skewed", points: 3 },
};

/**
 * The six numbers that take each of `points`, `{column, row, x, y}`, to its place; null where they do not tell. A turned
 * picture is not mirrored: its rows go down the world, or up where `yDown`.
 */
export function solve(way, points, yDown) {
  const [one, two] = points;
  const across = two.column - one.column;
  const down = two.row - one.row;
  const [dx, dy] = [two.x - one.x, two.y - one.y];
  let linear = null;
  if (way === "upright") linear = [dx / across, 0, 0, dy / down];
  else if (way === "turned") {
    const sign = yDown ? 1 : -1;
    const square = across ** 2 + down ** 2;
    const along = (dx * across + dy * down * sign) / square;
    const aside = (dy * across - dx * down * sign) / square;
    linear = [along, -aside * sign, aside, along * sign];
  } else {
    const three = points[2];
    const [across3, down3] = [three.column - one.column, three.row - one.row];
    const [dx3, dy3] = [three.x - one.x, three.y - one.y];
    const area = across * down3 - across3 * down;
    linear = [
      (dx * down3 - dx3 * down) / area,
      (dx3 * across - dx * across3) / area,
      (dy * down3 - dy3 * down) / area,
      (dy3 * across - dy * across3) / area,
    ];
  }
  const [a, b, d, e] = linear;
  const numbers = [a, b, one.x - a * one.column - b * one.row, d, e, one.y - d * one.column - e * one.row];
  const isFlat = Math.abs(a * e - b * d) <= 1e-9 * Math.hypot(a, d) * Math.hypot(b, e);
  return numbers.every(Number.isFinite) && !isFlat ? numbers : null;
}

/** Where a pixel lies. */
export const placeOf = ([a, b, c, d, e, f], column, row) => ({
  x: a * column + b * row + c,
  y: d * column + e * row + f,
});

/** The six numbers with which a picture of this size covers a rectangle, upright. */
export const covering = ({ x_min, x_max, y_min, y_max }, { width, height }, yDown) => [
  (x_max - x_min) / width,
  0,
  x_min,
  0,
  ((yDown ? 1 : -1) * (y_max - y_min)) / height,
  yDown ? y_min : y_max,
];

/** The rectangle of the world around a picture. */
export function boundsOf(numbers, { width, height }) {
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ].map(([column, row]) => placeOf(numbers, column, row));
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  return { x_min: Math.min(...xs), x_max: Math.max(...xs), y_min: Math.min(...ys), y_max: Math.max(...ys) };
}
