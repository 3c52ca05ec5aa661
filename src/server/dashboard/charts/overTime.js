// Charts over time: from the API's answers to what plotly draws, and from a click or a drag to the time that it means.
// Asks nothing itself.
import { count, utc, wallClock, whole } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { WIDTH_MS } from "../lib/timeRange.js";
import { counted, timeAxis } from "./axes.js";
import { allShortened, escaped, inLegend, standIn } from "./labels.js";

const ALL_OTHERS = standIn("all others");
const BUCKET_TITLE = { minute: "per minute", hour: "per hour", day: "per day" };

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
  const make = () => {
    const told = [...allShortened(items, inLegend()), ALL_OTHERS];
    return {
      data: series.map(([item, units], index) => ({
        type: "bar",
        name: told[index],
        x: points.map((point) => wallClock(point.start)),
        y: points.map(units),
        width: points.map(() => WIDTH_MS[bucket] * 0.92),
        offset: 0,
        marker: { color: item === null ? colour("soft") : colours.of(item), line: { width: 0 } },
        customdata: points.map((point) => [utc(point.start), point.start]),
        hovertemplate: `<b>${item === null ? ALL_OTHERS : escaped(item)}</b><br>%{y:,} units<br>%{x|%b %-d, %H:%M}<br>%{customdata[0]}<extra></extra>`,
      })),
      layout: {
        barmode: "stack",
        bargap: 0.08,
        showlegend: true,
        dragmode: "select",
        selectdirection: "h",
        xaxis: timeAxis(points, bucket, range),
        yaxis: { title: { text: `units ${BUCKET_TITLE[bucket]}` }, ...counted(mostUnits(points), most) },
      },
    };
  };
  return {
    make,
    request,
    columns: ["start", ...series.map(([item]) => item)],
    rows: points.map((point) => [point.start, ...series.map(([, units]) => units(point))]),
    summary:
      `Units of ${count(items.length, "item")} over time, ${BUCKET_TITLE[bucket]}: ` +
      `${whole(total)} units in ${count(points.length, "bucket")}.`,
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
  const drawn = bars ? points : withSilence(points, WIDTH_MS[bucket]);
  const line = (name, key, hue, dash) => ({
    type: bars ? "bar" : "scatter",
    ...(bars ? { width: WIDTH_MS[bucket] * 0.4 } : { mode: "lines" }),
    name,
    x: drawn.map((point) => wallClock(point.start)),
    y: drawn.map((point) => point[key]),
    line: { color: colour(hue), width: 2, shape: "hv", dash },
    marker: { color: colour(hue) },
    customdata: drawn.map((point) => [utc(point.start), point.start]),
    hovertemplate: `<b>%{y:,} ${name}</b><br>%{x|%b %-d, %H:%M}<br>%{customdata[0]}<extra></extra>`,
  });
  const sum = (key) => points.reduce((total, point) => total + point[key], 0);
  return {
    make: () => ({
      data: [
        line("sheets", "sheets", "series-a"),
        ...(sum("events") ? [line("events", "events", "series-b", "dot")] : []),
      ],
      layout: {
        showlegend: true,
        dragmode: "select",
        selectdirection: "h",
        hovermode: "closest",
        xaxis: timeAxis(points, bucket, range),
        yaxis: { title: { text: BUCKET_TITLE[bucket] }, ...counted(mostActive(points), most) },
      },
    }),
    request,
    columns: ["start", "sheets", "items", "events"],
    rows: points.map((point) => [point.start, point.sheets, point.items, point.events]),
    summary: `${whole(sum("sheets"))} sheets and ${whole(sum("events"))} events ${BUCKET_TITLE[bucket]}.`,
  };
}

/** The instants between which something was dragged over, of a chart over time; at least one bucket. */
export function selectedRange(event, bucket) {
  const [from, to] = event?.range?.x ?? [];
  if (!from || !to) return null;
  const instant = (text) => new Date(String(text).replace(" ", "T")).getTime();
  const width = WIDTH_MS[bucket];
  const since = Math.floor(Math.min(instant(from), instant(to)) / width) * width;
  const until = Math.max(since + width, Math.ceil(Math.max(instant(from), instant(to)) / width) * width);
  return { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
}

/** The instants of the bucket that was clicked. */
export function clickedRange(event, bucket) {
  const start = event?.points?.[0]?.customdata?.[1];
  if (!start) return null;
  const since = Date.parse(start);
  return { since: new Date(since).toISOString(), until: new Date(since + WIDTH_MS[bucket]).toISOString() };
}

/** The API leaves out buckets in which nothing happened; a line must fall there, and at its end. */
function withSilence(points, width) {
  const silent = (at) => ({ start: new Date(at).toISOString(), sheets: 0, items: 0, events: 0 });
  return points.flatMap((point, index) => {
    const end = Date.parse(point.start) + width;
    return index + 1 < points.length && Date.parse(points[index + 1].start) === end ? [point] : [point, silent(end)];
  });
}
