// The overview: totals that tick, what is collected and when, who plays, the newest sheets. A click on a chart opens
// that time everywhere.

import { ranking } from "../../charts/bars.js";
import { Chart } from "../../charts/chart.js";
import { clickedRange, itemsOverTime, selectedRange } from "../../charts/overTime.js";
import { once } from "../../charts/plot.js";
import { sheetsAndEvents } from "../../charts/sheetsAndEvents.js";
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { isChoice } from "../../lib/buckets.js";
import { formOf } from "../../lib/controls.js";
import { isWhole } from "../../lib/data.js";
import { el } from "../../lib/elements.js";
import { Guide } from "../../lib/empty.js";
import { compact, count, percent, rate, whole } from "../../lib/format.js";
import { LatestOnly } from "../../lib/latestOnly.js";
import { asSlice } from "../../lib/slices.js";
import { Source } from "../../lib/source.js";
import { colour } from "../../lib/theme.js";
import { Tiles } from "../../lib/tiles.js";
import { drawn, isTimed } from "../../lib/timeRange.js";
import { ActivePlayers } from "./activePlayers.js";
import { barsChoice, rankingChoices } from "./choices.js";
import { LastDay } from "./lastDay.js";
import { NewestSheets } from "./newest.js";
import { Pinned } from "./pinned.js";
import { inCommon, unitsOf } from "./sums.js";
import { Who } from "./who.js";

/** The rate is that of the last seconds. */
const RATE_WINDOW_MS = 5000;

const TILES = [
  ["sheets", "Stat sheets"],
  ["matches", "Matches"],
  ["players", "Players"],
  ["items", "Items looted"],
  ["events", "Events"],
  ["rate", "Sheets / s"],
  ["coverage", "Coverage", "Players who reported, of those expected in each match"],
  ["rejected", "Rejected"],
];

export function open(root, state, context) {
  return new Overview(root, state, context);
}

class Overview {
  constructor(root, state, context) {
    this.filters = state.filters;
    this.context = context;
    this.requests = new LatestOnly();
    this.history = [];
    this.who = new Who();
    this.day = new LastDay();
    this.tiles = new Tiles(TILES);
    this.pinned = new Pinned();
    this.bars = formOf("Bars");
    this.loot = new Chart("Items over time", {
      wide: true,
      height: "22rem",
      controls: this.bars,
      note: "Click a bar, or drag over some, to look at that time everywhere.",
    });
    this.ranking = formOf("Ranking");
    this.shares = new Chart("What players loot", {
      height: "22rem",
      controls: this.ranking,
      note: "Units of each item, and its share.",
    });
    this.pulse = new Chart("Sheets and events over time", {
      wide: true,
      height: "19rem",
      note: "By event time.",
    });
    this.types = new Chart("Events by type", { height: "17rem" });
    this.players = new ActivePlayers((range) => this.zoom(range));
    this.newest = new NewestSheets(context.colours);
    this.guide = new Guide("overview");
    this.charts = el(
      "div.grid",
      this.loot.element,
      this.shares.element,
      this.pulse.element,
      this.types.element,
      this.players.charts.map((chart) => chart.element),
      this.newest.element,
    );
    root.append(
      ...this.guide.around(
        el("h1.hidden-title", "Overview"),
        this.day.element,
        this.tiles.element,
        this.pinned.element,
        this.charts,
      ),
    );
    for (const chart of [this.loot, this.pulse]) {
      chart.on("plotly_click", (event) => this.zoom(clickedRange(event, chart.bucket)));
      chart.on("plotly_selected", (event) => this.zoom(selectedRange(event, chart.bucket)));
    }
    this.load();
  }

  change({ filters }) {
    this.filters = filters;
    this.history = [];
    this.newest.forget();
    this.load();
  }

  refresh() {
    return this.load(true);
  }

  zoom(range) {
    if (range) address.change({ ...range, range: "" });
  }

  async load(inBackground = false) {
    const { filters } = this;
    await this.requests.run(
      inBackground,
      async (signal) => {
        const sliced = asSlice(filters);
        const source = new Source(sliced, signal);
        const wanted = isChoice(filters.bucket) ? filters.bucket : null;
        const totals = api.path("/api/aggregate", { game_mode: filters.game_mode });
        const [all, quality, events] = await Promise.all([
          api.get(totals, signal),
          api.get("/api/quality", signal),
          source.eventTypes(wanted),
        ]);
        this.context.colours.learn(all.data.item_colours);
        this.showTotals(all.data, quality.data, sliced);
        barsChoice(this.bars, wanted);
        const ranked = rankingChoices(this.ranking, filters);
        const over = await source.activityOf(filters.event, wanted);
        await this.guide.settle(!over.points.length, filters, signal);
        const [found] = await Promise.all([
          source.items(over.length, wanted),
          this.day.load(sliced, signal, over.bulk),
        ]);
        signal.throwIfAborted();
        this.showRange(over.points, found.points, sliced);
        this.pulse.bucket = over.bucket;
        this.loot.bucket = found.bucket;
        const { units, others } = unitsOf(found.all);
        const shown = { ...found, points: drawn(found, over.bulk) };
        const drawnOver = { ...over, points: drawn(over, over.bulk) };
        const range = inCommon([shown, drawnOver]);
        this.draw(
          this.loot,
          shown.points.length,
          () => itemsOverTime(shown, this.context.colours, { range }),
          found.request,
        );
        this.draw(
          this.shares,
          Object.keys(units).length,
          () =>
            ranking(
              units,
              (item) => (filters.item && item !== filters.item ? colour("line") : this.context.colours.of(item)),
              { request: found.request, unit: ["unit"], others, ...ranked },
            ),
          found.request,
        );
        const pulse = await source.byType(drawnOver, filters.event ? {} : events.types);
        signal.throwIfAborted();
        this.draw(this.pulse, pulse.points.length, () => sheetsAndEvents(pulse, { range }), over.request);
        const outside = over.bulk?.outside ?? 0;
        const left = outside
          ? ` ${count(outside, "sheet or event", "sheets and events")} with clocks far off ${outside === 1 ? "is" : "are"} not drawn: `
          : "";
        const clocks = outside ? el("a", { href: address.of("quality") }, "Quality") : null;
        this.loot.setNote(
          `Click a bar, or drag over some, to look at that time everywhere. ${found.note}${left}`,
          clocks,
        );
        this.pulse.setNote(
          `By event time. ${over.note}${filters.item ? " Of all items." : ""}${left}`,
          clocks?.cloneNode(true),
        );
        if (filters.event) this.tiles.count("events", events.types[filters.event] ?? 0);
        this.types.setNote(`${events.note}${filters.item ? " Of all items." : ""}`);
        const { types, request } = events;
        this.draw(
          this.types,
          Object.keys(types).length,
          () =>
            ranking(types, (type) => colour(filters.event && type !== filters.event ? "line" : "event"), {
              request,
              unit: ["event"],
              most: 8,
              ...ranked,
            }),
          request,
        );
        // What is further down the page comes last.
        await Promise.all([
          this.players.load(sliced, signal, over.bulk),
          !this.isFollowing() || this.newest.isBlank ? this.newest.load(filters, signal) : null,
        ]);
        if (!inBackground) {
          const who = await this.who.count(sliced, signal);
          signal.throwIfAborted();
          if (who) this.showWho(who);
        }
      },
      (error) => {
        for (const panel of [...this.drawn(), this.newest]) panel.fail(error, () => this.load());
      },
    );
  }

