// Maps as charts: counts in squares of the world, alone or as the difference between two selections, and the controls
// for them.
import * as address from "../lib/address.js";
import * as api from "../lib/api.js";
import { choice, slider } from "../lib/controls.js";
import { count, percent, significant, whole } from "../lib/format.js";
import { around, asked, digitsOf, extent, grouped, inCommon, resample, smooth, total } from "../lib/gridMath.js";
import { BARE, below, strengthOf } from "../lib/ground.js";
import { named } from "../lib/text.js";
import { colour, isDark } from "../lib/theme.js";
import { narrow } from "./axes.js";
import { escaped } from "./labels.js";
import { chosenRegion, contours, finds, outlined, roundSteps } from "./mapMarks.js";
import { placesWithin, reachOf } from "./mapReach.js";

/** The finest grid that the API gives. */
export const FINEST = { bins: 200 };
/** How opaque squares are on a picture. */
const GLASS = 0.8;
/** From little to much: away from the paper in steps that are even to the eye, for any colour vision. */
const BY_DAY = ["#e6eef5", "#b9d9ea", "#7fbcdc", "#4a98c9", "#2d73b2", "#274f95", "#2a2c6f", "#1f0f45"];
const BY_NIGHT = ["#1e2c3a", "#243f6b", "#2b5e97", "#3384a8", "#4baba6", "#86cd8f", "#d3e487", "#fffbd0"];

/** What the address says about the picture: squares across, and how far they are smoothed; else what is `usual`. */
export const finenessOf = (filters, usual = { bins: 40, sigma: 0 }) => ({
  bins: clamp(filters.bins, 5, 100, usual.bins),
  sigma: clamp(filters.smooth, 0, 4, usual.sigma),
});

/** What suits a map of so many finds: the more there are, the finer it may be. */
export const usualFineness = (n) => ({ bins: Math.min(60, Math.max(10, 5 * Math.round(Math.sqrt(n) / 6))), sigma: 1 });

const clamp = (text, least, most, usual) => {
  const n = Number(text);
  return text && Number.isFinite(n) && n >= least && n <= most ? n : usual;
};

/** `{item}` or `{event}`, as the address says; else the item of which the most units have a place. */
export function whatOf(filters, names, located) {
  if (filters.event) return { event: filters.event };
  const most = Object.entries(located)
    .filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1])[0]?.[0];
  return { item: filters.item ?? most ?? names.items[0] ?? "" };
}

/** Controls for what maps show, how finely, and how strong the picture below is where there is one. */
export function controls(names, { item, event }, filters, ground = BARE, { bins, sigma } = finenessOf(filters)) {
  const things = [
    ...names.items.map((name) => [`i${name}`, name]),
    ...names.event_types.map((name) => [`e${name}`, `${name} (event)`]),
  ];
  return {
    what: choice("what", "Show", things, event ? `e${event}` : `i${item}`, (value) =>
      address.change(value.startsWith("e") ? { event: value.slice(1), item: "" } : { item: value.slice(1), event: "" }),
    ),
    sliders: [
      slider(
        "bins",
        "Resolution",
        { min: 5, max: 100, step: 5, value: bins },
        (n) => `≤ ${n} across`,
        (n) => address.change({ bins: n }, true),
      ),
      slider(
        "smooth",
        "Smoothing",
        { min: 0, max: 4, step: 0.5, value: sigma },
        (n) => (n ? count(n, "square") : "off"),
        (n) => address.change({ smooth: n }, true),
      ),
      ...(ground.picture ? [strengthSlider(filters)] : []),
    ],
  };
}

const strengthSlider = (filters) =>
  slider(
    "picture",
    "Picture",
    { min: 0, max: 100, step: 5, value: strengthOf(filters) },
    (n) => (n ? percent(n / 100) : "off"),
    (n) => address.change({ picture: n }, true),
  );

/**
 * The places of each source, where nearly all are or within the rectangle `zoom`; of two, within one rectangle and in squares
 * of one size, which are known when both are.
 */
export async function places(sources, what, zoom = null) {
  const both = (fineness) => Promise.all(sources.map((source) => source.places(what, fineness)));
  const found = await both({ ...FINEST, ...(zoom ? asked(zoom) : {}) });
  const shared = found.length === 2 && inCommon(found[0].lattice, found[1].lattice);
  return shared ? both({ side: shared.side, ...asked(shared.area), groups: true }) : found;
}

/** What a map leaves out, in a sentence, or nothing. */
export const leftOut = (outside, unit) => (outside ? `${count(outside, unit)} outside of this part of the map.` : "");

/**
 * The lattices in the same squares, `bins` of them across at most; null where there is nothing. Squares that are `kept`, as a
 * grid with its `area`, keep their size while they are not too fine.
 */
