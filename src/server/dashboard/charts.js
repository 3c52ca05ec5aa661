// The charts that more than one view shows: from the API's answers to what plotly draws. Asks nothing itself.
import { count, percent, utc, wallClock, whole } from "./format.js";
import { WIDTH_MS } from "./span.js";
import { colour } from "./theme.js";

/** Okabe and Ito's colours for any colour vision, and four more, for names that have no colour of their own. */
export const HUES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c6dd0", "#a38a2e", "#a56a43", "#6f8b99"];
/** The two sides of a comparison. */
export const SIDES = ["#0072b2", "#d55e00"];
/** Fewer would be too broad. */
const FEWEST_BUCKETS = 12;
const ALL_OTHERS = "all others";
const BUCKET_TITLE = { minute: "per minute", hour: "per hour", day: "per day" };

/** Units of each item over time, stacked; the axes reach to `most` and over `range` where these are given. */
export function itemsOverTime({ items, points, bucket, request }, colours, { most = 0, range = null } = {}) {
  const others = points.some((point) => point.other > 0);
  const series = [...items.map((item) => [item, (point) => point.items[item] ?? 0]), ...(others ? [[ALL_OTHERS, (point) => point.other]] : [])];
  const total = points.reduce((sum, point) => sum + Object.values(point.items).reduce((a, b) => a + b, 0) + point.other, 0);
  const make = () => ({
    data: series.map(([item, units]) => ({
      type: "bar", name: escaped(item), x: points.map((point) => wallClock(point.start)), y: points.map(units), width: points.map(() => WIDTH_MS[bucket] * 0.92), offset: 0,
      marker: { color: item === ALL_OTHERS ? colour("soft") : colours.of(item), line: { width: 0 } },
      customdata: points.map((point) => [utc(point.start), point.start]),
      hovertemplate: `<b>${escaped(item)}</b><br>%{y:,} units<br>%{x|%b %-d, %H:%M}<br>%{customdata[0]}<extra></extra>`,
    })),
    layout: {
      barmode: "stack", bargap: 0.08, showlegend: true, dragmode: "select", selectdirection: "h",
      xaxis: timeAxis(points, bucket, range),
      yaxis: { title: { text: `units ${BUCKET_TITLE[bucket]}` }, ...counted(mostUnits(points), most) },
    },
  });
  return {
    make, request, columns: ["start", ...series.map(([item]) => item)],
    rows: points.map((point) => [point.start, ...series.map(([, units]) => units(point))]),
    summary: `Units of ${count(items.length, "item")} over time, ${BUCKET_TITLE[bucket]}: ${whole(total)} units in ${count(points.length, "bucket")}.`,
  };
}

/** The units of the fullest bucket, and the sheets or events of the busiest. */
export const mostUnits = (points) => Math.max(0, ...points.map((point) => Object.values(point.items).reduce((sum, n) => sum + n, point.other)));
export const mostActive = (points) => Math.max(0, ...points.map(({ sheets, events }) => Math.max(sheets, events)));

/** Sheets and events over time; the axes reach to `most` and over `range` where these are given. */
export function activityOverTime({ points, bucket, request }, { most = 0, range = null } = {}) {
  // A line needs a way to go.
  const bars = points.length < 3;
  const drawn = bars ? points : withSilence(points, WIDTH_MS[bucket]);
  const line = (name, key, hue, dash) => ({
    type: bars ? "bar" : "scatter", ...(bars ? { width: WIDTH_MS[bucket] * 0.4 } : { mode: "lines" }), name, x: drawn.map((point) => wallClock(point.start)), y: drawn.map((point) => point[key]),
    line: { color: colour(hue), width: 2, shape: "hv", dash }, marker: { color: colour(hue) }, customdata: drawn.map((point) => [utc(point.start), point.start]),
    hovertemplate: `<b>%{y:,} ${name}</b><br>%{x|%b %-d, %H:%M}<br>%{customdata[0]}<extra></extra>`,
  });
  const sum = (key) => points.reduce((total, point) => total + point[key], 0);
  return {
    make: () => ({
      data: [line("sheets", "sheets", "series-a"), ...(sum("events") ? [line("events", "events", "series-b", "dot")] : [])],
      layout: {
        showlegend: true, dragmode: "select", selectdirection: "h", hovermode: "closest", xaxis: timeAxis(points, bucket, range),
        yaxis: { title: { text: BUCKET_TITLE[bucket] }, ...counted(mostActive(points), most) },
      },
    }),
    request, columns: ["start", "sheets", "items", "events"], rows: points.map((point) => [point.start, point.sheets, point.items, point.events]),
    summary: `${whole(sum("sheets"))} sheets and ${whole(sum("events"))} events ${BUCKET_TITLE[bucket]}.`,
  };
}

/** The API leaves out buckets in which nothing happened; a line must fall there, and at its end. */
function withSilence(points, width) {
  const silent = (at) => ({ start: new Date(at).toISOString(), sheets: 0, items: 0, events: 0 });
  return points.flatMap((point, index) => {
    const end = Date.parse(point.start) + width;
    return index + 1 < points.length && Date.parse(points[index + 1].start) === end ? [point] : [point, silent(end)];
  });
}

