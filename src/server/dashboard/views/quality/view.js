// Quality: how far the numbers can be trusted. What was refused and why, what is missing, and whose clock is wrong.

import { Chart } from "../../charts/chart.js";
import { delays } from "../../charts/delays.js";
import { clickedRange, selectedRange } from "../../charts/overTime.js";
import { clockSkew, fates, fatesOverTime, refusalsOverTime, refusedByReason } from "../../charts/quality.js";
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { el } from "../../lib/elements.js";
import { Guide } from "../../lib/empty.js";
import { bytes, percent, whole } from "../../lib/format.js";
import { LatestOnly } from "../../lib/latestOnly.js";
import { Source } from "../../lib/source.js";
import { Tiles } from "../../lib/tiles.js";
import { isTimed } from "../../lib/timeRange.js";
import { RejectedByFault } from "./faults.js";
import { IncompleteMatches } from "./incomplete.js";
import { DeadLetters } from "./letters.js";
import { CoverageByMode } from "./modes.js";
import { PlacelessNames } from "./placeless.js";
import { RefusedRequests } from "./refused.js";

const TILES = [
  [
    "completeness",
    "Completeness",
    "The mean of coverage, the share of sheets with places, with a plausible clock, and of what was not refused; what is not known or never sent is left out",
  ],
  ["coverage", "Coverage", "Players who reported, of those usual in each match of its mode"],
  ["incomplete", "Incomplete", "Matches with fewer players than usual in their mode"],
  ["accepted", "Accepted", "Sheets and events"],
  ["duplicates", "Duplicates"],
  ["rejected", "Rejected"],
  ["unplaced", "No places", "Sheets with loot and no place for any of it"],
  ["unkeyed", "No key", "Sheets without a sheet_id: their retries cannot be recognized"],
  ["disk", "Disk per million sheets", "With their events, indexes and totals; from a thousand sheets on"],
];

export function open(root, state, context) {
  return new QualityView(root, state, context);
}

class QualityView {
  constructor(root, state) {
    this.filters = state.filters;
    this.requests = new LatestOnly();
    this.tiles = new Tiles(TILES);
    this.fates = new Chart("Outcomes of all items received", { height: "15rem" });
    this.reasons = new Chart("Rejected by reason", { height: "15rem", note: "The field it was refused for first." });
    this.arrivals = new Chart("Arrivals over time", {
      wide: true,
      height: "16rem",
      note: "What was received, by time of receipt; click a bar or drag over some to look at that time.",
    });
    this.refusals = new Chart("Rejections over time", {
      wide: true,
      height: "16rem",
      note: "By time of receipt and the field it was refused for first.",
    });
    this.clocks = new Chart("Clock skew", {
      height: "16rem",
      note: "Whether a sheet’s own time can be right, or is ahead of ours or was never set.",
    });
    this.delays = new Chart("Delay", {
      wide: true,
      height: "16rem",
      note: "From a sheet’s own time to its receipt, where its clock can be right.",
    });
    this.faults = new RejectedByFault();
    this.letters = new DeadLetters(() => this.load());
    this.incomplete = new IncompleteMatches();
    this.modes = new CoverageByMode();
    this.refused = new RefusedRequests();
    this.placeless = new PlacelessNames();
    this.charts = [this.arrivals, this.fates, this.refusals, this.reasons, this.delays, this.clocks];
    this.guide = new Guide("quality", {
      newest: (source) => source.newestArrival(),
      isPartlyTimed: true,
    });
    const whole = [
      el("h1.hidden-title", "Quality"),
      this.tiles.element,
      el(
        "p.note.aside",
        "Of everything that is stored; the time range applies to arrivals, rejections over time and by fault, and dead letters.",
      ),
      el(
        "div.grid",
        this.arrivals.element,
        this.fates.element,
        this.refusals.element,
        this.reasons.element,
        this.delays.element,
        this.clocks.element,
        this.modes.element,
        this.refused.element,
        this.incomplete.element,
        this.placeless.element,
        this.faults.element,
        this.letters.element,
      ),
    ];
    root.append(...this.guide.around(...whole));
    for (const chart of [this.arrivals, this.refusals]) {
      chart.on("plotly_click", (event) => zoom(clickedRange(event, chart.bucket)));
      chart.on("plotly_selected", (event) => zoom(selectedRange(event, chart.bucket)));
    }
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
    await this.requests.run(
      inBackground,
      async (signal) => {
        const [quality, totals] = await Promise.all([
          api.get("/api/quality", signal),
          api.get("/api/aggregate", signal),
        ]);
        const isNothing = !receivedOf(quality.data, totals.data) && !quality.data.refused_requests;
        // Who has just dropped the last dead letter is told so, and keeps the page.
        if (isNothing && !this.hasShown) return this.guide.example();
        this.hasShown = true;
        if (this.guide.isExample) this.guide.leave();
        this.showTiles(quality.data, totals.data);
        this.showCharts(quality.data, totals.data);
        this.refused.show(quality.data);
        this.modes.show(quality.data);
        await Promise.all([
          this.showArrivals(signal),
          this.faults.load(this.filters, signal),
          this.showDisk(totals.data, signal),
          this.letters.load(quality.data, this.filters, signal),
          this.incomplete.load(quality.data, this.filters, signal),
          this.placeless.load(quality.data, signal),
        ]);
      },
      (error) => {
        const { faults, letters, modes, incomplete, refused, placeless } = this;
        const panels = [...this.charts, faults, letters, modes, incomplete, refused, placeless];
        for (const panel of panels) panel.fail(error, () => this.load());
      },
    );
  }