export function gridsOf(lattices, bins, kept = null) {
  const area = lattices.map((lattice) => lattice && extent(lattice)).reduce(around, kept?.area ?? null);
  if (!area) return lattices.map(() => null);
  // Players are known in squares of their own, and no finer ones can be compared.
  const least = Math.max(...lattices.map((lattice) => Math.max(lattice?.sideX ?? 0, lattice?.groups?.side ?? 0)));
  return lattices.map((lattice) => lattice && { ...resample(lattice, area, bins, least, kept?.sideX), area });
}

/** The highest count on smoothed grids; several on one scale share it. */
export const mostOn = (grids, sigma) =>
  Math.max(0, ...grids.filter(Boolean).flatMap((grid) => smooth(grid.cells, sigma).flat()));

const none = () => 0;

/** Counts in squares, or of the lattice `few` single finds. `strength()` is that of the picture on `ground`, in the theme of the moment. */
export function counts(
  grid,
  {
    name,
    unit,
    request,
    sigma,
    ground = BARE,
    strength = none,
    regions = [],
    drag = "select",
    chosen = null,
    few = null,
    reach = reachOf(grid, ground),
    most = mostOn([grid], sigma),
  },
) {
  const shown = smooth(grid.cells, sigma);
  return {
    request,
    columns: ["x", "y", "side", unit],
    rows: listed(grid).map(([x, y, n]) => [x, y, grid.sideX, n]),
    summary: `Map of ${name}: ${count(total(grid.cells), unit)}, at most ${significant(most)} in one square.`,
    make: (...size) => ({
      data: [
        {
          type: "heatmap",
          opacity: few ? 0 : ground.picture && strength() ? GLASS : 1,
          ...axes(grid),
          z: shown.map((row, y) => row.map((n, x) => (n > most * 1e-3 || grid.cells[y][x] ? Math.sqrt(n) : null))),
          zmin: 0,
          zmax: Math.sqrt(most),
          customdata: grid.cells,
          colorscale: scale(),
          showscale: !few,
          colorbar: countBar(`${unit}s per square`, most, beside(reach, ...size)),
          hoverongaps: false,
          text: grid.cells.map((row) => row.map((n) => (n ? count(n, unit) : ""))),
          hovertemplate: `<b>%{text}</b> of ${escaped(name)}<br>${place(grid)}<extra></extra>`,
        },
        ...(sigma && !few
          ? [
              contours(
                axes(grid),
                shown.map((row) => row.map(Math.sqrt)),
              ),
            ]
          : []),
        ...(few ? [finds(few)] : []),
        handle(...placesWithin(grid, reach, few)),
      ],
      layout: layout(reach, { ground, strength, regions, drag, chosen }),
    }),
  };
}

/** Where two maps in the same squares differ, as the server's analysis says. */
export async function compareMaps(one, two, signal) {
  const maps = { a: one.cells, b: two.cells, a_groups: grouped(one), b_groups: grouped(two) };
  const { data } = await api.post("/api/maps/compare", maps, signal);
  return data;
}

/**
 * The share of one selection in each square minus that of the other, from what `compareMaps` gave; `said` tells in a
 * sentence where they differ.
 */
export function difference(
  one,
  two,
  compared,
  { name, unit, request, sigma, titles, ground = BARE, strength = none, regions = [], drag = "select", chosen = null },
) {
  const reach = reachOf(one, ground);
  const { difference: exact, significant: marked, tested, untested_because, false_discovery_rate } = compared;
  const told = untested_because
    ? `Nothing is marked: ${untested_because}.`
    : `${count(marked.length, "square")} of ${whole(tested)} differ significantly, counting players and not units ` +
      `(marked; false discovery rate ${percent(false_discovery_rate)}).`;
  const sums = [total(one.cells), total(two.cells)];
  const share = (grid, sum) =>
    smooth(
      grid.cells.map((row) => row.map((n) => (sum ? n / sum : 0))),
      sigma,
    );
  const [sharesA, sharesB] = [share(one, sums[0]), share(two, sums[1])];
  const shown = sigma ? sharesA.map((row, y) => row.map((p, x) => p - sharesB[y][x])) : exact;
  const most = Math.max(1e-9, ...shown.flat().map((d) => Math.abs(d ?? 0)));
  const [own, other] = titles.map((title, side) => `share of ${title} (${count(sums[side], unit)})`);
  return {
    said: `${named(name)}: ${own} minus ${other}. ${told}`,
    request,
    columns: ["x", "y", "side", titles[0], titles[1], "difference"],
    rows: exact.flatMap((row, y) =>
      row.flatMap((d, x) =>
        d === null
          ? []
          : [[one.x0 + x * one.sideX, one.y0 + y * one.sideY, one.sideX, one.cells[y][x], two.cells[y][x], d]],
      ),
    ),
    summary: `Difference of two maps of ${name}, ${count(one.cells.length * one.cells[0].length, "square")}. ${told}`,
    make: (...size) => ({
      data: [
        {
          type: "heatmap",
          opacity: ground.picture && strength() ? GLASS : 1,
          ...axes(one),
          z: shown.map((row) => row.map((d) => (d === null ? null : d * 100))),
          zmid: 0,
          zmin: -most * 100,
          zmax: most * 100,
          hoverongaps: false,
          customdata: one.cells.map((row, y) =>
            row.map((n, x) => [
              whole(n),
              whole(two.cells[y][x]),
              percent(sums[0] ? n / sums[0] : 0),
              percent(sums[1] ? two.cells[y][x] / sums[1] : 0),
            ]),
          ),
          colorscale: [
            [0, "#d55e00"],
            [0.5, isDark() ? "#1d2935" : "#f3f5f7"],
            [1, "#0072b2"],
          ],
          colorbar: bar("% points", beside(reach, ...size)),
          hovertemplate:
            `${escaped(titles[0])}: <b>%{customdata[0]}</b> (%{customdata[2]})<br>` +
            `${escaped(titles[1])}: <b>%{customdata[1]}</b> (%{customdata[3]})<br>` +
            `${place(one)}<extra></extra>`,
        },
        {
          type: "scatter",
          mode: "markers",
          hoverinfo: "skip",
          x: marked.map(({ column }) => one.x0 + (column + 0.5) * one.sideX),
          y: marked.map(({ row }) => one.y0 + (row + 0.5) * one.sideY),
          marker: { symbol: "circle-open", size: 7, color: colour("ink"), line: { width: 1.5 } },
        },
        handle(...placesWithin(one, reach, false)),
      ],
      layout: layout(reach, { ground, strength, regions, drag, chosen }),
    }),
  };
}

