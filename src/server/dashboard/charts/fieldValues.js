// The values of a field: how they are distributed, and over time. From the API's answers to what plotly draws. Asks nothing
// itself.
import { count, percent, shortMoment, significant, utc, whole } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { counted } from "./axes.js";
import { ranking } from "./bars.js";
import { allShortened, escaped, inLegend, standIn } from "./labels.js";
import { HUES } from "./palette.js";
import { barsOver, lengthOf, placeOf, spansOf, timeAxis } from "./timeAxis.js";

const BUCKET = { minute: "per minute", hour: "per hour", day: "per day" };
const YES_NO = { true: "yes", false: "no" };
/** As the API has them. */
const OVER_TIME = 8;

/** Whether a field has numbers. */
export const isNumber = ({ kind }) => kind === "number";

/** A value as people read it. */
export const valueWords = (kind, value) => (kind === "boolean" ? (YES_NO[value] ?? value) : value);

/** A histogram of numbers, or bars of texts and of yes and no. */
export function distribution(data, request) {
  if (isNumber(data)) return histogram(data, request);
  const rows = Object.create(null);
  for (const { value, rows: n } of data.values) rows[valueWords(data.kind, value)] = n;
  const hues = Object.keys(rows);
  return ranking(rows, (value) => HUES[Math.min(hues.indexOf(value), OVER_TIME) % HUES.length], {
    request,
    unit: ["row"],
    most: 15,
  });
}

function histogram({ field, histogram: { bins, below, above }, numbers }, request) {
  const most = Math.max(...bins.map(({ rows }) => rows));
  const total = bins.reduce((sum, { rows }) => sum + rows, below + above);
  const marks = [
    ["median", numbers.p50],
    ["95%", numbers.p95],
  ].filter(([, at]) => at >= bins[0].from && at <= bins.at(-1).to);
  // A bin of whole numbers is told by its one number.
  const isOne = bins.every(({ from, to }) => to - from === 1 && Number.isInteger(from));
  const said = ({ from, to }) => (isOne ? whole(from) : `${significant(from)} to ${significant(to)}`);
  const place = ({ from, to }) => (isOne ? from : (from + to) / 2);
  return {
    make: () => ({
      data: [
        {
          type: "bar",
          x: bins.map(place),
          y: bins.map(({ rows }) => rows),
          width: bins.map(({ from, to }) => (to - from) * 0.96),
          marker: { color: colour("series-a") },
          customdata: bins.map((bin) => [count(bin.rows, "row"), percent(bin.rows / total), said(bin)]),
          hovertemplate: "<b>%{customdata[2]}</b><br>%{customdata[0]}, %{customdata[1]} of all<extra></extra>",
        },
      ],
      layout: {
        xaxis: { title: { text: escaped(field) }, zeroline: false },
        yaxis: { title: { text: "rows" }, ...counted(most, most * 1.12) },
        shapes: marks.map(([, at]) => ({
          type: "line",
          x0: at,
          x1: at,
          y0: 0,
          y1: 1,
          yref: "paper",
          line: { color: colour("series-b"), width: 1.5, dash: "dot" },
        })),
        annotations: marks.map(([name, at], index) => ({
          x: at,
          y: 1 - index * 0.08,
          yref: "paper",
          xanchor: "left",
          yanchor: "top",
          showarrow: false,
          text: ` ${name} ${significant(at)}`,
          font: { color: colour("ink"), size: 12 },
        })),
      },
    }),
    request,
    columns: ["from", "to below", "rows"],
    rows: bins.map(({ from, to, rows }) => [from, to, rows]),
    summary: `${count(total, "number")} of ${field}: median ${significant(numbers.p50)}, 90 of 100 between ${significant(numbers.p5)} and ${significant(numbers.p95)}.`,
  };
}

/** What lies outside of a histogram, in a sentence. */
export function outside({ histogram }) {
  if (!histogram) return "";
  const said = [
    histogram.below && `${count(histogram.below, "row")} below`,
    histogram.above && `${count(histogram.above, "row")} above`,
  ].filter(Boolean);
  return said.length ? `Not drawn, far off: ${said.join(", ")}.` : "";
}

