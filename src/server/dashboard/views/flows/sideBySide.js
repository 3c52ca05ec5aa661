// The same flow and funnel of each value of a mode, an experiment, a dimension or a map, beside each other.

import { Chart } from "../../charts/chart.js";
import { askFunnel, windowOf } from "../../charts/funnel.js";
import { bands, eventsOf, said } from "../../charts/sankey.js";
import * as address from "../../lib/address.js";
import { choice } from "../../lib/controls.js";
import { el } from "../../lib/elements.js";
import { askFlow } from "./detail.js";

/** As many as can be read beside each other. */
const MOST = 3;

export class SideBySide {
  #charts = [];
  #of = null;

  constructor(context) {
    this.context = context;
    this.element = el("div.grid", { hidden: true });
  }

  /** `steps` are those of the funnel; `common` is what is asked for of everyone. */
  async load(filters, common, names, steps, signal) {
    const by = slicesBy(names).find(([key]) => key === filters.by);
    const slices = by?.[2].slice(0, MOST) ?? [];
    this.#arrange(filters.by, slices);
    if (!slices.length) return;
    const ofSlice = (slice) => ({ ...without(common, slice), ...slice.asked });
    const flows = await Promise.all(slices.map((slice) => askFlow(filters, ofSlice(slice), signal)));
    signal.throwIfAborted();
    const types = [...new Set(flows.flatMap(({ data, request }) => eventsOf(data, request)))].sort();
    const left = by[2].length - slices.length;
    flows.forEach(({ data, request }, index) => {
      const chart = this.#charts[index];
      chart.setNote(`${said(data, request)}${left ? ` ${left} more of ${by[1]} are not shown.` : ""}`);
      if (data.links.length) chart.show(bands(data, this.context.colours, request, types));
      else chart.empty("No path in this selection.", request);
    });
    const below = this.#charts.slice(slices.length);
    if (!steps.length) {
      for (const chart of below) chart.empty("No event has arrived yet.");
      return;
    }
    const funnels = await Promise.all(
      slices.map((slice) => askFunnel(steps, { within: windowOf(filters), ...ofSlice(slice) }, signal)),
    );
    await Promise.all(funnels.map((funnel, index) => below[index].show(funnel)));
  }

  /** A flow for each slice, and below it a funnel. */
  #arrange(by, slices) {
    const of = JSON.stringify([by, slices]);
    if (of === this.#of) return;
    this.#of = of;
    this.close();
    const charts = (title, height) =>
      slices.map((slice) => {
        const chart = new Chart(title, { height, suffix: slice.words });
        chart.setTitle(slice.words);
        return chart;
      });
    this.#charts = [...charts("Flows", "26rem"), ...charts("Funnel", "16rem")];
    this.element.hidden = !slices.length;
    this.element.classList.toggle("halves", slices.length < MOST);
    this.element.replaceChildren(...this.#charts.map((chart) => chart.element));
  }

  fail(error, again) {
    for (const chart of this.#charts) chart.fail(error, again);
  }

  close() {
    for (const chart of this.#charts) chart.close();
    this.#charts = [];
  }
}

/** What there is to tell slices by: `[key, words, slices]`. */
function slicesBy({ game_modes, experiments, dimensions, maps }) {
  const arm = (experiment) => (variant) => ({ words: `${experiment}: ${variant}`, asked: { experiment, variant } });
  const named = (kind, all) =>
    Object.entries(all).map(([name, values]) => [JSON.stringify([kind, name]), name, values.map(arm(name))]);
  return [
    ["game_mode", "game modes", game_modes.map((mode) => ({ words: `mode ${mode}`, asked: { game_mode: mode } }))],
    ["map", "maps", maps.map((map) => ({ words: `map ${map}`, asked: { map } }))],
    ...named("experiment", experiments),
    ...named("dimension", dimensions),
  ].filter(([, , slices]) => slices.length > 1);
}

/** A variant, a value or a map is asked for one at a time. */
function without({ experiment, variant, ...common }, { asked }) {
  return "game_mode" in asked ? { experiment, variant, ...common } : common;
}

/** The control for it, where there is something to choose. */
export function byChoices(filters, names) {
  const options = slicesBy(names).map(([key, words]) => [key, words]);
  if (!options.length) return [];
  return [
    choice("by", "Side by side", [["", "Everyone together"], ...options], filters.by ?? "", (by) =>
      address.change({ by }),
    ),
  ];
}
