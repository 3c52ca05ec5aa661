// How long what was received had been under way: from the API's answer to what plotly draws. Asks nothing itself.
import { count, duration, percent } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { counted } from "./axes.js";

const [MINUTE, HOUR, DAY] = [60, 3600, 24 * 3600];
/** Delays on the axis, in seconds, and what people call them. */
const TICKS = [
  [1, "1 s"],
  [10, "10 s"],
  [MINUTE, "1 min"],
  [10 * MINUTE, "10 min"],
  [HOUR, "1 h"],
  [6 * HOUR, "6 h"],
  [DAY, "1 d"],
  [7 * DAY, "7 d"],
  [30 * DAY, "30 d"],
  [365 * DAY, "1 y"],
];
/** Less than a second lies here on the logarithmic axis. */
const NOTHING = 0.5;

/** Sheets, and events of players who never send one, by how long after their own time they came; null of neither. */
export function delays({ delays: told, sheets }, request) {
  if (!told.length) return null;
  const all = told.reduce((sum, { rows }) => sum + rows, 0);
  const what = sheets ? (all > sheets ? "row" : "sheet") : "event";
  const place = (seconds) => Math.log2(Math.max(NOTHING, seconds));
  const [first, last] = [place(told[0].from_seconds), place(told.at(-1).to_seconds)];
  const most = Math.max(...told.map(({ rows }) => rows));
  const ticks = TICKS.filter(([seconds]) => place(seconds) >= first && place(seconds) <= last);
  const called = ({ from_seconds: from, to_seconds: to }) =>
    from ? `${duration(from)} to ${duration(to)}` : "less than 1 s";
  return {
    request,
    columns: ["seconds from", "to below", `${what}s`],
    rows: told.map(({ from_seconds, to_seconds, rows }) => [from_seconds, to_seconds, rows]),
    summary: told.map((one) => `${called(one)}: ${count(one.rows, what)}`).join(", "),
    make: () => ({
      data: [
        {
          type: "bar",
          x: told.map(({ from_seconds: from }) => place(from)),
          width: told.map(({ from_seconds: from, to_seconds: to }) => (place(to) - place(from)) * 0.94),
          offset: 0,
          y: told.map(({ rows }) => rows),
          marker: { color: colour("series-a"), line: { width: 0 } },
          customdata: told.map((one) => [called(one), count(one.rows, what), percent(one.rows / all)]),
          hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}, %{customdata[2]}<extra></extra>",
        },
      ],
      layout: {
        xaxis: {
          title: { text: "delay" },
          tickvals: ticks.map(([seconds]) => place(seconds)),
          ticktext: ticks.map(([, name]) => name),
          zeroline: false,
        },
        yaxis: { title: { text: `${what}s` }, ...counted(most) },
      },
    }),
  };
}
