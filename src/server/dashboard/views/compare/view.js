// Two selections side by side, whatever each is: a mode, a variant, a time, a match, a player. The charts of the other
// views, both sides on the same scales, and the difference in numbers.

import { SIDES } from "../../charts/palette.js";
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { fill, formOf, isTyping } from "../../lib/controls.js";
import { el } from "../../lib/elements.js";
import { Guide } from "../../lib/empty.js";
import { LatestOnly } from "../../lib/latestOnly.js";
import { Panel } from "../../lib/panel.js";
import * as selection from "../../lib/selection.js";
import { Source } from "../../lib/source.js";
import { isTimed } from "../../lib/timeRange.js";
import { ComparedMaps } from "./maps.js";
import { ComparedNumbers } from "./numbers.js";
import { ComparedStories } from "./stories.js";

/** What is counted from raw rows follows what arrives more slowly. */
const SLOW_MS = 15_000;

export function open(root, state, context) {
  return new CompareView(root, state, context);
}

class CompareView {
  constructor(root, state, context) {
    this.filters = state.filters;
    this.context = context;
    this.requests = new LatestOnly();
    this.controls = formOf("What is compared");
    this.controls.className = "sides";
    this.sums = new Panel("Side by side", {
      full: true,
      controls: this.controls,
      heading: "h1",
      note: "Each side is a game mode, a variant, a time range, a match or a player, or any combination of these.",
    });
    this.numbers = new ComparedNumbers(context, this.sums);
    this.slow = [new ComparedMaps(), new ComparedStories(context)];
    this.guide = new Guide("compare");
    const sections = [this.numbers, ...this.slow].map((section) => section.element);
    root.append(...this.guide.around(el("div.grid", this.sums.element), ...sections));
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
    const { filters } = this;
    await this.requests.run(
      inBackground,
      async (signal) => {
        const [{ data: names }, { data: totals }] = await Promise.all([
          api.get("/api/names", signal),
          api.get("/api/aggregate", signal),
        ]);
        if (!totals.total_stat_sheets && !totals.total_events) return this.guide.example();
        this.context.colours.learn(totals.item_colours);
        const chosen = sidesOf(filters, names);
        this.showControls(names, chosen);
        const sides = chosen.map((own) => {
          const given = selection.filtersOf(own, filters);
          return { title: selection.title(own), filters: given, source: new Source(given, signal) };
        });
        // A side that is called like the other one is told apart.
        if (sides[0].title === sides[1].title)
          sides.forEach((own, index) => {
            own.title += index ? " (second)" : " (first)";
          });
        // Sides with times of their own are elsewhere by choice.
        const isElsewhere =
          isTimed(filters) &&
          !chosen.every(isTimed) &&
          (await Promise.all(sides.map(({ source }) => source.activity()))).every(({ points }) => !points.length);
        await this.guide.settle(isElsewhere, filters, signal);
        const rest = inBackground && performance.now() - this.slowAt < SLOW_MS ? [] : this.slow;
        if (rest.length) this.slowAt = performance.now();
        const asked = { sides, filters, names, totals, signal };
        await Promise.all([this.numbers, ...rest].map((section) => this.attempt(section, asked)));
      },
      (error) => {
        for (const section of [this.numbers, ...this.slow]) section.fail(error, () => this.load());
      },
    );
  }

  /** One that fails does not take the others with it. */
  async attempt(section, asked) {
    try {
      await section.load(asked);
    } catch (error) {
      if (asked.signal.aborted || error.name === "AbortError") throw error;
      section.fail(error, () => this.load());
    }
  }

  showControls(names, sides) {
    if (isTyping(this.controls)) return;
    fill(this.controls, [names, sides], () =>
      ["a", "b"].map((name, index) =>
        selection.editor(name, index ? "Second side" : "First side", sides[index], names, SIDES[index], (changed) =>
          address.change({ [name]: selection.text(changed) }),
        ),
      ),
    );
  }

  close() {
    this.requests.stop();
    for (const section of [this.numbers, ...this.slow]) section.close();
  }
}

/** As the address says; else two modes, two variants of an experiment, or everyone and those of the last day. */
function sidesOf({ a, b }, names) {
  const slices = selection.slices(names).map(([value]) => selection.parse(value));
  const usual = slices.length > 2 ? [slices[1], slices[2]] : [{}, { range: "24h" }];
  return [selection.parse(a) ?? usual[0], selection.parse(b) ?? usual[1]];
}
