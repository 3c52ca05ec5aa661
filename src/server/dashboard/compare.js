// Two slices side by side: modes or variants. The same charts on the same scales, and the difference in numbers.
import * as address from "./address.js";
import * as api from "./api.js";
import { escaped, itemsOverTime } from "./charts.js";
import { activity, items, slice } from "./data.js";
import { el } from "./elements.js";
import { choice } from "./filters.js";
import { count, percent, whole } from "./format.js";
import { sliceTitle } from "./map.js";
import { Chart, Panel } from "./panel.js";
import { Work } from "./work.js";

const HUES = ["#0072b2", "#d55e00"];

export function open(root, state, context) {
  return new CompareView(root, state, context);
}

class CompareView {
  constructor(root, state, context) {
    this.filters = state.filters;
    this.context = context;
    this.work = new Work();
    this.controls = el("form.filters.inner", { "aria-label": "What is compared", on: { submit: (event) => event.preventDefault() } });
    this.sums = new Panel("Side by side", { full: true, controls: this.controls, heading: "h1", note: "Choose two game modes or two variants of an experiment." });
    this.shares = new Chart("Shares of items", { height: "22rem", note: "Of all units of each side." });
    this.per = new Chart("Units per sheet", { height: "22rem", note: "Of each item, on average." });
    this.over = [new Chart("Items over time, first side", { height: "20rem" }), new Chart("Items over time, second side", { height: "20rem" })];
    root.append(el("div.grid", this.sums.element), el("div.grid.halves", this.shares.element, this.per.element, ...this.over.map((chart) => chart.element)));
    this.load();
  }

  change({ filters }) {
    this.filters = filters;
    this.load();
  }

  refresh() {
    return this.load(true);
  }

  async load(inBackground = false) {
    await this.work.run(inBackground, async (signal) => {
      const { data: names } = await api.get("/api/names", signal);
      const choices = slicesOf(names);
      const [a, b] = this.chosen(choices);
      this.showControls(choices, a, b);
      const sides = await Promise.all([a, b].map((value) => this.side(JSON.parse(value), signal)));
      signal.throwIfAborted();
      this.show(sides);
    }, (error) => {
      for (const panel of [this.sums, this.shares, this.per, ...this.over]) panel.fail(error, () => this.load());
    });
  }

  /** As the address says; else two modes, two variants of an experiment, or everyone twice. */
  chosen(choices) {
    const usual = choices.length > 2 ? [choices[1][0], choices[2][0]] : [choices[0][0], choices.at(-1)[0]];
    const known = (value, otherwise) => (choices.some(([name]) => name === value) ? value : otherwise);
    return [known(this.filters.a, usual[0]), known(this.filters.b, usual[1])];
  }

  showControls(choices, a, b) {
    const focused = this.controls.contains(document.activeElement) ? document.activeElement.name : null;
    this.controls.replaceChildren(choice("a", "First side", choices, a, (value) => address.change({ a: value })), choice("b", "Second side", choices, b, (value) => address.change({ b: value })));
    if (focused) this.controls.elements[focused]?.focus();
  }

  async side(wanted, signal) {
    const { range, since, until } = this.filters;
    const filters = { range, since, until, ...wanted };
    const over = await activity(filters, signal);
    const found = await items(filters, over.length, signal);
    const units = {};
    for (const point of found.points) for (const [item, n] of Object.entries(point.items)) units[item] = (units[item] ?? 0) + n;
    const sum = (key) => over.points.reduce((total, point) => total + point[key], 0);
    return { title: sliceTitle(slice(wanted)), found, units, sheets: sum("sheets"), all: sum("items"), events: sum("events"), request: found.request };
  }