  drawn() {
    return [this.loot, this.shares, this.pulse, this.types, ...this.players.charts];
  }

  draw(chart, there, make, request) {
    if (there) chart.show(make());
    else chart.empty("Nothing in this range.", request);
  }

  showTotals(totals, quality, filters) {
    once("numbers");
    if (isWhole(filters)) {
      this.tiles.count("sheets", totals.total_stat_sheets);
      this.tiles.count(
        "items",
        filters.item
          ? (totals.total_items[filters.item] ?? 0)
          : Object.values(totals.total_items).reduce((sum, n) => sum + n, 0),
      );
      this.tiles.count("events", totals.total_events);
      this.tiles.count("matches", totals.total_matches);
      this.tiles.count("players", totals.total_players);
    } else {
      const who = this.who.of(filters);
      if (who) this.showWho(who);
      else
        for (const key of ["matches", "players"])
          this.tiles.say(
            key,
            "–",
            "Distinct players and matches are counted over all time, not for a part of it, a match or a player",
          );
    }
    this.showQuality(quality);
  }

  showWho({ total_matches: matches, total_players: players, counted_from_rows: { complete, looked_at } }) {
    const why = complete
      ? "Counted when this selection was opened"
      : `At least this many: counted in the newest ${whole(looked_at)} rows`;
    for (const [key, n] of Object.entries({ matches, players }))
      this.tiles.say(key, complete ? compact(n) : `≥ ${compact(n)}`, n < 1e6 ? why : `${whole(n)}. ${why}`);
  }

  showQuality(quality) {
    if (quality) {
      this.tiles.say("coverage", typeof quality.coverage === "number" ? percent(quality.coverage) : "–");
      this.tiles.count("rejected", quality.rejected);
    }
  }

  showRange(points, found, filters) {
    if (!isWhole(filters))
      for (const key of ["sheets", "items", "events"])
        this.tiles.count(
          key,
          points.reduce((sum, point) => sum + point[key], 0),
        );
    if (filters.item)
      this.tiles.count(
        "items",
        found.reduce((sum, point) => sum + point.items[filters.item], 0),
      );
  }

  live({ totals, quality, sheets, events, broad = false }) {
    this.broad = broad;
    if (this.guide.isExample) {
      if (totals.total_stat_sheets || totals.total_events) this.requests.idle(() => this.load(true));
      return;
    }
    this.showQuality(quality);
    if (!this.isFollowing()) return;
    this.showLive(totals);
    this.showRate(totals.total_stat_sheets);
    this.newest.show(sheets, this.filters, events);
  }

  /** Whether what happens live is what the filters ask for. */
  isFollowing() {
    return !this.broad && !isTimed(this.filters);
  }

  showLive(totals) {
    const { item } = this.filters;
    this.tiles.count(
      "items",
      Object.values(totals.total_items).reduce((sum, n) => sum + n, 0),
    );
    // With an item, the other tiles are of all items.
    if (item) return;
    this.tiles.count("sheets", totals.total_stat_sheets);
    if (!this.filters.event) this.tiles.count("events", totals.total_events);
    for (const key of ["matches", "players"])
      if (totals[`total_${key}`] !== undefined) this.tiles.count(key, totals[`total_${key}`]);
  }

  showRate(sheets) {
    const now = performance.now();
    this.history.push([now, sheets]);
    while (this.history.length > 2 && now - this.history[0][0] > RATE_WINDOW_MS) this.history.shift();
    clearTimeout(this.quiet);
    // Silence is a rate, too.
    this.quiet = setTimeout(() => this.showRate(sheets), 1000);
    const [then, before] = this.history[0];
    const perSecond = now > then ? Math.max(0, (sheets - before) / ((now - then) / 1000)) : 0;
    this.tiles.say("rate", perSecond < 10 ? rate(perSecond) : whole(Math.round(perSecond)));
  }

  close() {
    clearTimeout(this.quiet);
    this.requests.stop();
    this.pinned.stop();
    for (const chart of this.drawn()) chart.close();
  }
}
