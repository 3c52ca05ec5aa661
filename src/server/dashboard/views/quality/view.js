// Quality: how far the numbers can be trusted. What was refused and why, what is missing, and whose clock is wrong.

import { counted, roomFor, timeAxis } from "../../charts/axes.js";
import { ranking } from "../../charts/bars.js";
import { Chart } from "../../charts/chart.js";
import { escaped } from "../../charts/labels.js";
import { clickedRange, selectedRange } from "../../charts/overTime.js";
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { el } from "../../lib/elements.js";
import { count, percent, rate, time, utc, wallClock, whole } from "../../lib/format.js";
import { LatestOnly } from "../../lib/latestOnly.js";
import { Panel } from "../../lib/panel.js";
import { Source } from "../../lib/source.js";
import { Table } from "../../lib/table.js";
import { colour } from "../../lib/theme.js";
import { Tiles } from "../../lib/tiles.js";
import { WIDTH_MS } from "../../lib/timeRange.js";

const LETTERS = 20;
const INCOMPLETE = 20;

const TILES = [
  [
    "completeness",
    "Completeness",
    "The mean of coverage, the share of sheets with places, with a plausible clock, and of what was not refused",
  ],
  ["coverage", "Coverage", "Players that reported, of those expected in each match"],
  ["incomplete", "Incomplete", "Matches with fewer players than usual"],
  ["accepted", "Accepted", "Sheets and events"],
  ["duplicates", "Duplicates"],
  ["rejected", "Rejected"],
  ["unplaced", "No places", "Sheets with loot and no place for any of it"],
  ["unkeyed", "No key", "Sheets without a sheet_id: their retries cannot be recognized"],
];
const SKEWS = [
  ["future", "more than 5 min ahead"],
  ["within_5_minutes", "within 5 min"],
  ["up_to_1_day_late", "up to 1 day late"],
  ["up_to_1_year_late", "up to 1 year late"],
  ["ancient", "more than 1 year late"],
];
/** What became of what arrived, with its colour, and how many of it a bucket has. */
const FATES = [
  ["accepted sheets", "#009e73", (point) => point.accepted_sheets],
  ["accepted events", "#56b4e9", (point) => point.accepted_events],
  ["duplicates", "#e69f00", (point) => point.duplicate_sheets + point.duplicate_events],
  ["rejected", "#d55e00", (point) => point.rejected],
];
const HUES = ["#d55e00", "#e69f00", "#cc79a7", "#0072b2", "#009e73", "#56b4e9", "#8c6dd0", "#a38a2e"];

export function open(root, state, context) {
  return new QualityView(root, state, context);
}

