// Flows: from what was looted through the first events to how it ended; and a funnel of chosen steps below.

import { Chart } from "../../charts/chart.js";
import { chosen, Funnel } from "../../charts/funnel.js";
import { bands, said, wordsOf } from "../../charts/sankey.js";
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { choice, fill, formOf, slider } from "../../lib/controls.js";
import { slice } from "../../lib/data.js";
import { cuttable, el, freshId } from "../../lib/elements.js";
import { Guide } from "../../lib/empty.js";
import { count, percent, whole } from "../../lib/format.js";
import { LatestOnly } from "../../lib/latestOnly.js";
import { Panel } from "../../lib/panel.js";
import { asSlice } from "../../lib/slices.js";
import { stepsOf } from "../../lib/steps.js";
import { timeRange } from "../../lib/timeRange.js";
import { askFlow, endsChoices, leftOut, number, separatorOf, slide, usualSteps } from "./detail.js";
import { byChoices, SideBySide } from "./sideBySide.js";

export function open(root, state, context) {
  return new FlowsView(root, state, context);
}

class FlowsView {
  constructor(root, state, context) {
    this.filters = state.filters;
    this.context = context;
    this.requests = new LatestOnly();
    this.controls = formOf(
      "Detail of the flow",
      slider(
        "depth",
        "Events on the way",
        { min: 1, max: 5, step: 1, value: number(this.filters, "depth") },
        whole,
        (n) => this.slide("depth", n),
      ),
      slider(
        "top",
        "Names in each column",
        { min: 2, max: 15, step: 1, value: number(this.filters, "top") },
        whole,
        (n) => this.slide("top", n),
      ),
    );
    this.leaving = formOf("Events left out");
    this.leavingTitle = el("summary");
    this.ends = formOf("Where the flow begins and ends");
    this.controls.append(el("details.leave-out", this.leavingTitle, this.leaving), this.ends);
    this.chart = new Chart("Flows", { full: true, height: "32rem", controls: this.controls, heading: "h1" });
    this.bands = formOf("A band of the flow");
    this.who = new Panel("Who went this way", {
      full: true,
      note: "Click a band of the flow, or choose it here.",
      controls: this.bands,
    });
    this.who.empty("No band is chosen.");
    this.funnel = new Funnel();
    this.sides = new SideBySide(context);
    this.guide = new Guide("flows");
    root.append(
      ...this.guide.around(
        el("div.grid", this.chart.element, this.who.element, this.funnel.element),
        this.sides.element,
      ),
    );
    this.chart.on("plotly_click", (event) => this.choose(event.points[0]));
    this.load();
  }

  slide(name, n) {
    clearTimeout(this.sliding);
    this.sliding = setTimeout(() => slide(name, n), 120);
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
    const separator = separatorOf(filters);
    const common = { ...slice(asSlice(filters)), ...timeRange(filters), separator };
    await this.requests.run(
      inBackground,
      async (signal) => {
        const [{ data: flow, request }, totals, names] = await Promise.all([
          askFlow(filters, common, signal),
          api.get("/api/aggregate", signal),
          api.get("/api/names", signal),
        ]);
        await this.guide.settle(!flow.stories, filters, signal);
        signal.throwIfAborted();
        this.context.colours.learn(totals.data.item_colours);
        this.show(flow, request);
        this.showLeftOut(names.data.event_types);
        const all = stepsOf(names.data.event_types, totals.data.total_items, separator);
        fill(this.ends, [all, names.data, filters], () => [
          ...endsChoices(filters, all),
          ...byChoices(filters, names.data),
        ]);
        const usual = usualSteps(flow);
        await this.funnel.load(filters, common, all, usual, signal);
        await this.sides.load(filters, common, names.data, chosen(filters, all, usual), signal);
      },
      (error) => {
        this.chart.fail(error, () => this.load());
        this.funnel.fail(error, () => this.load());
        this.sides.fail(error, () => this.load());
      },
    );
  }

  show(flow, request) {
    this.chart.setNote(said(flow, request));
    if (!flow.links.length) return this.chart.empty("Nobody has played in this selection.", request);
    this.links = flow.links;
    this.all = flow.stories;
    this.showBands();
    this.chart.show(bands(flow, this.context.colours, request));
  }

  /** A box for each type of event. */
  showLeftOut(types) {
    const out = leftOut(this.filters);
    const all = [...new Set([...types, ...out])].sort();
    this.leavingTitle.textContent = out.length ? `Leave out (${out.length})` : "Leave out events…";
    fill(this.leaving, [all, out], () =>
      all.map((type) => {
        const id = freshId();
        const change = ({ target }) => {
          const wanted = target.checked
            ? [...leftOut(this.filters), type]
            : leftOut(this.filters).filter((one) => one !== type);
          address.change({ leave_out: wanted.length ? JSON.stringify(wanted) : "" });
        };
        const box = el("input", {
          id,
          type: "checkbox",
          name: `leave-${type}`,
          checked: out.includes(type),
          on: { change },
        });
        return el("div.tick", box, el("label", { for: id }, cuttable(type)));
      }),
    );
  }

  choose(point) {
    // A name was clicked, not a band.
    if (point?.source === undefined) return;
    const link = this.links[point.index ?? point.pointNumber];
    if (!link) return;
    this.chosen = nameOf(link);
    this.showBands();
    this.tell(link);
  }

  showBands() {
    const options = this.links.map((link) => [nameOf(link), `${wayOf(link)} (${percent(link.stories / this.all)})`]);
    fill(this.bands, [options, this.chosen], () => [
      choice("band", "Band", [["", "None"], ...options], this.chosen ?? "", (value) => {
        this.chosen = value;
        const link = this.links.find((one) => nameOf(one) === value);
        if (link) this.tell(link);
        else this.who.empty("No band is chosen.");
      }),
    ]);
  }

  /** Who went this way. */
  tell(link) {
    const kept = address.lasting(this.filters);
    const part = link.stories > link.examples.length ? `, of which ${link.examples.length} are listed` : "";
    this.who.setNote(
      `${wayOf(link)}: ${percent(link.stories / this.all)} of all, ${count(link.stories, "path")}${part}.`,
    );
    this.who.body.replaceChildren(
      el(
        "ol.lines",
        link.examples.map(({ match_id, player_id }) =>
          el(
            "li",
            el("a", { href: address.of("players", player_id, kept) }, cuttable(player_id)),
            match_id === null
              ? el("span", "in no match")
              : el("a", { href: address.of("matches", match_id, kept) }, cuttable(match_id)),
          ),
        ),
      ),
    );
    this.who.ready();
  }

  close() {
    clearTimeout(this.sliding);
    this.requests.stop();
    this.chart.close();
    this.funnel.close();
    this.sides.close();
  }
}

/** The same band of another answer has the same name. */
const nameOf = (link) =>
  JSON.stringify([link.column, link.from_kind, link.from, link.to_column, link.to_kind, link.to]);

const wayOf = (link) => `${wordsOf(link.from, link.from_kind)} → ${wordsOf(link.to, link.to_kind)}`;