const listed = (grid) =>
  grid.cells.flatMap((row, y) =>
    row.flatMap((n, x) => (n ? [[grid.x0 + x * grid.sideX, grid.y0 + y * grid.sideY, n]] : [])),
  );

/** Where the pointer is, in as many decimals as a square has. */
const place = ({ sideX }) => `x %{x:,.${digitsOf(sideX)}f}, y %{y:,.${digitsOf(sideX)}f}`;

const axes = (grid) => ({
  x: grid.cells[0].map((_, x) => grid.x0 + (x + 0.5) * grid.sideX),
  y: grid.cells.map((_, y) => grid.y0 + (y + 0.5) * grid.sideY),
});

/** plotly selects points only: one that is not seen in each square, so that a region can be dragged over. */
const handle = (x, y) => ({
  type: "scatter",
  mode: "markers",
  hoverinfo: "skip",
  x: y.flatMap(() => x),
  y: y.flatMap((at) => x.map(() => at)),
  marker: { size: 1, opacity: 0 },
  selected: { marker: { opacity: 0 } },
  unselected: { marker: { opacity: 0 } },
});

const scale = () => {
  const colours = isDark() ? BY_NIGHT : BY_DAY;
  return colours.map((hue, index) => [index / (colours.length - 1), hue]);
};

/** Colours go by the square root, or one crowded place would hide all others; the bar tells the counts. */
function countBar(title, most, place) {
  const { at, text } = roundSteps(most);
  return { ...bar(title, place), tickvals: at, ticktext: text };
}

const bar = (title, place) => ({
  ...place,
  title: { text: title, side: narrow() ? "top" : "right", font: { color: colour("soft"), size: 12 } },
  thickness: 12,
  outlinewidth: 0,
  tickfont: { color: colour("soft"), size: 12 },
});

/**
 * Where the bar of colours stands: below the map on a phone, else at the side of it, which on a wide screen is not that
 * of the chart.
 */
function beside([[left, right], [low, high]], width, height) {
  if (narrow()) return { orientation: "h", y: -0.28, yanchor: "top" };
  const [across, up] = [width - 70, height - 60];
  const map = (up * (right - left)) / (high - low);
  // The last label of the map's own axis reaches beyond the map.
  return { x: Math.min(1, 0.5 + map / across / 2) + 0.04, xanchor: "left" };
}

/** An axis from its lower to its upper end on the screen. */
const upwards = ([low, high], { yDown }) => (yDown ? [high, low] : [low, high]);

const layout = ([across, up], { ground, strength, regions, drag, chosen }) => ({
  ...below(ground, strength()),
  shapes: [...regions.map(outlined), ...(chosen ? [chosenRegion(chosen)] : [])],
  dragmode: drag,
  hovermode: "closest",
  xaxis: {
    title: { text: "x, world units" },
    exponentformat: "none",
    separatethousands: true,
    showgrid: false,
    zeroline: false,
    constrain: "domain",
    range: across,
  },
  yaxis: {
    title: { text: "y, world units" },
    exponentformat: "none",
    separatethousands: true,
    showgrid: false,
    zeroline: false,
    scaleanchor: "x",
    constrain: "domain",
    range: upwards(up, ground),
  },
});
