// What players of two sides do: flows, a funnel, how much they loot, and what was refused meanwhile.

import { pairs } from "../../charts/bars.js";
import { Chart } from "../../charts/chart.js";
import { chosen, requestOf, said as saidOfStep, stepChoices, windowChoice, windowOf } from "../../charts/funnel.js";
import { bands, eventsOf, said } from "../../charts/sankey.js";
import { fill, formOf } from "../../lib/controls.js";
import { byName, slice } from "../../lib/data.js";
import { el } from "../../lib/elements.js";
import { count, percent, whole } from "../../lib/format.js";
import { Source } from "../../lib/source.js";
import { stepsOf, wordsOf } from "../../lib/steps.js";
import { timeRange } from "../../lib/timeRange.js";
import { reading } from "../../lib/waiting.js";
import { askFlow, separatorOf, usualSteps } from "../flows/detail.js";

const BARS = 24;

export class ComparedStories {
  constructor(context) {
    this.context = context;
    this.flows = [0, 1].map(
      (index) => new Chart("Flows", { height: "26rem", suffix: index ? "second side" : "first side" }),
    );
    this.controls = formOf("Steps of the funnel");
    this.funnel = new Chart("Funnel", {
      full: true,
      height: "17rem",
      controls: this.controls,
      note: "How many of those who took the first step take each next one.",
    });
    this.spread = new Chart("Spread of loot", { height: "17rem" });
    this.refused = new Chart("Rejected by reason", { height: "17rem" });
    this.charts = [...this.flows, this.funnel, this.spread, this.refused];
    this.element = el(
      "div.grid.halves",
      this.charts.map((chart) => chart.element),
    );
  }

  async load({ sides, filters, names, signal }) {
    const unknown = sides.map(notByStories);
    const ask = async (side, index) => (unknown[index] ? null : askFlow(filters, common(side, filters), signal));
    const [flows, summaries, refused] = await Promise.all([
      Promise.all(sides.map(ask)),
      Promise.all(sides.map(({ source }) => source.summary())),
      this.askRefused(sides, signal),
    ]);
    signal.throwIfAborted();
    this.showFlows(sides, flows, unknown);
    this.showSpread(sides, summaries);
    this.showRefused(sides, refused);
    const items = byName(Object.fromEntries(names.items.map((item) => [item, 0])));
    const all = stepsOf(names.event_types, items, separatorOf(filters));
    await this.loadFunnel(sides, filters, all, flows, unknown, signal);
  }

  showFlows(sides, flows, unknown) {
    const types = [...new Set(flows.filter(Boolean).flatMap(({ data, request }) => eventsOf(data, request)))].sort();
    this.flows.forEach((chart, index) => {
      chart.setTitle(sides[index].title);
      const flow = flows[index];
      chart.setNote(flow ? said(flow.data, flow.request) : "");
      if (flow?.data.links.length) chart.show(bands(flow.data, this.context.colours, flow.request, types));
      else chart.empty(unknown[index] ?? "Nobody has played in this selection.", flow?.request);
    });
  }

  async loadFunnel(sides, filters, all, flows, unknown, signal) {
    if (!all.length) return this.funnel.empty("No event has arrived yet.");
    const first = flows.find(Boolean);
    const steps = chosen(filters, all, first ? usualSteps(first.data) : []);
    fill(this.controls, [steps, all, filters.within], () => [...stepChoices(steps, all), windowChoice(filters)]);
    const why = unknown.find(Boolean);
    if (why) return this.funnel.empty(why);
    const requests = sides.map((side) => requestOf(steps, { within: windowOf(filters), ...common(side, filters) }));
    const answers = await Promise.all(requests.map((request) => reading(request, signal, "Counting the funnels…")));
    signal.throwIfAborted();
    const told = sides.map(({ title }, index) => ({ title, steps: answers[index].data.steps }));
    const names = steps.map((step, index) => `${index + 1}. ${wordsOf(step)}`);
    const step = (side, name) => side.steps[names.indexOf(name)];
    await this.funnel.show(
      pairs(names, told, {
        request: requests[0],
        column: "step",
        title: "of the first step",
        format: ".0%",
        of: (side, name) => step(side, name).of_first ?? 0,
        said: (side, name) => saidOfStep(step(side, name), names.indexOf(name)).join("<br>"),
      }),
    );
  }

