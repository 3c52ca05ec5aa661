// What became of what arrived, what was refused and why, and whose clock is wrong: from the API's answers to what plotly
// draws. Asks nothing itself.

import { perBucket } from "../lib/buckets.js";
import { count, percent, shortMoment, utc, whole } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { counted, roomFor } from "./axes.js";
import { ranking } from "./bars.js";
import { escaped } from "./labels.js";
import { lengthOf, placeOf, spansOf, timeAxis } from "./timeAxis.js";

const REQUEST = "/api/quality";
const REFUSED = "#d55e00";
/** A row that is late may be so for other reasons than its clock: `delays.js` tells how late. */
const CLOCKS = [
  ["more than 5 min ahead", ["future"]],
  ["can be right", ["within_5_minutes", "up_to_1_day_late", "up_to_1_year_late"]],
  ["more than 1 year late", ["ancient"]],
];
/** What became of what arrived, with its colour, and how many of it a bucket has. */
const FATES = [
  ["accepted sheets", "#009e73", (point) => point.accepted_sheets],
  ["accepted events", "#6b7f94", (point) => point.accepted_events],
  ["duplicates", "#e69f00", (point) => point.duplicate_sheets + point.duplicate_events],
  ["rejected", REFUSED, (point) => point.rejected],
];
const HUES = [REFUSED, "#e69f00", "#cc79a7", "#0072b2", "#009e73", "#56b4e9", "#8c6dd0", "#a38a2e"];

/** All that was received, by what became of it. */
export function fates(quality, totals) {
  const numbers = {
    "accepted sheets": quality.sheets,
    "accepted events": totals.total_events,
    duplicates: quality.duplicates,
    rejected: quality.rejected,
  };
  const of = Object.fromEntries(FATES);
  return ranking(numbers, (name) => of[name], { request: REQUEST, unit: ["item"] });
}

export const refusedByReason = (quality) =>
  ranking(quality.rejected_by_reason, () => REFUSED, { request: REQUEST, unit: ["rejected", "rejected"] });

export const fatesOverTime = (arrived) =>
  stacked(
    arrived,
    FATES.map(([name, hue, of]) => ({ name, hue, of })),
    "items",
  );

/** Null where nothing was refused. */
export function refusalsOverTime(arrived) {
  const reasons = [...new Set(arrived.points.flatMap((point) => Object.keys(point.rejected_by_reason)))].sort();
  const series = reasons.map((name, index) => ({
    name,
    hue: HUES[index % HUES.length],
    of: (point) => point.rejected_by_reason[name] ?? 0,
  }));
  return reasons.length ? stacked(arrived, series, "rejected") : null;
}

/** Sheets, and events of players who never send one, by how far their own time is from that of their receipt; null of neither. */
export function clockSkew({ clock_skew: skew, sheets }) {
  const rows = CLOCKS.map(([name, keys]) => [name, keys.reduce((sum, key) => sum + (skew[key] ?? 0), 0)]);
  const all = rows.reduce((sum, [, n]) => sum + n, 0);
  const ofBoth = all > sheets ? "row" : "sheet";
  const what = sheets ? ofBoth : "event";
  if (!all) return null;
  return {
    request: REQUEST,
    columns: ["clock", `${what}s`],
    rows,
    summary: rows.map(([name, n]) => `${name}: ${whole(n)}`).join(", "),
    make: (width) => ({
      data: [
        {
          type: "bar",
          orientation: "h",
          y: rows.map(([name]) => name),
          x: rows.map(([, n]) => n),
          marker: { color: rows.map(([name]) => (name === "can be right" ? "#009e73" : "#e69f00")) },
          text: rows.map(([, n]) => ` ${whole(n)} · ${percent(n / all)} `),
          textposition: "outside",
          cliponaxis: false,
          textfont: { color: colour("ink"), size: 12 },
          customdata: rows.map(([, n]) => count(n, what)),
          hovertemplate: "<b>%{customdata}</b> %{y}<extra></extra>",
        },
      ],
      layout: {
        xaxis: {
          range: [
            0,
            Math.max(1, ...rows.map(([, n]) => n)) *
              roomFor(
                width,
                rows.map(([name]) => name.length),
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

/** Buckets as bars, one series on the other. */
function stacked({ points, bucket, request }, series, unit) {
  const sum = (of) => points.reduce((total, point) => total + of(point), 0);
  const totals = series.map(({ name, of }) => `${name} ${whole(sum(of))}`);
  const peak = Math.max(...points.map((point) => series.reduce((total, { of }) => total + of(point), 0)));
  return {
    request,
    over: { spans: spansOf(points, bucket) },
    columns: ["start", ...series.map(({ name }) => name)],
    rows: points.map((point) => [point.start, ...series.map(({ of }) => of(point))]),
    summary: `${totals.join(", ")}, ${perBucket(bucket)}, ${count(points.length, "time")} with something.`,
    make: () => ({
      data: series.map(({ name, hue, of }) => ({
        type: "bar",
        name: escaped(name),
        x: points.map((point) => placeOf(Date.parse(point.start))),
        y: points.map(of),
        width: points.map((point) => lengthOf(point.start, bucket) * 0.9),
        offset: 0,
        marker: { color: hue, line: { width: 0 } },
        customdata: points.map((point) => [utc(point.start), point.start, shortMoment(point.start)]),
        hovertemplate: `<b>${escaped(name)}: %{y:,}</b><br>%{customdata[2]}<br>%{customdata[0]}<extra></extra>`,
      })),
      layout: {
        barmode: "stack",
        showlegend: true,
        dragmode: "select",
        selectdirection: "h",
        xaxis: timeAxis(points, bucket),
        yaxis: { title: { text: `${unit} ${perBucket(bucket)}` }, ...counted(peak) },
      },
    }),
  };
}
