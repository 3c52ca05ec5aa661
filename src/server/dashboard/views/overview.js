// The overview: totals that tick, what is collected and when, the newest sheets. A click on a chart opens that time
// everywhere.

import { ranking } from "../charts/bars.js";
import { Chart } from "../charts/chart.js";
import { activityOverTime, clickedRange, itemsOverTime, selectedRange } from "../charts/overTime.js";
import { once } from "../charts/plot.js";
import * as address from "../lib/address.js";
import * as api from "../lib/api.js";
import { isWhole } from "../lib/data.js";
import { el, say } from "../lib/elements.js";
import { firstSheet } from "../lib/empty.js";
import { count, percent, rate, time, whole } from "../lib/format.js";
import { LatestOnly } from "../lib/latestOnly.js";
import { Panel } from "../lib/panel.js";
import { Source } from "../lib/source.js";
import { colour } from "../lib/theme.js";
import { isTimed, timeRange } from "../lib/timeRange.js";

const NEWEST = 12;
/** The rate is that of the last seconds. */
const RATE_WINDOW_MS = 5000;

const TILES = [
  ["sheets", "Stat sheets"],
  ["matches", "Matches"],
  ["players", "Players"],
  ["items", "Items looted"],
  ["events", "Events"],
  ["rate", "Sheets / s"],
  ["coverage", "Coverage"],
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
    this.tiles = new Map(TILES.map(([key, title]) => [key, { title, value: el("dd", "–") }]));
    this.tiles.get("coverage").value.title = "Players that reported, of those expected in each match";
    this.loot = new Chart("Items over time", {
      wide: true,
      height: "22rem",
      note: "Click a bar, or drag over some, to look at that time everywhere.",
    });
    this.shares = new Chart("What players loot", { height: "22rem", note: "Units of each item, and its share." });
    this.pulse = new Chart("Sheets and events over time", {
      wide: true,
      height: "17rem",
      note: "By the timestamps of the sheets and events themselves.",
    });
    this.types = new Chart("Events by type", { height: "17rem" });
    this.newest = new Panel("Newest sheets", { full: true, note: "As they arrive." });
    this.list = el("tbody");
    this.newest.body.append(
      el(
        "div.table-scroll",
        { tabindex: "0", role: "region", "aria-label": "Newest sheets" },
        el(
          "table.newest",
          el(
            "thead",
            el(
              "tr",
              ["Received", "Match", "Player", "Mode", "Looted", "Units"].map((name) =>
                el(name === "Units" ? "th.number" : "th", { scope: "col" }, name),
              ),
            ),
          ),
          this.list,
        ),
      ),
    );
    this.welcome = el("div", { hidden: true });
    this.charts = el(
      "div.grid",
      this.loot.element,
      this.shares.element,
      this.pulse.element,
      this.types.element,
      this.newest.element,
    );
    root.append(
      el("h1.hidden-title", "Overview"),
      el(
        "dl.tiles",
        [...this.tiles].map(([key, { title, value }]) => el("div.tile", { "data-tile": key }, el("dt", title), value)),
      ),
      this.welcome,
      this.charts,
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
        const source = new Source(filters, signal);
        const totals = api.path("/api/aggregate", { game_mode: filters.game_mode });
        const [all, quality, events] = await Promise.all([
          api.get(totals, signal),
          api.get("/api/quality", signal),
          source.eventTypes(),
        ]);
        this.context.colours.learn(all.data.item_colours);
        this.showTotals(all.data, quality.data, filters);
        if (this.isEmpty(all.data)) return;
        const over = await source.activity();
        const found = await source.items(over.length);
        signal.throwIfAborted();
        this.showRange(over.points, found.points, filters);
        this.pulse.bucket = over.bucket;
        this.loot.bucket = found.bucket;
        const { units, others } = unitsOf(found.all);
        this.draw(this.loot, found.points.length, () => itemsOverTime(found, this.context.colours), found.request);
        this.draw(
          this.shares,
          Object.keys(units).length,
          () =>
            ranking(
              units,
              (item) => (filters.item && item !== filters.item ? colour("line") : this.context.colours.of(item)),
              { request: found.request, unit: "units", others },
            ),
          found.request,
        );
        this.draw(this.pulse, over.points.length, () => activityOverTime(over), over.request);
        this.loot.setNote(`Click a bar, or drag over some, to look at that time everywhere. ${found.note}`);
        this.pulse.setNote(
          `By the timestamps of the sheets and events themselves. ${over.note}${filters.item ? " Of all items." : ""}`,
        );
        this.types.setNote(`${events.note}${filters.item ? " Of all items." : ""}`);
        const { types, request } = events;
        this.draw(
          this.types,
          Object.keys(types).length,
          () => ranking(types, () => colour("series-b"), { request, unit: "events", most: 8 }),
          request,
        );
        if (!this.isFollowing() || this.list.childElementCount === 0) await this.loadNewest(signal);
      },
      (error) => {
        for (const chart of [this.loot, this.shares, this.pulse, this.types, this.newest])
          chart.fail(error, () => this.load());
      },
    );
  }

  draw(chart, there, make, request) {
    if (there) chart.show(make());
    else chart.empty("Nothing in this range.", request);
  }

  isEmpty(totals) {
    const empty =
      totals.total_stat_sheets === 0 &&
      totals.total_events === 0 &&
      isWhole(this.filters) &&
      !this.filters.game_mode &&
      !this.filters.item;
    if (empty && this.welcome.hidden) this.welcome.replaceChildren(firstSheet());
    this.welcome.hidden = !empty;
    this.charts.hidden = empty;
    return empty;
  }

  showTotals(totals, quality, filters) {
    once("numbers");
    if (isWhole(filters)) {
      this.tile("sheets", totals.total_stat_sheets);
      this.tile(
        "items",
        filters.item
          ? (totals.total_items[filters.item] ?? 0)
          : Object.values(totals.total_items).reduce((sum, n) => sum + n, 0),
      );
      this.tile("events", totals.total_events);
      this.tile("matches", totals.total_matches);
      this.tile("players", totals.total_players);
    } else {
      for (const key of ["matches", "players"])
        this.unknown(
          key,
          "Distinct players and matches are kept for all time, not for a part of it, a variant, a match or a player",
        );
    }
    this.showQuality(totals, quality);
  }

  showQuality(totals, quality) {
    if (quality) {
      this.text(
        "coverage",
        quality.coverage === undefined || totals.total_matches === 0 ? "–" : percent(quality.coverage),
      );
      this.tile("rejected", quality.rejected);
    }
  }

  showRange(points, found, filters) {
    if (!isWhole(filters))
      for (const key of ["sheets", "items", "events"])
        this.tile(
          key,
          points.reduce((sum, point) => sum + point[key], 0),
        );
    if (filters.item)
      this.tile(
        "items",
        found.reduce((sum, point) => sum + point.items[filters.item], 0),
      );
  }

  tile(key, n) {
    this.text(key, whole(n));
    this.tiles.get(key).value.dataset.value = n;
  }

  text(key, text) {
    say(this.tiles.get(key).value, text);
  }

  unknown(key, why) {
    this.text(key, "–");
    this.tiles.get(key).value.title = why;
  }

  async loadNewest(signal) {
    const { match, player, game_mode, variant, item } = this.filters;
    if (variant || item) {
      const { sheets, note } = await new Source(this.filters, signal).sheets();
      this.newest.setNote(note || "As they arrive.");
      this.showNewest(sheets.filter((sheet) => !item || sheet.looted_items[item] > 0).slice(0, NEWEST));
      return;
    }
    const answer = await api.get(
      api.path("/api/stats", {
        limit: NEWEST,
        match_id: match,
        player_id: player,
        game_mode,
        ...timeRange(this.filters),
      }),
      signal,
    );
    this.newest.setNote("As they arrive.");
    this.showNewest(answer.data);
  }

  live({ totals, quality, sheets, broad = false }) {
    this.broad = broad;
    if (this.isEmpty(totals)) {
      this.showTotals(totals, quality, this.filters);
      return;
    }
    if (!this.charts.hidden && this.loot.element.classList.contains("loading")) this.requests.idle(() => this.load());
    this.showQuality(totals, quality);
    if (!this.isFollowing()) return;
    this.showLive(totals);
    this.showRate(totals.total_stat_sheets);
    this.showNewest(sheets.slice(0, NEWEST));
  }

  /** Whether what happens live is what the filters ask for. */
  isFollowing() {
    return !this.broad && !isTimed(this.filters);
  }

  showLive(totals) {
    const { item } = this.filters;
    this.tile(
      "items",
      Object.values(totals.total_items).reduce((sum, n) => sum + n, 0),
    );
    // With an item, the other tiles are of all items.
    if (item) return;
    this.tile("sheets", totals.total_stat_sheets);
    this.tile("events", totals.total_events);
    for (const key of ["matches", "players"])
      if (totals[`total_${key}`] !== undefined) this.tile(key, totals[`total_${key}`]);
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
    this.text("rate", perSecond < 10 ? rate(perSecond) : whole(Math.round(perSecond)));
  }

  showNewest(sheets) {
    const key = sheets.map((sheet) => sheet.id).join();
    if (key === this.newestKey) return;
    const known = this.newestIds ?? new Set(sheets.map((sheet) => sheet.id));
    this.newestKey = key;
    this.newestIds = new Set(sheets.map((sheet) => sheet.id));
    this.list.replaceChildren(...sheets.map((sheet) => this.row(sheet, !known.has(sheet.id))));
    if (sheets.length) this.newest.ready();
    else this.newest.empty("No sheet in this range.");
  }

  row(sheet, isNew) {
    const found = Object.entries(sheet.looted_items)
      .filter(([, n]) => n > 0)
      .sort((a, b) => b[1] - a[1]);
    const units = found.reduce((sum, [, n]) => sum + n, 0);
    const chips = found
      .slice(0, 6)
      .map(([item, n]) =>
        el(
          "span.chip",
          { title: `${item}: ${count(n, "unit")}` },
          el("span.swatch", { "aria-hidden": "true", var: { "--swatch": this.context.colours.of(item) } }),
          `${item} ${whole(n)}`,
        ),
      );
    if (found.length > 6) chips.push(el("span.chip", `+${found.length - 6}`));
    const kept = address.lasting(this.filters);
    return el(
      isNew ? "tr.fresh" : "tr",
      el(
        "td",
        time(sheet.created_at, (at) => at.toLocaleTimeString()),
      ),
      el("td", el("a", { href: address.of("matches", sheet.match_id, kept) }, sheet.match_id)),
      el("td", el("a", { href: address.of("players", sheet.player_id, kept) }, sheet.player_id)),
      el("td", sheet.game_mode ?? "–"),
      el("td", el("div.chips", chips)),
      el("td.number", whole(units)),
    );
  }

  close() {
    clearTimeout(this.quiet);
    this.requests.stop();
    for (const chart of [this.loot, this.shares, this.pulse, this.types]) chart.close();
  }
}

/** Units of each item over the whole range, and of those that are not told apart. */
function unitsOf(points) {
  const units = {};
  for (const { items } of points)
    for (const [item, n] of Object.entries(items)) if (n > 0) units[item] = (units[item] ?? 0) + n;
  return { units, others: points.reduce((sum, { other }) => sum + (other ?? 0), 0) };
}