class QualityView {
  constructor(root, state) {
    this.filters = state.filters;
    this.requests = new LatestOnly();
    this.tiles = new Tiles(TILES);
    this.fates = new Chart("What became of it all", { height: "15rem" });
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
      full: true,
      height: "16rem",
      note: "Sheets by the difference between their timestamp and the time they were received.",
    });
    this.letters = new Panel("Dead letters", {
      wide: true,
      note: "Rejected items as they were received, with what is wrong with them.",
    });
    this.short = new Panel("Incomplete matches", { note: "" });
    this.table = new Table(
      "Incomplete matches",
      [
        {
          key: "match_id",
          title: "Match",
          cell: (row) =>
            el("a", { href: address.of("matches", row.match_id, address.lasting(this.filters)) }, row.match_id),
        },
        { key: "players", title: "Players", number: true, cell: (row) => whole(row.players) },
        { key: "last_seen", title: "Last seen", cell: (row) => time(row.last_seen) },
      ],
      () => {},
      () => {},
    );
    this.table.sorted("last_seen", false);
    this.short.body.append(this.table.element);
    this.list = el("div.letters");
    this.more = el(
      "button.quiet",
      { type: "button", hidden: true, on: { click: () => this.moreLetters() } },
      "Show more",
    );
    this.letters.body.append(this.list, el("p.more", this.more));
    root.append(
      el("h1.hidden-title", "Quality"),
      this.tiles.element,
      el("p.note.aside", "Of everything that is stored; the time range applies to arrivals and rejections over time."),
      el(
        "div.grid",
        this.arrivals.element,
        this.fates.element,
        this.refusals.element,
        this.reasons.element,
        this.letters.element,
        this.short.element,
        this.clocks.element,
      ),
    );
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
        this.showTiles(quality.data, totals.data);
        this.showCharts(quality.data, totals.data);
        const [arrived, letters, short] = await Promise.all([
          new Source(this.filters, signal).arrivals(),
          this.lettersOpen() ? null : api.get(api.path("/api/dead-letters", { limit: LETTERS }), signal),
          quality.data.expected_players_per_match > 1
            ? api.get(
                api.path("/api/matches", {
                  fewer_players_than: quality.data.expected_players_per_match,
                  limit: INCOMPLETE,
                }),
                signal,
              )
            : { data: [] },
        ]);
        signal.throwIfAborted();
        this.showArrivals(arrived);
        if (letters) this.showLetters(letters);
        this.showShort(short.data, quality.data);
      },
      (error) => {
        for (const panel of [
          this.arrivals,
          this.fates,
          this.reasons,
          this.refusals,
          this.clocks,
          this.letters,
          this.short,
        ])
          panel.fail(error, () => this.load());
      },
    );
  }

  /** Somebody reads one: new ones must not push it away. */
  lettersOpen() {
    return this.list.querySelector("details[open]") !== null || this.list.childElementCount > LETTERS;
  }

  showTiles(quality, totals) {
    this.tiles.sayAll({
      completeness: quality.completeness === null ? "–" : percent(quality.completeness),
      coverage: quality.matches ? percent(quality.coverage) : "–",
      incomplete: whole(quality.incomplete_matches),
      accepted: whole(quality.sheets + totals.total_events),
      duplicates: whole(quality.duplicates),
      rejected: whole(quality.rejected),
      unplaced: whole(quality.sheets_without_locations),
      unkeyed: whole(quality.sheets_without_key),
    });
  }

  showCharts(quality, totals) {
    const fates = {
      "accepted sheets": quality.sheets,
      "accepted events": totals.total_events,
      duplicates: quality.duplicates,
      rejected: quality.rejected,
    };
    const of = Object.fromEntries(FATES);
    this.draw(
      this.fates,
      Object.values(fates).some((n) => n > 0),
      () => ranking(fates, (name) => of[name], { request: "/api/quality", unit: "items" }),
      "Nothing has been received yet.",
    );
    this.draw(
      this.reasons,
      quality.rejected > 0,
      () => ranking(quality.rejected_by_reason, () => "#d55e00", { request: "/api/quality", unit: "rejected" }),
      "Nothing was refused.",
    );
    this.draw(this.clocks, quality.sheets > 0, () => this.skews(quality.clock_skew), "No sheet has been received yet.");
  }

  draw(chart, there, make, otherwise) {
    if (there) chart.show(make());
    else chart.empty(otherwise, "/api/quality");
  }

  skews(skew) {
    const rows = SKEWS.map(([key, name]) => [name, skew[key] ?? 0]);
    const all = rows.reduce((sum, [, n]) => sum + n, 0);
    return {
      request: "/api/quality",
      columns: ["clock", "sheets"],
      rows,
      summary: rows.map(([name, n]) => `${name}: ${whole(n)}`).join(", "),
      make: (width) => ({
        data: [
          {
            type: "bar",
            orientation: "h",
            y: rows.map(([name]) => name),
            x: rows.map(([, n]) => n),
            marker: { color: rows.map(([name]) => (name === "within 5 min" ? "#009e73" : "#e69f00")) },
            text: rows.map(([, n]) => ` ${whole(n)} · ${percent(all ? n / all : 0)} `),
            textposition: "outside",
            cliponaxis: false,
            textfont: { color: colour("ink"), size: 12 },
            hovertemplate: "<b>%{x:,} sheets</b> %{y}<extra></extra>",
          },
        ],
        layout: {
          xaxis: {
            range: [
              0,
              Math.max(1, ...rows.map(([, n]) => n)) *
                roomFor(
                  width,
                  rows.map(([name]) => name),
                  `${whole(Math.max(...rows.map(([, n]) => n)))} · ${percent(0.999)}`,
                ),
            ],
            showgrid: false,
            showticklabels: false,
            zeroline: false,
          },
          yaxis: {
            autorange: "reversed",
            type: "category",
            showgrid: false,
            tickfont: { color: colour("ink"), size: 13 },
          },
          bargap: 0.35,
        },
      }),
    };
  }

  showArrivals(arrived) {
    const { points, request } = arrived;
    this.arrivals.bucket = arrived.bucket;
    this.refusals.bucket = arrived.bucket;
    if (points.length)
      this.arrivals.show(
        stacked(
          arrived,
          FATES.map(([name, hue, of]) => ({ name, hue, of })),
          "items",
        ),
      );
    else this.arrivals.empty("Nothing was received in this range.", request);
    const reasons = [...new Set(points.flatMap((point) => Object.keys(point.rejected_by_reason)))].sort();
    const series = reasons.map((name, index) => ({
      name,
      hue: HUES[index % HUES.length],
      of: (point) => point.rejected_by_reason[name] ?? 0,
    }));
    if (reasons.length) this.refusals.show(stacked(arrived, series, "rejected"));
    else this.refusals.empty("Nothing was refused in this range.", request);
  }

  showLetters({ data, next }) {
    this.next = next;
    this.more.hidden = !next;
    if (!data.length) return this.letters.empty("Nothing was refused. That is how it should be.");
    const key = data.map((letter) => letter.id).join();
    if (key === this.lettersKey) return;
    this.lettersKey = key;
    this.list.replaceChildren(...data.map(letterCard));
    this.letters.ready();
  }

  async moreLetters() {
    try {
      const { data, next } = await api.get(api.path("/api/dead-letters", { limit: LETTERS, cursor: this.next }));
      this.next = next;
      this.more.hidden = !next;
      this.list.append(...data.map(letterCard));
    } catch (error) {
      this.letters.fail(error, () => this.moreLetters());
    }
  }

  showShort(matches, quality) {
    const usual = quality.expected_players_per_match;
    this.short.setNote(
      usual > 1
        ? `Fewer than the usual ${usual} players; ${rate(quality.present_players_per_match)} on average.`
        : "The usual match has one player, so none can lack any.",
    );
    if (!matches.length)
      return this.short.empty(quality.matches ? "Every match is complete." : "No match has been received yet.");
    this.table.show(matches, false);
    this.short.ready();
  }

  close() {
    this.requests.stop();
    for (const chart of [this.arrivals, this.fates, this.reasons, this.refusals, this.clocks]) chart.close();
  }
}

