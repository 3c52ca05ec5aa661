// Sessions: how many began when, and how long they were. From the API's answers to what plotly draws. Asks nothing itself.
import { count, duration, percent, shortMoment, utc } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { counted } from "./axes.js";
import { barsOver, spansOf, timeAxis } from "./timeAxis.js";

const [MINUTE, HOUR, DAY] = [60, 3600, 24 * 3600];
/** Lengths on the axis, in seconds, and what people call them. */
const TICKS = [
  [1, "1 s"],
  [10, "10 s"],
  [MINUTE, "1 min"],
  [5 * MINUTE, "5 min"],
  [15 * MINUTE, "15 min"],
  [HOUR, "1 h"],
  [4 * HOUR, "4 h"],
  [DAY, "1 d"],
  [7 * DAY, "7 d"],
];
/** What took no time at all lies here on the logarithmic axis. */
const NOTHING = 0.5;

/** Sessions by the time they began. */
export function sessionsOverTime({ data: points, bucket, sessions }, request) {
  return {
    make: () => ({
      data: [
        {
          ...barsOver(points, bucket),
          y: points.map((point) => point.sessions),
          marker: { color: colour("series-a"), line: { width: 0 } },
          customdata: points.map((point) => [
            utc(point.start),
            point.start,
            shortMoment(point.start),
            count(point.sessions, "session"),
            duration(point.mean_seconds),
          ]),
          hovertemplate:
            "<b>%{customdata[3]}</b>, %{customdata[4]} on average<br>%{customdata[2]}<br>%{customdata[0]}<extra></extra>",
        },
      ],
      layout: {
        bargap: 0.08,
        xaxis: timeAxis(points, bucket),
        yaxis: {
          title: { text: `sessions per ${bucket}` },
          ...counted(Math.max(...points.map((point) => point.sessions))),
        },
      },
    }),
    request,
    over: { spans: spansOf(points, bucket) },
    columns: ["start", "sessions", "mean seconds"],
    rows: points.map((point) => [point.start, point.sessions, point.mean_seconds]),
    summary: `${count(sessions, "session")} in ${count(points.length, bucket)}.`,
  };
}

/** Sessions by length. Doublings of the length are as wide as each other; each has the same number of bars. */
export function sessionLengths({ lengths, quantiles, sessions }, request) {
  const bars = doubled(lengths);
  const most = Math.max(...bars.map(({ owners }) => owners));
  const place = (seconds) => Math.log2(Math.max(NOTHING, seconds));
  const [first, last] = [place(bars[0].from), place(bars.at(-1).to)];
  const marks = [
    ["median", quantiles.p50],
    ["90%", quantiles.p90],
  ];
  const ticks = TICKS.filter(([seconds]) => place(seconds) >= first && place(seconds) <= last);
  return {
    make: () => ({
      data: [
        {
          type: "bar",
          x: bars.map(({ from }) => place(from)),
          width: bars.map(({ from, to }) => (place(to) - place(from)) * 0.96),
          offset: 0,
          y: bars.map(({ owners }) => owners),
          marker: { color: colour("series-a"), line: { width: 0 } },
          customdata: bars.map(({ from, to, owners }) => [
            count(owners, "session"),
            percent(owners / sessions),
            from ? `${duration(from)} to ${duration(to)}` : `less than ${duration(to)}`,
          ]),
          hovertemplate: "<b>%{customdata[2]}</b><br>%{customdata[0]}, %{customdata[1]} of all<extra></extra>",
        },
      ],
      layout: {
        xaxis: {
          title: { text: "length" },
          tickvals: ticks.map(([seconds]) => place(seconds)),
          ticktext: ticks.map(([, name]) => name),
          zeroline: false,
        },
        yaxis: { title: { text: "sessions" }, ...counted(most, most * 1.12) },
        shapes: marks.map(([, at]) => ({
          type: "line",
          x0: place(at),
          x1: place(at),
          y0: 0,
          y1: 1,
          yref: "paper",
          line: { color: colour("series-b"), width: 1.5, dash: "dot" },
        })),
        annotations: marks.map(([name, at], index) => ({
          x: place(at),
          y: 1 - index * 0.08,
          yref: "paper",
          xanchor: "left",
          yanchor: "top",
          showarrow: false,
          text: ` ${name} ${duration(at)}`,
          font: { color: colour("ink"), size: 12 },
        })),
      },
    }),
    request,
    columns: ["seconds from", "to below", "sessions"],
    rows: lengths.map(({ from, to, owners }) => [from, to, owners]),
    summary: `${count(sessions, "session")}: half are shorter than ${duration(quantiles.p50)}, nine of ten than ${duration(quantiles.p90)}.`,
  };
}

/** Buckets put together to two for each doubling, without gaps; those of seconds would be a comb. */
function doubled(lengths) {
  const edges = [0];
  const end = lengths.at(-1).to;
  for (let power = 0; edges.at(-1) < end; power += 1)
    edges.push(...(power < 3 ? [2 ** power] : [2 ** power, 3 * 2 ** (power - 1)]));
  const bars = edges.slice(0, -1).map((from, index) => ({ from, to: edges[index + 1], owners: 0 }));
  for (const { from, owners } of lengths) bars.find((bar) => from < bar.to).owners += owners;
  // The least are 0 seconds; the logarithmic axis begins above.
  const first = bars.findIndex(({ owners }) => owners);
  return bars.slice(first, bars.findLastIndex(({ owners }) => owners) + 1);
}
