// The map: where an item was found or an event happened, alone or as the difference between two slices; drag over a region to
// see what was found there and by whom.
import * as address from "./address.js";
import * as api from "./api.js";
import { escaped, narrow } from "./charts.js";
import { slice } from "./data.js";
import { el } from "./elements.js";
import { choice, slider } from "./filters.js";
import { count, percent, whole } from "./format.js";
import { around, commonSide, compare, extent, lattice, resample, smooth, total } from "./heat.js";
import { Chart, Panel } from "./panel.js";
import { listen } from "./plot.js";
import { region } from "./region.js";
import { span } from "./span.js";
import { colour, isDark } from "./theme.js";
import { Work } from "./work.js";

const FINEST = 200;
/** From little to much: away from the paper in steps that are even to the eye, for any colour vision. */
const BY_DAY = ["#e6eef5", "#b9d9ea", "#7fbcdc", "#4a98c9", "#2d73b2", "#274f95", "#2a2c6f", "#1f0f45"];
const BY_NIGHT = ["#1e2c3a", "#243f6b", "#2b5e97", "#3384a8", "#4baba6", "#86cd8f", "#d3e487", "#fffbd0"];

export function open(root, state, context) {
  return new MapView(root, state, context);
}

class MapView {
  constructor(root, state, context) {
    this.context = context;
    this.filters = state.filters;
    this.work = new Work();
    this.controls = el("form.filters.inner", { "aria-label": "What the map shows", on: { submit: (event) => event.preventDefault() } });
    this.chart = new Chart("Map", { tall: true, heading: "h1" });
    this.found = new Panel("In the region", { note: "Drag over the map to see what was found there and by whom." });
    this.found.empty("No region is chosen.");
    root.append(el("div.map-grid", this.chart.element, el("div.side", el("div.panel", this.controls), this.found.element)));
    this.chart.on("plotly_selected", (event) => this.select(event));
    this.load();
  }

  change({ filters }) {
    const asked = (given) => JSON.stringify([given.item, given.event, given.than, span(given).since?.slice(0, 16), given.until, slice(given)]);
    const same = asked(filters) === asked(this.filters);
    this.filters = filters;
    // The sliders change the picture of what is here already.
    if (same && this.sides) this.draw();
    else this.load();
  }

  refresh() {
    return this.load(true);
  }

  async load(inBackground = false) {
    const { filters } = this;
    await this.work.run(inBackground, async (signal) => {
      const names = (await api.get("/api/names", signal)).data;
      this.names = names;
      const event = filters.event ?? "";
      const item = filters.item ?? (event ? "" : await this.mostPlaced(signal) ?? names.items[0] ?? "");
      this.what = event ? { event } : { item };
      this.showControls(names, filters);
      if (!event && !item) return this.chart.empty("Nothing with a place has arrived yet.");
      const other = filters.than ? parsed(filters.than) : null;
      const both = (side) => Promise.all([this.side(slice(filters), filters, side, signal), other ? this.side(other, filters, side, signal) : null]);
      let [own, than] = await both(null);
      // Two maps are compared on one lattice; its side is known when both are.
      const side = than && commonSide(own.lattice, than.lattice);
      if (side) [own, than] = await both(side);
      signal.throwIfAborted();
      this.sides = { own, than, other };
      await this.draw();
    }, (error) => this.chart.fail(error, () => this.load()));
  }

