// One player's journey: sessions, loot and events on one time line, totals, and how they compare with everybody's.

import { amongPlayers } from "../charts/amongPlayers.js";
import { ranking } from "../charts/bars.js";
import { Chart } from "../charts/chart.js";
import { allShortened, escaped, places, standIn } from "../charts/labels.js";
import { axisAround, momentOf, placeOf } from "../charts/timeAxis.js";
import * as address from "../lib/address.js";
import * as api from "../lib/api.js";
import { clockNote, hasClock } from "../lib/data.js";
import { cuttable, el } from "../lib/elements.js";
import { Guide, lost } from "../lib/empty.js";
import { coordinate, count, duration, moment, percent, time, utc, whole } from "../lib/format.js";
import { LatestOnly } from "../lib/latestOnly.js";
import { linksFor } from "../lib/links.js";
import { Panel } from "../lib/panel.js";
import { chips } from "../lib/said.js";
import { colour } from "../lib/theme.js";
import { Tiles } from "../lib/tiles.js";
import { timeRange } from "../lib/timeRange.js";
import { PlayerLife } from "./playerLife.js";

const ROWS = 100;

const STRIP_NOTE = "Sheets and events of the page below, by their own time.";

export function open(root, state, context) {
  return new PlayerView(root, state, context);
}

class PlayerView {
  constructor(root, state, context) {
    this.id = state.id;
    this.filters = state.filters;
    this.context = context;
    this.requests = new LatestOnly();
    this.tiles = new Tiles(
      [
        ["sessions", "Sessions"],
        ["sheets", "Sheets"],
        ["units", "Units looted"],
        ["events", "Events"],
        [
          "rank",
          "Looted more than",
          "The share of the other players who looted fewer units; those with about as many count half",
        ],
      ],
      ".five.aside",
    );
    this.seen = el("p.note.aside");
    this.facts = el("div.aside");
    this.loot = new Chart("Loot", { height: "18rem", note: "Units of each item, in all." });
    this.types = new Chart("Events", { height: "18rem" });
    this.life = new PlayerLife();
    this.crowd = new Chart("Among all players", {
      height: "18rem",
      note: "Players by units looted; this player is marked.",
    });
    this.strip = new Chart("Time line", {
      full: true,
      height: "15rem",
      note: STRIP_NOTE,
    });
    this.line = new Panel("Journey", { wide: true, note: "Newest first. A session ends after 30 minutes of silence." });
    this.sessions = new Panel("Sessions");
    this.list = el("ol.timeline");
    this.more = el("button.quiet", { type: "button", hidden: true, on: { click: () => this.loadMore() } }, "Show more");
    this.line.body.append(this.list, el("p.more", this.more));
    const kept = address.lasting(this.filters);
    this.guide = new Guide("players", { isPartlyTimed: true, id: this.id });
    this.whole = el(
      "div",
      el("p.crumb", el("a", { href: address.of("players", null, kept) }, "Players"), " / "),
      el("h1.page-title", this.id),
      linksFor({ player: this.id }),
      this.seen,
      this.facts,
      this.guide.around(
        this.tiles.element,
        el(
          "div.grid",
          this.life.chart.element,
          this.strip.element,
          this.loot.element,
          this.types.element,
          this.crowd.element,
          this.line.element,
          this.sessions.element,
        ),
      ),
    );
    this.gone = lost(
      "No such player",
      `Nobody called “${this.id}” has sent anything.`,
      address.of("players", null, kept),
      "To the players",
    );
    root.append(this.whole);
    this.load();
  }

  change({ filters }) {
    this.filters = filters;
    this.load();
  }

  refresh() {
    // What was paged through stays where it is.
    return this.list.childElementCount > ROWS ? undefined : this.load(true);
  }

  request(cursor = "") {
    return api.path("/api/journey", {
      player_id: this.id,
      ...timeRange(this.filters),
      order: "desc",
      limit: ROWS,
      cursor,
    });
  }

