// Charts over time: from the API's answers to what plotly draws, and from a click or a drag to the time that it means.
// Asks nothing itself.

import { bucketEnd, bucketStart, perBucket } from "../lib/buckets.js";
import { count, shortMoment, utc } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { counted } from "./axes.js";
import { allShortened, inLegend, standIn } from "./labels.js";
import { tellStacks } from "./stack.js";
import { instantAt, lengthOf, placeOf, spansOf, timeAxis } from "./timeAxis.js";

const ALL_OTHERS = standIn("all others");

/** Units of each item over time, stacked; the axes reach to `most` and over `range` where these are given. */
export function itemsOverTime({ items, points, bucket, request }, colours, { most = 0, range = null } = {}) {
  const others = points.some((point) => point.other > 0);
  const series = [
    ...items.map((item) => [item, (point) => point.items[item] ?? 0]),
    // No item is called nothing.
    ...(others ? [[null, (point) => point.other]] : []),
  ];
  const total = points.reduce(
    (sum, point) => sum + Object.values(point.items).reduce((a, b) => a + b, 0) + point.other,
    0,
  );
  const tell = tellStacks(series, "unit");
  const make = () => {
    const told = [...allShortened(items, inLegend()), ALL_OTHERS];
    return {
      data: series.map(([item, units], index) => ({
        type: "bar",
        name: told[index],
        ...(item === null ? {} : { meta: item }),
        x: points.map((point) => placeOf(Date.parse(point.start))),
        y: points.map(units),
        width: points.map((point) => lengthOf(point.start, bucket) * 0.92),
        offset: 0,
        marker: { color: item === null ? colour("soft") : colours.of(item), line: { width: 0 } },
        customdata: points.map((point) => [...moments(point), tell(point, index)]),
        hovertemplate: "<b>%{customdata[2]}</b><br>%{customdata[3]}<br>%{customdata[0]}<extra></extra>",
      })),
      layout: {
        barmode: "stack",
        bargap: 0.08,
        showlegend: true,
        dragmode: "select",
        selectdirection: "h",
        xaxis: timeAxis(points, bucket, range),
        yaxis: { title: { text: `units ${perBucket(bucket)}` }, ...counted(mostUnits(points), most) },
      },
    };
  };
  return {
    make,
    request,
    over: { spans: spansOf(points, bucket) },
    columns: ["start", ...series.map(([item]) => item)],
    rows: points.map((point) => [point.start, ...series.map(([, units]) => units(point))]),
    summary:
      `Units of ${count(items.length, "item")} over time, ${perBucket(bucket)}: ` +
      `${count(total, "unit")} in ${count(points.length, "bucket")}.`,
  };
}

/** The units of the fullest bucket, and the sheets or events of the busiest. */
export const mostUnits = (points) =>
  Math.max(0, ...points.map((point) => Object.values(point.items).reduce((sum, n) => sum + n, point.other)));

export const mostActive = (points) => Math.max(0, ...points.map(({ sheets, events }) => Math.max(sheets, events)));

/** Sheets and events over time; the axes reach to `most` and over `range` where these are given. */
export function activityOverTime({ points, bucket, request }, { most = 0, range = null } = {}) {
  // A line needs a way to go.
  const bars = points.length < 3;
  const drawn = bars ? points : withSilence(points, bucket);
  const line = (key, one, hue, dash) => ({
    type: bars ? "bar" : "scatter",
    ...(bars ? { width: drawn.map((point) => lengthOf(point.start, bucket) * 0.4) } : { mode: "lines" }),
    name: key,
    x: drawn.map((point) => placeOf(Date.parse(point.start))),
    y: drawn.map((point) => point[key]),
    line: { color: colour(hue), width: 2, shape: "hv", dash },
    marker: { color: colour(hue) },
    customdata: drawn.map((point) => [...moments(point), count(point[key], one)]),
    hovertemplate: "<b>%{customdata[3]}</b><br>%{customdata[2]}<br>%{customdata[0]}<extra></extra>",
  });
  const sum = (key) => points.reduce((total, point) => total + point[key], 0);
  return {
    make: () => ({
      data: [line("sheets", "sheet", "series-a"), ...(sum("events") ? [line("events", "event", "event", "dot")] : [])],
      layout: {
        showlegend: true,
        dragmode: "select",
        selectdirection: "h",
        hovermode: "closest",
        xaxis: timeAxis(points, bucket, range),
        yaxis: { title: { text: perBucket(bucket) }, ...counted(mostActive(points), most) },
      },
    }),
    request,
    over: { spans: spansOf(points, bucket) },
    columns: ["start", "sheets", "items", "events"],
    rows: points.map((point) => [point.start, point.sheets, point.items, point.events]),
    summary: `${count(sum("sheets"), "sheet")} and ${count(sum("events"), "event")} ${perBucket(bucket)}.`,
  };
}

/** The instants between which something was dragged over, of a chart over time; at least one bucket. */
export function selectedRange(event, bucket) {
  const [from, to] = event?.range?.x ?? [];
  if (!from || !to) return null;
  const [first, last] = [instantAt(from), instantAt(to)].sort((a, b) => a - b);
  const since = bucketStart(first, bucket);
  const until = bucketEnd(bucketStart(Math.max(since, last - 1), bucket), bucket);
  return { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
}

/** The instants of the bucket that was clicked. */
export function clickedRange(event, bucket) {
  const start = event?.points?.[0]?.customdata?.[1];
  if (!start) return null;
  const since = Date.parse(start);
  return { since: new Date(since).toISOString(), until: new Date(bucketEnd(since, bucket)).toISOString() };
}

/** What is told of a point on hover: the instant in UTC, for programs, and by the clock of the page. */
const moments = ({ start }) => [utc(start), start, shortMoment(start)];

/** The API leaves out buckets in which nothing happened; a line must fall there, and at its end. */
function withSilence(points, bucket) {
  const silent = (at) => ({ start: new Date(at).toISOString(), sheets: 0, items: 0, events: 0 });
  return points.flatMap((point, index) => {
    const end = bucketEnd(Date.parse(point.start), bucket);
    return index + 1 < points.length && Date.parse(points[index + 1].start) === end ? [point] : [point, silent(end)];
  });
}
