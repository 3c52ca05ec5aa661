// Flows: from what was looted through the first events to how it ended; and a funnel of chosen steps below.
import * as address from "./address.js";
import * as api from "./api.js";
import { escaped } from "./charts.js";
import { el } from "./elements.js";
import { slider } from "./filters.js";
import { count, moment, percent, whole } from "./format.js";
import { Funnel } from "./funnel.js";
import { Chart, Panel } from "./panel.js";
import { span } from "./span.js";
import { colour } from "./theme.js";
import { Work } from "./work.js";

const SHEETS = 5000;
const USUAL = { depth: 2, top: 6 };
const HUES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c6dd0", "#a38a2e"];

export function open(root, state, context) {
  return new FlowsView(root, state, context);
}

class FlowsView {
  constructor(root, state, context) {
    this.filters = state.filters;
    this.context = context;
    this.work = new Work();
    this.controls = el("form.filters.inner", { "aria-label": "How much the flow tells apart", on: { submit: (event) => event.preventDefault() } },
      slider("depth", "Events on the way", { min: 1, max: 5, step: 1, value: this.number("depth") }, whole, (n) => this.slide("depth", n)),
      slider("top", "Names in each column", { min: 2, max: 15, step: 1, value: this.number("top") }, whole, (n) => this.slide("top", n)));
    this.chart = new Chart("Flows", { full: true, height: "32rem", controls: this.controls, heading: "h1" });
    this.who = new Panel("Who took it", { full: true, note: "Click a band of the flow." });
    this.who.empty("No band is chosen.");
    this.funnel = new Funnel();
    root.append(el("div.grid", this.chart.element, this.who.element, this.funnel.element));
    this.chart.on("plotly_click", (event) => this.choose(event.points[0]));
    this.load();
  }

  number(name) {
    const n = Number(this.filters[name]);
    return Number.isInteger(n) && n > 0 && n <= 30 ? n : USUAL[name];
  }

  slide(name, n) {
    clearTimeout(this.sliding);
    this.sliding = setTimeout(() => address.change({ [name]: n === USUAL[name] ? "" : n }, true), 120);
  }

  change({ filters }) {
    this.filters = filters;
    this.load();
  }

  refresh() {
    return this.load(true);
  }

  async load(inBackground = false) {
    const { filters } = this;
    const common = { game_mode: filters.game_mode, ...span(filters), limit: SHEETS };
    await this.work.run(inBackground, async (signal) => {
      const request = api.path("/api/flows", { depth: Math.min(this.number("depth"), 6), top: this.number("top"), ...common });
      const [flow, totals, names] = await Promise.all([api.get(request, signal), api.get("/api/aggregate", signal), api.get("/api/names", signal)]);
      signal.throwIfAborted();
      this.context.colours.learn(totals.data.item_colours);
      this.show(flow.data, request);
      await this.funnel.load(filters, common, names.data.event_types, usualSteps(flow.data), signal);
    }, (error) => {
      this.chart.fail(error, () => this.load());
      this.funnel.fail(error, () => this.load());
    });
  }

  show(flow, request) {
    const far = flow.complete ? "" : ` Back to ${moment(flow.covered_since)}.`;
    this.chart.setNote(`${count(flow.stories, "story", "stories")}: one player in one match each. What was looted most, the first events, the last event.${far}`);
    if (!flow.links.length) return this.chart.empty("Nobody has played in this selection.", request);
    const key = (column, name) => `${column} ${name}`;
    const nodes = new Map();
    const node = (column, name) => {
      const id = key(column, name);
      if (!nodes.has(id)) nodes.set(id, { index: nodes.size, column, name });
      return nodes.get(id).index;
    };
    const links = flow.links.map((link) => ({ ...link, source: node(link.column, link.from), target: node(link.to_column, link.to) }));
    const events = [...new Set(flow.links.flatMap((link) => [link.column > 0 ? link.from : null, link.to]).filter(Boolean))].sort();
    const hue = ({ column, name }) => (name === "others" ? "#8a949e" : column === 0 ? this.context.colours.of(name) : HUES[events.indexOf(name) % HUES.length]);
    const listed = [...nodes.values()];
    const last = flow.columns - 1;
    this.links = links;
    this.chart.show({
      request, columns: ["column", "from", "to column", "to", "stories"], rows: flow.links.map((link) => [link.column, link.from, link.to_column, link.to, link.stories]),
      summary: flow.links.slice(0, 6).map((link) => `${link.from} to ${link.to}: ${whole(link.stories)}`).join("; "),
      make: () => ({
        data: [{
          type: "sankey", arrangement: "snap", valueformat: ",d",
          textfont: { color: colour("ink"), size: 13 },
          node: {
            label: listed.map(({ name }) => escaped(name)), color: listed.map(hue), thickness: 14, pad: 16, line: { width: 0 },
            x: listed.map(({ column }) => Math.min(0.999, Math.max(0.001, column / last))), y: listed.map((own) => place(own, listed)),
            customdata: listed.map(({ column }) => (column === 0 ? "looted most" : column === last ? "the end" : `event ${column}`)),
            hovertemplate: "<b>%{label}</b><br>%{customdata}<br>%{value:,} stories<extra></extra>",
          },
          link: {
            source: links.map((link) => link.source), target: links.map((link) => link.target), value: links.map((link) => link.stories),
            color: links.map((link) => `${hue(listed[link.source])}66`), customdata: links.map((link) => percent(link.stories / flow.stories)),
            hovertemplate: "<b>%{source.label} → %{target.label}</b><br>%{value:,} stories, %{customdata} of all<extra></extra>",
          },
        }],
        layout: { margin: { l: 8, r: 8, t: 12, b: 12 } },
      }),
    });
  }

  choose(point) {
    // A name was clicked, not a band.
    if (point?.source === undefined) return;
    const link = this.links[point.index ?? point.pointNumber];
    if (!link) return;
    const kept = address.lasting(this.filters);
    this.who.setNote(`${link.from} → ${link.to}: ${count(link.stories, "story", "stories")}${link.stories > link.examples.length ? `, of which ${link.examples.length} here` : ""}.`);
    this.who.body.replaceChildren(el("ol.lines", link.examples.map(({ match_id, player_id }) =>
      el("li", el("a", { href: address.of("players", player_id, kept) }, player_id), el("a", { href: address.of("matches", match_id, kept) }, match_id)))));
    this.who.ready();
  }

  close() {
    clearTimeout(this.sliding);
    this.work.stop();
    this.chart.close();
    this.funnel.close();
  }
}

/** Where most go on from the first event. */
function usualSteps({ links, columns }) {
  const real = (name) => name !== "others" && name !== "no event";
  const widest = links.find((link) => link.column === 1 && link.column < columns - 1 && real(link.from) && real(link.to));
  return widest ? [widest.from, widest.to] : [];
}

/** Evenly below each other within a column; plotly moves them so that they do not overlap. */
function place(own, all) {
  const column = all.filter((node) => node.column === own.column);
  return (column.indexOf(own) + 0.5) / column.length;
}