  showTiles(quality, totals) {
    this.tiles.sayAll({
      completeness: quality.completeness === null ? "–" : percent(quality.completeness),
      coverage: quality.matches ? known(quality.coverage) : "–",
      incomplete: whole(quality.incomplete_matches),
      accepted: whole(quality.sheets + totals.total_events),
      duplicates: whole(quality.duplicates),
      rejected: whole(quality.rejected),
      unkeyed: whole(quality.sheets_without_key),
    });
    const lacksPlaces = quality.sends_places || !quality.sheets;
    this.tiles.say(
      "unplaced",
      lacksPlaces ? whole(quality.sheets_without_locations) : "none sent",
      lacksPlaces ? null : "No place was ever sent: a game without a map lacks none",
    );
  }

  /** How much disk a million sheets take. A server that cannot store says that in its log, and here nothing. */
  async showDisk({ total_stat_sheets: sheets }, signal) {
    const health = await api.get("/api/health", signal).catch(() => null);
    signal.throwIfAborted();
    const taken = health?.database?.disk_bytes;
    const isKnown = taken && sheets >= 1000;
    this.tiles.say("disk", isKnown ? bytes((taken / sheets) * 1e6) : "–", taken ? `${bytes(taken)} in all` : null);
  }

  showCharts(quality, totals) {
    const received = receivedOf(quality, totals);
    const draw = (chart, there, make, otherwise) =>
      there ? chart.show(make(quality, totals)) : chart.empty(otherwise, "/api/quality");
    draw(this.fates, received, fates, "Nothing has been received yet.");
    draw(this.reasons, quality.rejected, refusedByReason, "Nothing was refused.");
    const skew = clockSkew(quality);
    draw(this.clocks, skew !== null, () => skew, "Nothing has been received yet.");
    const delay = delays(quality, "/api/quality");
    draw(this.delays, delay !== null, () => delay, "Nothing with a clock that can be right has been received yet.");
  }

  async showArrivals(signal) {
    const arrived = await new Source(this.filters, signal).arrivals();
    signal.throwIfAborted();
    const { points, bucket, request } = arrived;
    const isElsewhere = isTimed(this.filters) && !points.length;
    await this.guide.settle(isElsewhere, this.filters, signal);
    this.arrivals.bucket = bucket;
    this.refusals.bucket = bucket;
    if (points.length) this.arrivals.show(fatesOverTime(arrived));
    else this.arrivals.empty("Nothing was received in this range.", request);
    const refused = refusalsOverTime(arrived);
    if (refused) this.refusals.show(refused);
    else this.refusals.empty("Nothing was refused in this range.", request);
  }

  close() {
    this.requests.stop();
    this.letters.close();
    this.faults.close();
    for (const chart of this.charts) chart.close();
  }
}

const receivedOf = (quality, totals) => quality.sheets + totals.total_events + quality.duplicates + quality.rejected;
const known = (share) => (share === null ? "not known" : percent(share));

function zoom(range) {
  if (range) address.change({ ...range, range: "" });
}
