// Outlines drawn by hand.

/** Corners of an outline that a map may have. */
const MOST = 100;
/** How far a line may be from what was drawn, as a part of its size. */
const CLOSE = 0.004;

/** Fewer points, `[x, y]`, for nearly the same closed outline (Ramer, Douglas and Peucker). */
export function simplified(points) {
  const across = (axis) =>
    Math.max(...points.map((point) => point[axis])) - Math.min(...points.map((point) => point[axis]));
  const size = Math.hypot(across(0), across(1));
  for (let close = CLOSE; ; close *= 1.5) {
    const kept = along(points, close * size);
    if (kept.length <= MOST) return kept;
  }
}

function along(points, close) {
  if (points.length < 3) return points;
  const [first, last] = [points[0], points.at(-1)];
  let [farthest, at] = [0, 0];
  for (let index = 1; index < points.length - 1; index++) {
    const distance = apart(points[index], first, last);
    if (distance > farthest) [farthest, at] = [distance, index];
  }
  if (farthest <= close) return [first, last];
  return [...along(points.slice(0, at + 1), close).slice(0, -1), ...along(points.slice(at), close)];
}

/** How far a point is from a line, or from its end where both ends are one. */
function apart([x, y], [x0, y0], [x1, y1]) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  return length ? Math.abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length : Math.hypot(x - x0, y - y0);
}