  /** The item of which the most units have a place. */
  async mostPlaced(signal) {
    const { data } = await api.get("/api/aggregate", signal);
    this.context.colours.learn(data.item_colours);
    return Object.entries(data.located_items).filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1])[0]?.[0];
  }

  async side(wanted, filters, side, signal) {
    const { item, event } = this.what;
    const fineness = side ? { side } : { bins: FINEST };
    const request = event
      ? api.path(`/api/events/${api.segment(event)}/places`, { ...fineness, limit: 100_000, game_mode: wanted.game_mode, ...span(filters) })
      : api.path(`/api/heatmap/${api.segment(item)}`, { ...fineness, limit: 1, ...wanted });
    const { data } = await api.get(request, signal);
    return { request, count: data.count, lattice: lattice(data.grid), complete: data.complete !== false, since: data.covered_since };
  }

  showControls(names, filters) {
    const { item, event } = this.what;
    const wanted = JSON.stringify([names, item, event, filters]);
    if (wanted === this.controlsFor || this.controls.contains(document.activeElement) && document.activeElement.type === "range") return;
    this.controlsFor = wanted;
    const focused = this.controls.contains(document.activeElement) ? document.activeElement.name : null;
    const things = [...names.items.map((name) => [`i${name}`, name]), ...names.event_types.map((name) => [`e${name}`, `${name} (event)`])];
    const slices = [["", "Nothing"], ["{}", "Everyone"], ...names.game_modes.map((mode) => [JSON.stringify({ game_mode: mode }), `Mode ${mode}`]),
      ...(event ? [] : Object.entries(names.experiments).flatMap(([experiment, variants]) => variants.map((variant) => [JSON.stringify({ experiment, variant }), `${experiment}: ${variant}`])))];
    this.controls.replaceChildren(
      choice("what", "Show", things, event ? `e${event}` : `i${item}`, (value) => address.change(value.startsWith("e") ? { event: value.slice(1), item: "" } : { item: value.slice(1), event: "" })),
      choice("than", "Compare with", slices, filters.than ?? "", (value) => address.change({ than: value })),
      slider("bins", "Resolution", { min: 5, max: 100, step: 5, value: this.bins() }, (n) => `${n} squares across`, (n) => address.change({ bins: n === 40 ? "" : n }, true)),
      slider("smooth", "Smoothing", { min: 0, max: 4, step: 0.5, value: this.sigma() }, (n) => (n ? count(n, "square") : "off"), (n) => address.change({ smooth: n || "" }, true)));
    if (focused) this.controls.elements[focused]?.focus();
  }

  bins() {
    return clamp(Number(this.filters.bins), 5, 100, 40);
  }

  sigma() {
    return clamp(Number(this.filters.smooth), 0, 4, 0);
  }

  async draw() {
    const { own, than, other } = this.sides;
    const name = this.what.event ?? this.what.item;
    const unit = this.what.event ? "event" : "unit";
    const area = around(own.lattice && extent(own.lattice), than?.lattice && extent(than.lattice));
    const timed = span(this.filters);
    const untimed = !this.what.event && (timed.since || timed.until) ? " Places of items are kept for all time: the time range does not apply here." : "";
    const alone = this.what.event && this.filters.variant ? " Events are not kept by variant." : "";
    const partly = own.complete ? "" : ` The newest ${whole(own.count)} only.`;
    if (!area) return this.chart.empty(`No ${this.what.event ? "event" : "unit"} of ${name} has a place in this selection.`, own.request);
    const least = Math.max(than?.lattice?.sideX ?? 0, own.lattice?.sideX ?? 0);
    const sample = (side) => side?.lattice && resample(side.lattice, area, this.bins(), least);
    const a = sample(own);
    const b = than ? sample(than) : null;
    this.area = area;
    if (than) await this.drawDifference(a, b, name, unit, other);
    else {
      this.chart.setNote(`${count(own.count, unit)} of ${name} with a place, in squares of ${number(a.sideX)} world units.${untimed}${alone}${partly}`);
      await this.drawCounts(a, name, unit, own.request);
    }
    listen(this.chart.canvas, "plotly_deselect", () => this.found.empty("No region is chosen."));
  }

  drawCounts(grid, name, unit, request) {
    const shown = smooth(grid.cells, this.sigma());
    const most = Math.max(...shown.flat());
    return this.chart.show({
      request, columns: ["x", "y", "side", unit], rows: listed(grid).map(([x, y, n]) => [x, y, grid.sideX, n]),
      summary: `Map of ${name}: ${whole(total(grid.cells))} ${unit}s, at most ${number(most)} in one square.`,
      make: () => ({
        data: [{
          type: "heatmap", ...axes(grid), z: shown.map((row, y) => row.map((n, x) => (n > most * 1e-3 || grid.cells[y][x] ? Math.sqrt(n) : null))), zmin: 0, zmax: Math.sqrt(most),
          customdata: grid.cells, colorscale: scale(), colorbar: countBar(`${unit}s`, most), hoverongaps: false,
          hovertemplate: `<b>%{customdata:,} ${unit}s</b> of ${escaped(name)}<br>x %{x:.0f}, y %{y:.0f}<extra></extra>`,
        }, handle(grid)],
        layout: layout(grid),
      }),
    });
  }

  drawDifference(a, b, name, unit, other) {
    const empty = (grid) => ({ ...grid, cells: grid.cells.map((row) => row.map(() => 0)) });
    const one = a ?? empty(b);
    const two = b ?? empty(a);
    const { difference, marked, tested } = compare(one.cells, two.cells);
    const sums = [total(one.cells), total(two.cells)];
    const sigma = this.sigma();
    const share = (grid, sum) => smooth(grid.cells.map((row) => row.map((n) => (sum ? n / sum : 0))), sigma);
    const [sharesA, sharesB] = [share(one, sums[0]), share(two, sums[1])];
    const shown = sigma ? sharesA.map((row, y) => row.map((p, x) => p - sharesB[y][x])) : difference;
    const most = Math.max(1e-9, ...shown.flat().map((d) => Math.abs(d ?? 0)));
    const titles = [sliceTitle(slice(this.filters)), sliceTitle(other)];
    this.chart.setNote(`${name}: share of ${titles[0]} (${count(sums[0], unit)}) minus share of ${titles[1]} (${count(sums[1], unit)}). ` +
      `${count(marked.length, "square")} of ${whole(tested)} differ more than chance would (marked; false discovery rate 5 %).`);
    return this.chart.show({
      request: this.sides.own.request, columns: ["x", "y", "side", titles[0], titles[1], "difference"],
      rows: difference.flatMap((row, y) => row.flatMap((d, x) => (d === null ? [] : [[one.x0 + x * one.sideX, one.y0 + y * one.sideY, one.sideX, one.cells[y][x], two.cells[y][x], d]]))),
      summary: `Difference of two maps of ${name}: ${marked.length} of ${tested} squares differ significantly.`,
      make: () => ({
        data: [{
          type: "heatmap", ...axes(one), z: shown.map((row) => row.map((d) => d === null ? null : d * 100)), zmid: 0, zmin: -most * 100, zmax: most * 100, hoverongaps: false,
          customdata: one.cells.map((row, y) => row.map((n, x) => [whole(n), whole(two.cells[y][x]), percent(sums[0] ? n / sums[0] : 0), percent(sums[1] ? two.cells[y][x] / sums[1] : 0)])),
          colorscale: [[0, "#d55e00"], [0.5, isDark() ? "#1d2935" : "#f3f5f7"], [1, "#0072b2"]], colorbar: bar("% points"),
          hovertemplate: `${escaped(titles[0])}: <b>%{customdata[0]}</b> (%{customdata[2]})<br>${escaped(titles[1])}: <b>%{customdata[1]}</b> (%{customdata[3]})<br>x %{x:.0f}, y %{y:.0f}<extra></extra>`,
        }, {
          type: "scatter", mode: "markers", hoverinfo: "skip", x: marked.map(({ x }) => one.x0 + (x + 0.5) * one.sideX), y: marked.map(({ y }) => one.y0 + (y + 0.5) * one.sideY),
          marker: { symbol: "circle-open", size: 7, color: colour("ink"), line: { width: 1.5 } },
        }, handle(one)],
        layout: layout(one),
      }),
    });
  }

  select(event) {
    const { x, y } = event?.range ?? {};
    if (!x || !y) return;
    const area = { left: Math.min(...x), right: Math.max(...x), low: Math.min(...y), high: Math.max(...y) };
    region(this.found, area, this.what, this.filters, this.context);
  }

  close() {
    this.work.stop();
    this.chart.close();
  }
}

