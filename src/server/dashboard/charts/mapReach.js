// The part of the world that the axes of a map show.

/** World units around a find that is alone, to each side: its own square is far too small to look at. */
const ALONE = 5;

/**
 * `[[left, right], [low, high]]` in world units. Squares that reach over the edge of the picture end there: beside it would be a strip of
 * nothing. Around `few` finds is what else is known of the map, its picture and its `regions`.
 */
export function reachOf(grid, { picture }, { few = false, regions = [] } = {}) {
  const { x0, y0, sideX, sideY, cells } = grid;
  const squares = [
    [x0, x0 + cells[0].length * sideX],
    [y0, y0 + cells.length * sideY],
  ];
  const pictured = picture
    ? [
        [picture.bounds.x_min, picture.bounds.x_max],
        [picture.bounds.y_min, picture.bounds.y_max],
      ]
    : null;
  if (!few) return squares.map((edges, axis) => within(edges, pictured?.[axis], axis ? sideY : sideX));
  return squares.map((edges, axis) => {
    const corners = regions.flatMap((region) => region.corners.map((corner) => corner[axis]));
    const all = [...edges, ...(pictured?.[axis] ?? []), ...corners];
    const [least, most] = [Math.min(...all), Math.max(...all)];
    const isAlone = all.length === 2 && cells.length === 1 && cells[0].length === 1;
    return isAlone ? [least - ALONE, most + ALONE] : [least, most];
  });
}

/** `edges` without what a single square has beyond those of the picture. */
function within([low, high], pictured, side) {
  if (!pictured) return [low, high];
  const [first, last] = pictured;
  return [low < first && first - low < side ? first : low, high > last && high - last < side ? last : high];
}

/** So many places across where a region can be dragged over finds. */
const PLACES = 60;

/** Middles of the squares of a grid, or of as many as a region can be dragged over where single finds are drawn. */
export function placesWithin(grid, reach, few) {
  if (!few)
    return [
      grid.cells[0].map((_, x) => grid.x0 + (x + 0.5) * grid.sideX),
      grid.cells.map((_, y) => grid.y0 + (y + 0.5) * grid.sideY),
    ];
  return reach.map(([from, to]) => Array.from({ length: PLACES }, (_, n) => from + ((n + 0.5) * (to - from)) / PLACES));
}
