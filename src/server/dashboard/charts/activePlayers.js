// Active players by day or by month: from the API's answers to what plotly draws. Asks nothing itself.
import { count, whole } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { WIDTH_MS } from "../lib/timeRange.js";
import { counted } from "./axes.js";
import { instantAt, placeOf } from "./timeAxis.js";

const FEWEST_DAYS = 12;
const FEWEST_MONTHS = 6;
const MOST_LABELS = 6;
/** Those who come back carry the newcomers. */
const KINDS = [
  ["returning", "series-a"],
  ["new", "series-b"],
];

const days = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const months = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric", timeZone: "UTC" });
const shortMonths = new Intl.DateTimeFormat(undefined, { month: "short", timeZone: "UTC" });

/** New and returning players of each day, in UTC. */
export function playersPerDay(data, request) {
  const points = data.map((day) => {
    const start = Date.parse(day.day);
    return { ...day, name: days.format(start), start: utc(start), end: utc(start + WIDTH_MS.day) };
  });
  return perPeriod(points, "day", request, () => ({
    x: points.map(({ start }) => placeOf(Date.parse(start))),
    bars: { width: points.map(() => WIDTH_MS.day * 0.92), offset: 0 },
    axis: dayAxis(Date.parse(points[0].start), Date.parse(points.at(-1).end)),
  }));
}

/** The same of each month. */
export function playersPerMonth(data, request) {
  const points = data.map((month) => {
    const start = new Date(`${month.month}-01`);
    const end = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1);
    return { ...month, name: months.format(start), start: utc(start), end: utc(end) };
  });
  // Months differ in length: each is a place of its own. One alone would look like a wall.
  const lacking = Math.max(0, FEWEST_MONTHS - points.length) / 2;
  return perPeriod(points, "month", request, () => ({
    x: points.map((_, index) => index),
    bars: {},
    axis: {
      ...labels(points),
      range: [-0.5 - lacking, points.length - 0.5 + lacking],
      showgrid: false,
      zeroline: false,
    },
  }));
}

/** In UTC, as plotly names ticks by itself. A few days do not fill it. */
function dayAxis(first, end) {
  const room = Math.max(0, FEWEST_DAYS * WIDTH_MS.day - (end - first)) / 2;
  return { type: "date", range: [first - room, end + room].map(placeOf) };
}

/** The days, in UTC, that were dragged over. */
export function selectedDays(event) {
  const dragged = (event?.range?.x ?? []).map(instantAt).sort((a, b) => a - b);
  if (dragged.length < 2) return null;
  const [first, last] = dragged.map((at) => Math.floor(at / WIDTH_MS.day) * WIDTH_MS.day);
  return { since: utc(first), until: utc(last + WIDTH_MS.day) };
}

/** Some of the months by name, each with its year below. */
function labels(points) {
  const named = points
    .map(({ start }, index) => [index, `${shortMonths.format(new Date(start))}<br>${start.slice(0, 4)}`])
    .filter(([index]) => index % Math.ceil(points.length / MOST_LABELS) === 0);
  return { tickvals: named.map(([index]) => index), ticktext: named.map(([, text]) => text) };
}

/** The instants of the day or month that was clicked. */
export function clickedPeriod(event) {
  const [, since, until] = event?.points?.[0]?.customdata ?? [];
  return since ? { since, until } : null;
}

const utc = (at) => new Date(at).toISOString();

/** `place()` gives where the bars are, how wide, and the axis. */
function perPeriod(points, period, request, place) {
  const make = () => {
    const { x, bars, axis } = place();
    const said = points.map(({ name, start, end, active, complete }) => [
      `${name} (UTC)${complete ? "" : ", so far"}`,
      start,
      end,
      count(active, "active player"),
    ]);
    const series = ([kind, hue]) => ({
      type: "bar",
      name: kind,
      ...bars,
      x,
      y: points.map((point) => point[kind]),
      marker: {
        color: colour(hue),
        line: { width: 0 },
        // What is not over is no drop.
        opacity: points.map(({ complete }) => (complete ? 1 : 0.7)),
        pattern: {
          shape: points.map(({ complete }) => (complete ? "" : "/")),
          size: 7,
          solidity: 0.4,
          fillmode: "overlay",
          fgcolor: colour("panel"),
          fgopacity: 0.9,
        },
      },
      customdata: said,
      hovertemplate: `<b>%{y:,} ${kind}</b> of %{customdata[3]}<br>%{customdata[0]}<extra></extra>`,
    });
    return {
      data: KINDS.map(series),
      layout: {
        barmode: "stack",
        bargap: 0.08,
        showlegend: true,
        dragmode: period === "day" ? "select" : false,
        selectdirection: "h",
        xaxis: axis,
        yaxis: {
          title: { text: `players per ${period}` },
          ...counted(Math.max(...points.map(({ active }) => active))),
        },
      },
    };
  };
  const last = points.at(-1);
  return {
    make,
    request,
    columns: [period, "active", "new", "returning", "complete"],
    rows: points.map((point) => [point[period], point.active, point.new, point.returning, String(point.complete)]),
    summary:
      `Active players in ${count(points.length, period)}. ${last.name}${last.complete ? "" : ", so far"}: ` +
      `${whole(last.active)} active, ${whole(last.new)} of them new.`,
  };
}