  /** How many units a sheet has: the same bars for both sides, as shares of the sheets. */
  showSpread(sides, summaries) {
    const width = barWidth(Math.max(...summaries.map(({ data }) => data.units_99th_percentile ?? 0)));
    const told = sides.map(({ title }, index) => {
      const { sheets, units_per_sheet } = summaries[index].data;
      return { title, counts: inBars(units_per_sheet, width), all: sheets };
    });
    const { request } = summaries[0];
    this.spread.setNote(`Sheets by their units. ${summaries.map(({ note }) => note).find(Boolean) ?? ""}`);
    if (!told.some(({ all }) => all)) return this.spread.empty("No sheet in either selection.", request);
    const names = told[0].counts.map((_, index) =>
      index === BARS - 1
        ? `${whole(index * width)} +`
        : width === 1
          ? whole(index)
          : `${whole(index * width)}–${whole((index + 1) * width - 1)}`,
    );
    const of = (side, name) => (side.all ? side.counts[names.indexOf(name)] / side.all : 0);
    this.spread.show(
      pairs(names, told, {
        request,
        column: "units",
        title: "share of sheets",
        format: ".0%",
        of,
        said: (side, name) => `${percent(of(side, name))}<br>${count(side.counts[names.indexOf(name)], "sheet")}`,
      }),
    );
  }

  /** Refusals are kept by time alone: they can differ where the times do. */
  async askRefused(sides, signal) {
    const spans = sides.map(({ filters }) => timeRange(filters));
    if (JSON.stringify(spans[0]) === JSON.stringify(spans[1])) return null;
    const answers = await Promise.all(sides.map(({ filters }) => new Source(filters, signal).arrivals()));
    return answers.map(({ points, request }) => ({
      request,
      reasons: added(points.map((point) => point.rejected_by_reason)),
    }));
  }

  showRefused(sides, refused) {
    if (!refused)
      return this.refused.empty(
        "Rejections are counted by time only: choose a time range for each side.",
        "/api/quality/arrivals?bucket=day",
      );
    const { request } = refused[0];
    const names = [...new Set(refused.flatMap(({ reasons }) => Object.keys(reasons)))].sort();
    this.refused.setNote("By time of receipt; of everyone.");
    if (!names.length) return this.refused.empty("Nothing was refused in either time range.", request);
    const told = sides.map(({ title }, index) => ({ title, reasons: refused[index].reasons }));
    const of = (side, reason) => side.reasons[reason] ?? 0;
    this.refused.show(
      pairs(names, told, {
        request,
        column: "reason",
        title: "rejected",
        format: ",~r",
        of,
        said: (side, reason) => `${whole(of(side, reason))} rejected`,
      }),
    );
  }

  fail(error, again) {
    for (const chart of this.charts) chart.fail(error, again);
  }

  close() {
    for (const chart of this.charts) chart.close();
  }
}

/**
 * The units of a bar with which all bars reach beyond `high`: a power of two, so that each bucket of the server's is
 * within one bar.
 */
function barWidth(high) {
  let width = 1;
  while (width * BARS <= high) width *= 2;
  return width;
}

/** Owners in bars of `width` units; the last one takes the rest. */
function inBars(buckets, width) {
  const counts = new Array(BARS).fill(0);
  for (const { from, owners } of buckets) counts[Math.min(BARS - 1, Math.floor(from / width))] += owners;
  return counts;
}

/** The sums of numbers by name. */
function added(all) {
  const sums = byName();
  for (const numbers of all) for (const [name, n] of Object.entries(numbers)) sums[name] = (sums[name] ?? 0) + n;
  return sums;
}

const common = ({ filters }, shared) => ({
  ...slice(filters),
  ...timeRange(filters),
  separator: separatorOf(shared),
});

/** Why there are no stories of a side, or null. */
function notByStories({ title, filters: { match, player } }) {
  const by = match ? "match" : player ? "player" : null;
  return by && `Paths through matches are not counted by ${by}, so there are none for ${title}.`;
}
