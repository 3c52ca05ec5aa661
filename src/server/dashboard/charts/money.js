// Money over time and by level: from the API's answer to what plotly draws. Asks nothing itself.
import { count, shortMoment, significant, utc } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { standIn } from "./labels.js";
import { barsOver, lengthOf, placeOf, spansOf, timeAxis } from "./timeAxis.js";

const BUCKET = { minute: "per minute", hour: "per hour", day: "per day" };

/** What came in above the line, what went out below it, and the balance. */
export function moneyOverTime({ currency, points, bucket, total }, request) {
  const told = (point) => [
    utc(point.start),
    shortMoment(point.start),
    significant(point.sources),
    significant(point.sinks),
    significant(point.balance),
  ];
  const bars = (name, of, hue, said) => ({
    ...barsOver(points, bucket),
    name,
    y: points.map(of),
    marker: { color: colour(hue), line: { width: 0 } },
    customdata: points.map(told),
    hovertemplate: `<b>${said}</b><br>%{customdata[1]}<br>%{customdata[0]}<extra></extra>`,
  });
  return {
    make: () => ({
      data: [
        bars("sources", ({ sources }) => sources, "series-a", "%{customdata[2]} came in"),
        bars("sinks", ({ sinks }) => -sinks, "series-b", "%{customdata[3]} went out"),
        {
          type: "scatter",
          mode: points.length > 60 ? "lines" : "lines+markers",
          name: standIn("balance"),
          x: points.map(({ start }) => placeOf(Date.parse(start) + lengthOf(start, bucket) / 2)),
          y: points.map(({ balance }) => balance),
          yaxis: "y2",
          line: { color: colour("ink"), width: 2 },
          marker: { color: colour("ink"), size: 5 },
          customdata: points.map(told),
          hovertemplate: "<b>balance %{customdata[4]}</b><br>%{customdata[1]}<br>%{customdata[0]}<extra></extra>",
        },
      ],
      layout: {
        barmode: "relative",
        showlegend: true,
        hovermode: "closest",
        xaxis: timeAxis(points, bucket),
        yaxis: { title: { text: BUCKET[bucket] }, zeroline: true, zerolinecolor: colour("line") },
        yaxis2: { title: { text: "balance" }, overlaying: "y", side: "right", showgrid: false, zeroline: false },
      },
    }),
    request,
    over: { spans: spansOf(points, bucket) },
    columns: ["start", "sources", "sinks", "net", "balance"],
    rows: points.map(({ start, sources, sinks, net, balance }) => [start, sources, sinks, net, balance]),
    summary:
      `${currency} over time, ${BUCKET[bucket]}: ${significant(total.sources)} came in and ` +
      `${significant(total.sinks)} went out in ${count(points.length, "bucket")}.`,
  };
}

/** What players of each level earn and spend. */
export function moneyByLevel({ currency, levels }, request) {
  const names = levels.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`));
  const bars = (name, of, hue) => ({
    type: "bar",
    name,
    x: levels.map((_, index) => index),
    y: levels.map(of),
    marker: { color: colour(hue) },
    customdata: levels.map((level, index) => [names[index], significant(of(level)), significant(level.net)]),
    hovertemplate: `<b>${name} %{customdata[1]}</b><br>level %{customdata[0]}<br>net %{customdata[2]}<extra></extra>`,
  });
  const every = Math.ceil(levels.length / 12);
  const ticks = levels.map((_, index) => index).filter((index) => index % every === 0);
  return {
    make: () => ({
      data: [bars("sources", ({ sources }) => sources, "series-a"), bars("sinks", ({ sinks }) => sinks, "series-b")],
      layout: {
        barmode: "group",
        bargap: 0.25,
        showlegend: true,
        xaxis: {
          title: { text: "level" },
          tickvals: ticks,
          ticktext: ticks.map((index) => names[index]),
          showgrid: false,
          zeroline: false,
        },
        yaxis: { title: { text: "amount" }, rangemode: "tozero" },
      },
    }),
    request,
    columns: ["level from", "level to", "sources", "sinks", "net"],
    rows: levels.map(({ from, to, sources, sinks, net }) => [from, to, sources, sinks, net]),
    summary: `${currency} by level, in ${count(levels.length, "band")}.`,
  };
}