const clamp = (n, least, most, usual) => (Number.isFinite(n) && n >= least && n <= most ? n : usual);
const number = (n) => new Intl.NumberFormat("en", { maximumSignificantDigits: 3 }).format(n);

function parsed(text) {
  try {
    const wanted = JSON.parse(text);
    return wanted && typeof wanted === "object" ? slice(wanted) : null;
  } catch {
    return null;
  }
}

export function sliceTitle({ game_mode, experiment, variant }) {
  return [game_mode && `mode ${game_mode}`, variant && `${experiment}: ${variant}`].filter(Boolean).join(", ") || "everyone";
}

const listed = (grid) => grid.cells.flatMap((row, y) => row.flatMap((n, x) => (n ? [[grid.x0 + x * grid.sideX, grid.y0 + y * grid.sideY, n]] : [])));

const axes = (grid) => ({
  x: grid.cells[0].map((_, x) => grid.x0 + (x + 0.5) * grid.sideX),
  y: grid.cells.map((_, y) => grid.y0 + (y + 0.5) * grid.sideY),
});

/** plotly selects points only: one that is not seen in each square, so that a region can be dragged over. */
const handle = (grid) => {
  const { x, y } = axes(grid);
  return {
    type: "scatter", mode: "markers", hoverinfo: "skip", x: y.flatMap(() => x), y: y.flatMap((at) => x.map(() => at)), marker: { size: 1, opacity: 0 },
    selected: { marker: { opacity: 0 } }, unselected: { marker: { opacity: 0 } },
  };
};

const scale = () => {
  const colours = isDark() ? BY_NIGHT : BY_DAY;
  return colours.map((hue, index) => [index / (colours.length - 1), hue]);
};

/** Colours go by the square root, or one crowded place would hide all others; the bar tells the counts. */
function countBar(title, most) {
  const steps = [...new Set([0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(most * part ** 2)))];
  return { ...bar(title), tickvals: steps.map(Math.sqrt), ticktext: steps.map((n) => whole(n)) };
}

const bar = (title) => ({ ...(narrow() ? { orientation: "h", y: -0.28, yanchor: "top" } : {}), title: { text: `${title}<br> `, side: "top", font: { color: colour("soft"), size: 12 } }, thickness: 12, outlinewidth: 0, tickfont: { color: colour("soft"), size: 12 } });

const layout = (grid) => ({
  dragmode: "select", hovermode: "closest",
  xaxis: { title: { text: "x, world units" }, showgrid: false, zeroline: false, constrain: "domain", range: [grid.x0, grid.x0 + grid.cells[0].length * grid.sideX] },
  yaxis: { title: { text: "y, world units" }, showgrid: false, zeroline: false, scaleanchor: "x", constrain: "domain", range: [grid.y0, grid.y0 + grid.cells.length * grid.sideY] },
});
