// Made-up numbers for the kit, always the same.
import { ranking } from "../../charts/bars.js";
import { counts } from "../../charts/heatmap.js";
import { intervals } from "../../charts/intervals.js";
import { HUES } from "../../charts/palette.js";
import { barsOver, spansOf, timeAxis } from "../../charts/timeAxis.js";
import { compact, count, duration, moment, percent, shortMoment, significant, whole } from "../../lib/format.js";
import { colour } from "../../lib/theme.js";

export const TOKENS = [
  ["page", "behind all"],
  ["panel", "panels and tiles"],
  ["ink", "text"],
  ["soft", "notes, axes, what stands for others"],
  ["line", "borders, grids"],
  ["accent", "links, what is chosen"],
  ["good", "it is well"],
  ["bad", "it is not"],
  ["series-a", "one series, or the first side"],
  ["series-b", "what stands out, or the second side"],
  ["event", "events: never an item’s colour"],
  ["heat", "shares in a table"],
];

export const TILES = [
  { key: "players", title: "Players", n: 1204, days: [3, 5, 4, 6, 8, 7, 9], change: "+12%", kind: "up" },
  { key: "sheets", title: "Stat sheets", n: 3_832_841, days: [6, 5, 6, 6, 5, 5, 4], change: "−8%", kind: "down" },
  { key: "rejected", title: "Rejected", n: 0, days: [0, 0, 1, 0, 0, 0, 0], change: "no change", kind: "same" },
];

export const ROWS = [
  { name: "rubber_duck", mode: "solo", units: whole(86_610) },
  { name: "gold_coin", mode: "squads", units: whole(84_093) },
  { name: "medkit", mode: "solo", units: whole(9831) },
];

const AT = Date.UTC(2026, 0, 31, 14, 5, 20);

/** What is written how. */
export const RULES = [
  ["A count", whole(3832)],
  ["From a million on, exact on hover", compact(3_832_841)],
  ["A measure: three digits", significant(12.3456)],
  ["A share, without a space", percent(0.1234)],
  ["A little is not nothing", percent(0.0001)],
  ["One and many", `${count(1, "sheet")}, ${count(2, "sheet")}`],
  ["A length of time", duration(5400)],
  ["A time: the day unless it is today, the year unless it is this one", shortMoment(AT)],
  ["A time of one thing", moment(AT)],
  ["What nobody knows", "not known"],
  ["Nothing to say", "–"],
];

const days = Array.from({ length: 14 }, (_, n) => ({
  start: new Date(Date.UTC(2026, 0, 18 + n)).toISOString(),
  n: 40 + ((n * 37) % 50),
}));

const grid = {
  x0: 0,
  y0: 0,
  sideX: 10,
  sideY: 10,
  cells: Array.from({ length: 12 }, (_, y) =>
    Array.from({ length: 16 }, (_, x) => ((x - 7) ** 2 + (y - 5) ** 2 < 30 ? 4 + ((x * y) % 9) : 0)),
  ),
};

const request = "/api/aggregate";

/** Title, options and shape of each chart. */
export const charts = () => [
  [
    "A ranking",
    { height: "15rem", note: "The most first; beyond ten, others together." },
    ranking({ rubber_duck: 86_610, gold_coin: 84_093, rope: 11_441, medkit: 9831 }, (name) => HUES[name.length % 8], {
      request,
      unit: ["unit"],
    }),
  ],
  [
    "Over time",
    {
      height: "15rem",
      note: "In sixty to a hundred bars; it says with “over” where its time is, and has annotations.",
    },
    overTime(),
  ],
  [
    "Intervals",
    { height: "15rem", note: "Filled where the interval lies to one side of the line." },
    intervals(
      [
        { name: "richer", low: 0.4, estimate: 1.2, high: 2 },
        { name: "control", low: -0.7, estimate: 0.1, high: 0.9 },
        { name: "poorer", low: -2.4, estimate: -1.5, high: -0.6 },
      ],
      { title: "units per sheet more than everyone (95% interval)", request, reference: 0 },
    ),
  ],
  [
    "A map",
    { height: "20rem", wide: true, note: "Squares of round sizes, smoothed, with contours." },
    counts(grid, { name: "rubber_duck", unit: "unit", request, sigma: 1 }),
  ],
];

function overTime() {
  return {
    request,
    over: { spans: spansOf(days, "day") },
    columns: ["day", "sheets"],
    rows: days.map(({ start, n }) => [start, n]),
    summary: `${count(days.length, "day")} of sheets.`,
    make: () => ({
      data: [
        {
          ...barsOver(days, "day"),
          y: days.map(({ n }) => n),
          marker: { color: colour("series-a") },
          hovertemplate: "<b>%{y} sheets</b><extra></extra>",
        },
      ],
      layout: { xaxis: timeAxis(days, "day"), yaxis: { title: { text: "sheets per day" }, rangemode: "tozero" } },
    }),
  };
}
