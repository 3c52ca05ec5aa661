// The charts that more than one view shows: from the API's answers to what plotly draws. Asks nothing itself.
import { count, percent, utc, wallClock, whole } from "./format.js";
import { WIDTH_MS } from "./span.js";
import { colour } from "./theme.js";

/** Fewer would be too broad. */
const FEWEST_BUCKETS = 12;
const BUCKET_TITLE = { minute: "per minute", hour: "per hour", day: "per day" };

/** Units of each item over time, stacked; the axis reaches to `most` where that is given. */
export function itemsOverTime({ items, points, bucket, request }, colours, most = 0) {
  const others = points.some((point) => point.other > 0);
  const series = [...items.map((item) => [item, (point) => point.items[item] ?? 0]), ...(others ? [["all others", (point) => point.other]] : [])];
  const total = points.reduce((sum, point) => sum + Object.values(point.items).reduce((a, b) => a + b, 0) + point.other, 0);
  const make = () => ({
    data: series.map(([item, units]) => ({
      type: "bar", name: item, x: points.map((point) => wallClock(point.start)), y: points.map(units), width: points.map(() => WIDTH_MS[bucket] * 0.92), offset: 0,
      marker: { color: item === "all others" ? colour("soft") : colours.of(item), line: { width: 0 } },
      customdata: points.map((point) => [utc(point.start), point.start]),
      hovertemplate: `<b>${escaped(item)}</b><br>%{y:,} units<br>%{x|%b %-d, %H:%M}<br>%{customdata[0]}<extra></extra>`,
    })),
    layout: {
      barmode: "stack", bargap: 0.08, showlegend: true, dragmode: "select", selectdirection: "h",
      xaxis: timeAxis(points, bucket),
      yaxis: { title: { text: `units ${BUCKET_TITLE[bucket]}` }, rangemode: "tozero", tickformat: "~s", ...(most ? { range: [0, most * 1.05] } : {}) },
    },
  });
  return {
    make, request, columns: ["start", ...series.map(([item]) => item)],
    rows: points.map((point) => [point.start, ...series.map(([, units]) => units(point))]),
    summary: `Units of ${count(items.length, "item")} over time, ${BUCKET_TITLE[bucket]}: ${whole(total)} units in ${count(points.length, "bucket")}.`,
  };
}

/** Sheets and events over time. */
export function activityOverTime({ points, bucket, request }) {
  const x = points.map((point) => wallClock(point.start));
  // A line needs a way to go.
  const bars = points.length < 3;
  const line = (name, key, hue, dash) => ({
    type: bars ? "bar" : "scatter", ...(bars ? { width: WIDTH_MS[bucket] * 0.4 } : { mode: "lines" }), name, x, y: points.map((point) => point[key]),
    line: { color: colour(hue), width: 2, shape: "hvh", dash }, marker: { color: colour(hue) }, customdata: points.map((point) => [utc(point.start), point.start]),
    hovertemplate: `<b>%{y:,} ${name}</b><br>%{x|%b %-d, %H:%M}<br>%{customdata[0]}<extra></extra>`,
  });
  const sum = (key) => points.reduce((total, point) => total + point[key], 0);
  return {
    make: () => ({
      data: [line("sheets", "sheets", "series-a"), ...(sum("events") ? [line("events", "events", "series-b", "dot")] : [])],
      layout: {
        showlegend: true, dragmode: "select", selectdirection: "h", hovermode: "closest", xaxis: timeAxis(points, bucket),
        yaxis: { title: { text: BUCKET_TITLE[bucket] }, rangemode: "tozero", tickformat: "~s" },
      },
    }),
    request, columns: ["start", "sheets", "items", "events"], rows: points.map((point) => [point.start, point.sheets, point.items, point.events]),
    summary: `${whole(sum("sheets"))} sheets and ${whole(sum("events"))} events ${BUCKET_TITLE[bucket]}.`,
  };
}

/** An axis over time; a few buckets do not fill it, or one minute would look like a wall. */
export function timeAxis(points, bucket) {
  const width = WIDTH_MS[bucket];
  const [first, last] = [points[0], points.at(-1)].map((point) => Date.parse(point.start));
  const lacking = FEWEST_BUCKETS * width - (last + width - first);
  if (!(lacking > 0)) return { type: "date" };
  return { type: "date", range: [wallClock(first - lacking / 2), wallClock(last + width + lacking / 2)] };
}

/** Names with numbers as bars across, the most first. `of` gives each its colour. */
export function ranking(numbers, of, { request, unit, most = 12 }) {
  const sorted = Object.entries(numbers).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const total = sorted.reduce((sum, entry) => sum + entry[1], 0);
  const listed = sorted.slice(0, most);
  const rest = sorted.slice(most).reduce((sum, entry) => sum + entry[1], 0);
  if (rest > 0) listed.push([`${sorted.length - most} more`, rest]);
  const shares = listed.map(([, n]) => (total ? n / total : 0));
  return {
    make: () => ({
      data: [{
        type: "bar", orientation: "h", y: listed.map(([name]) => shortened(name)), x: listed.map(([, n]) => n), marker: { color: listed.map(([name]) => of(name)) },
        text: listed.map(([, n], index) => ` ${whole(n)} · ${percent(shares[index])} `), textposition: "outside", cliponaxis: false, textfont: { color: colour("ink"), size: 12 },
        customdata: listed.map(([name], index) => [escaped(name), percent(shares[index])]),
        hovertemplate: `<b>%{customdata[0]}</b><br>%{x:,} ${unit}<br>%{customdata[1]} of all<extra></extra>`,
      }],
      layout: {
        xaxis: { rangemode: "tozero", range: [0, Math.max(1, ...listed.map(([, n]) => n)) * (narrow() ? 1.95 : 1.45)], showgrid: false, showticklabels: false, zeroline: false },
        yaxis: { autorange: "reversed", type: "category", ticks: "", showgrid: false, tickfont: { color: colour("ink"), size: 13 } }, bargap: 0.35,
      },
    }),
    request, columns: ["name", unit, "share"], rows: sorted.map(([name, n]) => [name, n, total ? n / total : 0]),
    summary: `${whole(total)} ${unit}: ${listed.slice(0, 5).map(([name, n], index) => `${name} ${whole(n)} (${percent(shares[index])})`).join(", ")}.`,
  };
}

/** On a phone. */
export const narrow = () => matchMedia("(max-width: 40rem)").matches;

/** plotly reads some tags in its texts; names from data must not be any. */
export const escaped = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const shortened = (text) => escaped(text.length > 22 ? `${text.slice(0, 20)}…` : text);

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