  show(sides) {
    const line = (title, of, difference = true) => {
      const [a, b] = sides.map(of);
      const change = difference && a ? `${b >= a ? "+" : "−"}${percent(Math.abs(b / a - 1))}` : "–";
      return el("tr", el("th", { scope: "row" }, title), el("td.number", number(a)), el("td.number", number(b)), el("td.number", change));
    };
    this.sums.body.replaceChildren(el("div.table-scroll", { tabindex: "0", role: "region", "aria-label": "Side by side" }, el("table",
      el("thead", el("tr", el("th", { scope: "col" }, ""), ...sides.map(({ title }, index) => el("th.number", { scope: "col" }, el("span.swatch", { "aria-hidden": "true", var: { "--swatch": HUES[index] } }), ` ${title}`)), el("th.number", { scope: "col" }, "Difference"))),
      el("tbody", line("Sheets", (side) => side.sheets), line("Units looted", (side) => side.all), line("Units per sheet", (side) => (side.sheets ? side.all / side.sheets : 0)), line("Events per sheet", (side) => (side.sheets ? side.events / side.sheets : 0))))));
    this.sums.ready();
    const names = [...new Set(sides.flatMap(({ units }) => Object.keys(units)))].sort((x, y) => (sides[0].units[y] ?? 0) - (sides[0].units[x] ?? 0) || (x < y ? -1 : 1));
    this.bars(this.shares, names, sides, (side, item) => (side.all ? (side.units[item] ?? 0) / side.all : 0), "share of units", ".0%", (n) => percent(n));
    this.bars(this.per, names, sides, (side, item) => (side.sheets ? (side.units[item] ?? 0) / side.sheets : 0), "units per sheet", "", (n) => number(n));
    const highest = Math.max(...sides.flatMap(({ found }) => found.points.map((point) => Object.values(point.items).reduce((sum, n) => sum + n, point.other))));
    sides.forEach((side, index) => {
      const chart = this.over[index];
      chart.title.textContent = `Items over time: ${side.title}`;
      if (side.found.points.length) chart.show(itemsOverTime(side.found, this.context.colours, highest));
      else chart.empty("Nothing in this range.", side.request);
    });
  }

  bars(chart, names, sides, of, title, format, said) {
    if (!names.length) return chart.empty("Nothing in this range.", sides[0].request);
    chart.show({
      request: sides[0].request, columns: ["item", ...sides.map((side) => side.title)], rows: names.map((item) => [item, ...sides.map((side) => of(side, item))]),
      summary: names.slice(0, 6).map((item) => `${item}: ${sides.map((side) => said(of(side, item))).join(" against ")}`).join("; "),
      make: () => ({
        data: sides.map((side, index) => ({
          type: "bar", name: escaped(side.title), x: names.map(escaped), y: names.map((item) => of(side, item)), marker: { color: HUES[index], pattern: { shape: index ? "/" : "", size: 5, solidity: 0.25 } },
          customdata: names.map((item) => [said(of(side, item)), count(side.units[item] ?? 0, "unit")]), hovertemplate: `<b>%{x}</b>: %{customdata[0]}<br>%{customdata[1]}<br>${escaped(side.title)}<extra></extra>`,
        })),
        layout: { barmode: "group", bargap: 0.3, showlegend: true, yaxis: { title: { text: title }, rangemode: "tozero", tickformat: format }, xaxis: { type: "category" } },
      }),
    });
  }

  close() {
    this.work.stop();
    for (const chart of [this.shares, this.per, ...this.over]) chart.close();
  }
}

const number = (n) => (Number.isInteger(n) ? whole(n) : n.toFixed(2));

/** Everyone, each mode, each variant: what a side can be, as the text that stands in the address. */
function slicesOf({ game_modes, experiments }) {
  const modes = game_modes.map((mode) => [JSON.stringify({ game_mode: mode }), `Mode ${mode}`]);
  const arms = Object.entries(experiments).flatMap(([experiment, variants]) => variants.map((variant) => [JSON.stringify({ experiment, variant }), `${experiment}: ${variant}`]));
  const two = modes.length > 1 ? [...modes, ...arms] : [...arms, ...modes];
  return [["{}", "Everyone"], ...two];
}
