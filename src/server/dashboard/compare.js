// Two selections side by side, whatever each is: a mode, a variant, a time, a match, a player. The charts of the other views, both
// sides on the same scales, and the difference in numbers.
import * as address from "./address.js";
import * as api from "./api.js";
import { SIDES } from "./charts.js";
import { ComparedMaps } from "./comparedmaps.js";
import { ComparedNumbers } from "./comparednumbers.js";
import { ComparedStories } from "./comparedstories.js";
import { el } from "./elements.js";
import { isTyping } from "./filters.js";
import { Panel } from "./panel.js";
import * as side from "./side.js";
import { Source } from "./source.js";
import { Work } from "./work.js";

/** What is counted from raw rows follows what arrives more slowly. */
const SLOW_MS = 15_000;

export function open(root, state, context) {
  return new CompareView(root, state, context);
}

class CompareView {
  constructor(root, state, context) {
    this.filters = state.filters;
    this.context = context;
    this.work = new Work();
    this.controls = el("form.sides", { "aria-label": "What is compared", on: { submit: (event) => event.preventDefault() } });
    this.sums = new Panel("Side by side", { full: true, controls: this.controls, heading: "h1", note: "Each side is a game mode, a variant, a time of its own, one match or one player, or any of these together." });
    this.numbers = new ComparedNumbers(context, this.sums);
    this.slow = [new ComparedMaps(), new ComparedStories(context)];
    root.append(el("div.grid", this.sums.element), ...[this.numbers, ...this.slow].map((section) => section.element));
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
    await this.work.run(inBackground, async (signal) => {
      const [{ data: names }, { data: totals }] = await Promise.all([api.get("/api/names", signal), api.get("/api/aggregate", signal)]);
      this.context.colours.learn(totals.item_colours);
      const chosen = sidesOf(filters, names);
      this.showControls(names, chosen);
      const sides = chosen.map((own) => {
        const given = side.filtersOf(own, filters);
        return { title: side.title(own), filters: given, source: new Source(given, signal) };
      });
      // A side that is called like the other one is told apart.
      if (sides[0].title === sides[1].title) sides.forEach((own, index) => { own.title += index ? " (second)" : " (first)"; });
      const rest = inBackground && performance.now() - this.slowAt < SLOW_MS ? [] : this.slow;
      if (rest.length) this.slowAt = performance.now();
      const asked = { sides, filters, names, totals, signal };
      await Promise.all([this.numbers, ...rest].map((section) => this.attempt(section, asked)));
    }, (error) => {
      for (const section of [this.numbers, ...this.slow]) section.fail(error, () => this.load());
    });
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
    const wanted = JSON.stringify([names, sides]);
    if (wanted === this.controlsFor || isTyping(this.controls)) return;
    this.controlsFor = wanted;
    const focused = this.controls.contains(document.activeElement) ? document.activeElement.name : null;
    this.controls.replaceChildren(...["a", "b"].map((name, index) =>
      side.editor(name, index ? "Second side" : "First side", sides[index], names, SIDES[index], (changed) => address.change({ [name]: side.text(changed) }))));
    if (focused) this.controls.elements[focused]?.focus();
  }

  close() {
    this.work.stop();
    for (const section of [this.numbers, ...this.slow]) section.close();
  }
}

/** As the address says; else two modes, two variants of an experiment, or everyone today and yesterday. */
function sidesOf({ a, b }, names) {
  const slices = side.slices(names).map(([value]) => side.parse(value));
  const usual = slices.length > 2 ? [slices[1], slices[2]] : [{ range: "today" }, { range: "yesterday" }];
  return [side.parse(a) ?? usual[0], side.parse(b) ?? usual[1]];
}