/** The mean of numbers over time, of all or of each group; of other kinds, rows by value. */
export function overTime(data, request) {
  return isNumber(data) ? means(data, request) : shares(data, request);
}

function means({ field, points, groups, bucket }, request) {
  const told = groups.slice(0, OVER_TIME).map(({ name }) => name);
  const series = told.length
    ? told.map((name, index) => [name, (point) => point.groups[index]])
    : [[null, (point) => point]];
  const labels = allShortened(told, inLegend());
  return {
    make: () => ({
      data: series.map(([name, of], index) => {
        const own = points.filter((point) => of(point).mean !== null);
        const hue = name === null ? colour("series-a") : HUES[index % HUES.length];
        return {
          type: "scatter",
          mode: own.length > 60 ? "lines" : "lines+markers",
          name: name === null ? "mean" : labels[index],
          ...(name === null ? {} : { meta: name }),
          x: own.map(({ start }) => placeOf(Date.parse(start) + lengthOf(start, bucket) / 2)),
          y: own.map((point) => of(point).mean),
          line: { color: hue, width: 2 },
          marker: { color: hue, size: 6 },
          customdata: own.map((point) => [
            utc(point.start),
            shortMoment(point.start),
            `${name === null ? "" : `${escaped(name)}: `}${significant(of(point).mean)}`,
            count(of(point).rows, "row"),
          ]),
          hovertemplate:
            "<b>%{customdata[2]}</b><br>mean of %{customdata[3]}<br>%{customdata[1]}<br>%{customdata[0]}<extra></extra>",
        };
      }),
      layout: {
        showlegend: told.length > 0,
        hovermode: "closest",
        xaxis: timeAxis(points, bucket),
        yaxis: { title: { text: `mean of ${escaped(field)}` } },
      },
    }),
    request,
    over: { spans: spansOf(points, bucket) },
    columns: ["start", "rows", "mean", ...told.map((name) => `mean of ${name}`)],
    rows: points.map((point) => [
      point.start,
      point.rows,
      point.mean,
      ...point.groups.slice(0, told.length).map(({ mean }) => mean),
    ]),
    summary: `The mean of ${field} over time, ${BUCKET[bucket]}, in ${count(points.length, "bucket")}.`,
  };
}

function shares({ kind, field, points, values, bucket }, request) {
  const told = values.slice(0, OVER_TIME).map(({ value }) => valueWords(kind, value));
  const others = points.some(({ other }) => other > 0);
  const series = [
    ...told.map((value, index) => [value, (point) => point.values[index]]),
    ...(others ? [[null, (point) => point.other]] : []),
  ];
  const labels = [...allShortened(told, inLegend()), standIn("all others")];
  const most = Math.max(...points.map(({ rows }) => rows));
  return {
    make: () => ({
      data: series.map(([value, of], index) => ({
        ...barsOver(points, bucket),
        name: labels[index],
        ...(value === null ? {} : { meta: value }),
        y: points.map(of),
        marker: { color: value === null ? colour("soft") : HUES[index % HUES.length], line: { width: 0 } },
        customdata: points.map((point) => [
          utc(point.start),
          shortMoment(point.start),
          `${count(of(point), "row")}, ${percent(point.rows ? of(point) / point.rows : 0)}`,
        ]),
        hovertemplate: `<b>${value === null ? labels.at(-1) : escaped(value)}</b><br>%{customdata[2]}<br>%{customdata[1]}<br>%{customdata[0]}<extra></extra>`,
      })),
      layout: {
        barmode: "stack",
        showlegend: true,
        xaxis: timeAxis(points, bucket),
        yaxis: { title: { text: `rows ${BUCKET[bucket]}` }, ...counted(most) },
      },
    }),
    request,
    over: { spans: spansOf(points, bucket) },
    columns: ["start", ...series.map(([value]) => value ?? "all others")],
    rows: points.map((point) => [point.start, ...series.map(([, of]) => of(point))]),
    summary: `Rows by ${field} over time, ${BUCKET[bucket]}, in ${count(points.length, "bucket")}.`,
  };
}