  async load(inBackground = false) {
    await this.requests.run(
      inBackground,
      async (signal) => {
        const [journey, totals, spread] = await Promise.all([
          api.get(this.request(), signal),
          api.get("/api/aggregate", signal),
          api.get("/api/spread", signal),
        ]);
        signal.throwIfAborted();
        this.context.colours.learn(totals.data.item_colours);
        this.gone.replaceWith(this.whole);
        await this.guide.settle(!journey.data.length, this.filters, signal);
        this.showSums(journey);
        this.facts.replaceChildren(...[chips(journey.player)].filter(Boolean));
        const { items, event_types } = journey.totals;
        const draw = (chart, numbers, of, unit) =>
          Object.values(numbers).some((n) => n > 0)
            ? chart.show(ranking(numbers, of, { request: this.request(), unit: [unit], most: 9 }))
            : chart.empty(`No ${unit}s so far.`);
        draw(this.loot, items, (item) => this.context.colours.of(item), "unit");
        draw(this.types, event_types, () => colour("event"), "event");
        this.showCrowd(journey.totals.units, spread.data.units_per_player);
        this.showSessions(journey.sessions, journey.totals.sessions);
        this.next = journey.next;
        this.more.hidden = !journey.next;
        this.rows = journey.data;
        this.showStrip();
        await this.life.load(this.id, signal);
        this.list.replaceChildren(...journey.data.map((row) => this.row(row)));
        if (journey.data.length) this.line.ready();
        else this.line.empty("Nothing in this range.");
      },
      (error) => {
        if (error.status === 404) this.whole.replaceWith(this.gone);
        else
          for (const panel of [
            this.life.chart,
            this.strip,
            this.loot,
            this.types,
            this.crowd,
            this.line,
            this.sessions,
          ])
            panel.fail(error, () => this.load());
      },
    );
  }

  async loadMore() {
    try {
      const page = await api.get(this.request(this.next));
      this.next = page.next;
      this.more.hidden = !page.next;
      this.list.append(...page.data.map((row) => this.row(row)));
      this.rows = [...this.rows, ...page.data];
      this.showStrip();
    } catch (error) {
      this.line.fail(error, () => this.loadMore());
    }
  }

  showSums({ totals, percentile_rank, first_seen, last_seen }) {
    this.tiles.sayAll({
      sessions: whole(totals.sessions),
      sheets: whole(totals.sheets),
      units: whole(totals.units),
      events: whole(totals.events),
      rank: percentile_rank === undefined ? "–" : percent(percentile_rank),
    });
    this.seen.replaceChildren("First seen ", time(first_seen, moment), ", last seen ", time(last_seen, moment), ".");
  }

  showCrowd(units, buckets) {
    if (!buckets.length) return this.crowd.empty("No player has sent a sheet or looted anything yet.", "/api/spread");
    this.crowd.show(amongPlayers(units, buckets));
  }

