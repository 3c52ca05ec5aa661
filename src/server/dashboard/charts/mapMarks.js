// What is drawn over the squares of a map: named regions, the one that is chosen, contours, and single finds where there are
// few. Asks nothing.
import { whole } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { escaped } from "./labels.js";

/** Of fewer, squares and ridges would say more than there is. */
export const FEW = 30;
const LINES = 6;

/** A region that somebody has named. */
export const outlined = ({ name, corners }) => ({
  type: "path",
  path: `M ${corners.map((corner) => corner.join(",")).join(" L ")} Z`,
  line: { color: colour("ink"), width: 1.5, dash: "dot" },
  label: { text: escaped(name), font: { color: colour("ink"), size: 12 }, textposition: "top center" },
});

/** The region that is chosen; its handles are beside the chart (`regionBox.js`). */
export const chosenRegion = ({ left, right, low, high }) => ({
  name: "chosen",
  type: "rect",
  x0: left,
  x1: right,
  y0: low,
  y1: high,
  line: { color: colour("series-b"), width: 2.5 },
});

/** Lines of the same height over smoothed squares. */
export const contours = (axes, z) => ({
  type: "contour",
  ...axes,
  z,
  hoverinfo: "skip",
  showscale: false,
  ncontours: LINES,
  contours: { coloring: "none" },
  line: { color: colour("ink"), width: 0.7, smoothing: 1 },
  opacity: 0.45,
});

/** Single finds, as exactly as the lattice has them; larger where there are several. */
export function finds({ x0, y0, sideX, sideY, cells }) {
  const found = cells.flatMap((row, y) => row.flatMap((n, x) => (n ? [[x, y, n]] : [])));
  return {
    type: "scatter",
    mode: "markers",
    hoverinfo: "skip",
    x: found.map(([x]) => x0 + (x + 0.5) * sideX),
    y: found.map(([, y]) => y0 + (y + 0.5) * sideY),
    marker: {
      size: found.map(([, , n]) => 9 * Math.sqrt(n)),
      color: colour("series-a"),
      opacity: 0.85,
      line: { color: colour("panel"), width: 1 },
    },
    selected: { marker: { opacity: 0.85 } },
    unselected: { marker: { opacity: 0.85 } },
  };
}

/** Round counts from 0 to `most`, closer to each other where they are small, as the square root has them. */
export function roundSteps(most) {
  const round = [0];
  for (let size = 1; size <= most; size *= 10) round.push(...[1, 2, 5].map((digit) => digit * size));
  const fitting = round.filter((n) => n <= most);
  // Ticks that are too close to the next larger one go.
  const kept = [];
  for (const n of fitting.reverse())
    if (!kept.length || Math.sqrt(kept.at(-1)) - Math.sqrt(n) > Math.sqrt(most) * 0.16) kept.push(n);
  return { at: kept.reverse().map(Math.sqrt), text: kept.map((n) => whole(n)) };
}