/** An axis over time; a few buckets do not fill it, or one minute would look like a wall. */
export function timeAxis(points, bucket, range = null) {
  if (range) return { type: "date", range: range.map(wallClock) };
  const width = WIDTH_MS[bucket];
  const [first, last] = [points[0], points.at(-1)].map((point) => Date.parse(point.start));
  const lacking = FEWEST_BUCKETS * width - (last + width - first);
  if (!(lacking > 0)) return { type: "date" };
  return { type: "date", range: [wallClock(first - lacking / 2), wallClock(last + width + lacking / 2)] };
}

/** An axis of counts up to `highest`, or to `most` where that is given. Thousands are cut to k; what is counted has no halves. */
export function counted(highest, most = 0) {
  const reach = most || highest;
  return { rangemode: "tozero", tickformat: reach < 10_000 ? ",~r" : "~s", ...(reach <= 5 ? { dtick: 1 } : {}), ...(most ? { range: [0, most * 1.05] } : {}) };
}

/**
 * Both sides of a comparison as pairs of bars: `of(side, name)` is a bar's height, `said(side, name)` says it on hover; `format`
 * is d3's for the axis. A side is `{title}`.
 */
export function pairs(names, sides, { of, said, title, format = "", request, column }) {
  return {
    request, columns: [column, ...sides.map((side) => side.title)], rows: names.map((name) => [name, ...sides.map((side) => of(side, name))]),
    summary: names.slice(0, 6).map((name) => `${name}: ${sides.map((side) => said(side, name)).join(" against ")}`).join("; "),
    make: () => ({
      data: sides.map((side, index) => ({
        type: "bar", name: escaped(side.title), x: names.map((name) => shortened(String(name))), y: names.map((name) => of(side, name)), marker: { color: SIDES[index], pattern: { shape: index ? "/" : "", size: 6, solidity: 0.3, fillmode: "overlay", fgcolor: colour("panel"), fgopacity: 0.6 } },
        customdata: names.map((name) => [escaped(name), said(side, name)]), hovertemplate: `<b>%{customdata[0]}</b>: %{customdata[1]}<br>${escaped(side.title)}<extra></extra>`,
      })),
      layout: { barmode: "group", bargap: 0.3, showlegend: true, yaxis: { title: { text: title }, rangemode: "tozero", tickformat: format }, xaxis: { type: "category", ...(names.length > 15 ? { nticks: narrow() ? 4 : 8, tickangle: 0 } : {}) } },
    }),
  };
}

/** Names with numbers as bars across, the most first, and `others` without a name. `of` gives each its colour. */
export function ranking(numbers, of, { request, unit, most = 12, others = 0 }) {
  const sorted = Object.entries(numbers).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const total = sorted.reduce((sum, entry) => sum + entry[1], others);
  const listed = sorted.slice(0, most);
  const rest = sorted.slice(most).reduce((sum, entry) => sum + entry[1], others);
  if (rest > 0) listed.push([others ? ALL_OTHERS : `${sorted.length - most} more`, rest]);
  const shares = listed.map(([, n]) => (total ? n / total : 0));
  return {
    make: (width) => ({
      data: [{
        type: "bar", orientation: "h", y: listed.map(([name]) => shortened(name)), x: listed.map(([, n]) => n), marker: { color: listed.map(([name], index) => (index < Math.min(most, sorted.length) ? of(name) : colour("soft"))) },
        text: listed.map(([, n], index) => ` ${whole(n)} · ${percent(shares[index])} `), textposition: "outside", cliponaxis: false, textfont: { color: colour("ink"), size: 12 },
        customdata: listed.map(([name], index) => [escaped(name), percent(shares[index])]),
        hovertemplate: `<b>%{customdata[0]}</b><br>%{x:,} ${unit}<br>%{customdata[1]} of all<extra></extra>`,
      }],
      layout: {
        xaxis: { rangemode: "tozero", range: [0, Math.max(1, listed[0]?.[1] ?? 0) * roomFor(width, listed.map(([name]) => name), `${whole(listed[0]?.[1] ?? 0)} · ${percent(0.999)}`)], showgrid: false, showticklabels: false, zeroline: false },
        yaxis: { autorange: "reversed", type: "category", ticks: "", showgrid: false, tickfont: { color: colour("ink"), size: 13 } }, bargap: 0.35,
      },
    }),
    request, columns: ["name", unit, "share"], rows: [...sorted, ...(others ? [[ALL_OTHERS, others]] : [])].map(([name, n]) => [name, n, total ? n / total : 0]),
    summary: `${whole(total)} ${unit}: ${listed.slice(0, 5).map(([name, n], index) => `${name} ${whole(n)} (${percent(shares[index])})`).join(", ")}.`,
  };
}

/** How much further than its longest bar an axis reaches in a chart that is `width` wide, so that what is said beside the bar fits. */
export function roomFor(width, names, said) {
  const character = 7.2;
  const label = 16 + character * Math.min(22, Math.max(...names.map((name) => name.length)));
  const bars = Math.max(60, width - label - 24);
  return bars / Math.max(24, bars - 14 - character * said.length);
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