  /** Each kind of thing in its lane. */
  showStrip() {
    const types = [
      ...new Set(
        this.rows
          .filter((row) => row.kind === "event")
          .map((row) => row.event_type)
          .sort(),
      ),
    ];
    const lanes = [standIn("sheet"), ...allShortened(types)];
    if (!this.rows.length) return this.strip.empty("Nothing in this range.", this.request());
    const timed = this.rows.filter(hasClock);
    this.strip.setNote(`${STRIP_NOTE}${clockNote(this.rows)}`);
    const lane = (row) => (row.kind === "sheet" ? 0 : 1 + types.indexOf(row.event_type));
    const units = (row) => Object.values(row.looted_items).reduce((sum, n) => sum + n, 0);
    const said = (row) => (row.kind === "sheet" ? `sheet with ${count(units(row), "unit")}` : escaped(row.event_type));
    this.strip.canvas.style.height = `${Math.max(9, 4 + 1.5 * lanes.length)}rem`;
    this.strip.show({
      request: this.request(),
      over: { spans: this.rows.map(momentOf) },
      columns: ["time", "kind", "event", "match"],
      rows: this.rows.map((row) => [row.timestamp_utc, row.kind, row.event_type ?? null, row.match_id ?? null]),
      summary:
        `${count(this.rows.length, "sheet or event", "sheets and events")} ` +
        `from ${moment(this.rows.at(-1).timestamp_utc)} to ${moment(this.rows[0].timestamp_utc)}.`,
      make: () => ({
        data: [
          {
            type: "scatter",
            mode: "markers",
            x: this.rows.map((row) => placeOf(Date.parse(row.timestamp_utc))),
            y: this.rows.map(lane),
            marker: {
              size: 9,
              symbol: this.rows.map((row) => (row.kind === "sheet" ? "square" : "circle")),
              color: this.rows.map((row) => colour(row.kind === "sheet" ? "series-a" : "event")),
              line: { width: 1, color: colour("panel") },
            },
            customdata: this.rows.map((row) => [
              said(row),
              row.match_id ? escaped(row.match_id) : "in no match",
              utc(row.timestamp_utc),
              moment(row.timestamp_utc),
            ]),
            hovertemplate:
              "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[3]}<br>%{customdata[2]}<extra></extra>",
          },
        ],
        layout: {
          hovermode: "closest",
          xaxis: timed.length ? axisAround(timed.map((row) => Date.parse(row.timestamp_utc))) : { type: "date" },
          yaxis: {
            ...places(lanes),
            range: [lanes.length - 0.5, -0.5],
            zeroline: false,
            tickfont: { color: colour("ink"), size: 13 },
          },
        },
      }),
    });
  }

  showSessions(sessions, total) {
    if (!sessions.length) return this.sessions.empty("No session in this range.");
    this.sessions.body.replaceChildren(
      el(
        "ol.lines",
        sessions.slice(0, 50).map((session) => {
          const length = [duration(session.duration_s), count(session.sheets, "sheet"), count(session.events, "event")];
          return el("li", el("span", time(session.start)), el("span.number", length.join(" · ")));
        }),
      ),
    );
    const shown = Math.min(50, sessions.length);
    this.sessions.setNote(
      shown < total ? `${whole(shown)} of ${whole(total)}: those with something on the page beside.` : "",
    );
    this.sessions.ready();
  }

  row(row) {
    // An event may be in no match.
    const link = row.match_id
      ? el("a", { href: address.of("matches", row.match_id, address.lasting(this.filters)) }, cuttable(row.match_id))
      : null;
    const when = el("span.when", time(row.timestamp_utc));
    if (row.kind === "event")
      return el(
        "li",
        when,
        el(
          "span",
          el("strong", row.event_type),
          ...(link ? [" in ", link] : []),
          row.position ? ` at ${row.position.map(coordinate).join(", ")}` : "",
          chips(row.details),
        ),
      );
    const loot = Object.entries(row.looted_items)
      .filter(([, n]) => n > 0)
      .sort((a, b) => b[1] - a[1]);
    const looted = loot.map(([item, n]) =>
      el(
        "span.chip",
        el("span.swatch", { "aria-hidden": "true", var: { "--swatch": this.context.colours.of(item) } }),
        cuttable(item),
        whole(n),
      ),
    );
    return el(
      "li",
      when,
      el(
        "div",
        el(
          "div",
          el("strong", "Sheet"),
          " of ",
          link,
          row.game_mode ? ` · ${row.game_mode}` : "",
          row.player_level === undefined ? "" : ` · level ${row.player_level}`,
        ),
        looted.length ? el("div.chips", looted) : el("span.note", "nothing looted"),
        chips(row.custom_stats),
      ),
    );
  }

  close() {
    this.requests.stop();
    for (const chart of [this.life.chart, this.strip, this.loot, this.types, this.crowd]) chart.close();
  }
}