function zoom(range) {
  if (range) address.change({ ...range, range: "" });
}

/** Buckets as bars, one series on the other. */
function stacked({ points, bucket, request }, series, unit) {
  const sum = (of) => points.reduce((total, point) => total + of(point), 0);
  const totals = series.map(({ name, of }) => `${name} ${whole(sum(of))}`);
  const peak = Math.max(...points.map((point) => series.reduce((total, { of }) => total + of(point), 0)));
  return {
    request,
    columns: ["start", ...series.map(({ name }) => name)],
    rows: points.map((point) => [point.start, ...series.map(({ of }) => of(point))]),
    summary: `${totals.join(", ")}, in ${count(points.length, "bucket")} of a ${bucket}.`,
    make: () => ({
      data: series.map(({ name, hue, of }) => ({
        type: "bar",
        name: escaped(name),
        x: points.map((point) => wallClock(point.start)),
        y: points.map(of),
        width: points.map(() => WIDTH_MS[bucket] * 0.9),
        offset: 0,
        marker: { color: hue, line: { width: 0 } },
        customdata: points.map((point) => [utc(point.start), point.start]),
        hovertemplate: `<b>%{y:,} ${escaped(name)}</b><br>%{x|%b %-d, %H:%M}<br>%{customdata[0]}<extra></extra>`,
      })),
      layout: {
        barmode: "stack",
        showlegend: true,
        dragmode: "select",
        selectdirection: "h",
        xaxis: timeAxis(points, bucket),
        yaxis: { title: { text: `${unit} per ${bucket}` }, ...counted(peak) },
      },
    }),
  };
}

function letterCard(letter) {
  const [first, ...others] = letter.faults;
  const more = others.length ? ` and ${others.length} more` : "";
  const encoding = letter.payload_encoding === "base64" ? "; the bytes are not text and are shown in base64" : "";
  return el(
    "details.letter",
    el(
      "summary",
      el("span.letter-when", time(letter.created_at)),
      el("span.letter-field", first?.field ?? ""),
      el("span.letter-why", `${first?.reason ?? ""}${more}`),
    ),
    el(
      "ul.faults",
      letter.faults.map(({ field, reason }) => el("li", el("code", field), ` ${reason}`)),
    ),
    el("p.note", `Received through ${letter.source}${encoding}.`),
    el("pre", { tabindex: "0", "aria-label": "As it came" }, el("code", pretty(letter.payload))),
  );
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2).slice(0, 20_000);
  } catch {
    return text.slice(0, 20_000);
  }
}
