// Active players by day or by month: from the API's answers to what plotly draws. Asks nothing itself.
import { count, whole } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { dateAfter, dateOf, startOfDate } from "../lib/zone.js";
import { counted } from "./axes.js";
import { instantAt, placeOf, timeAxis } from "./timeAxis.js";

const FEWEST_MONTHS = 6;
const MOST_LABELS = 6;
/** Those who come back carry the newcomers. */
const KINDS = [
  ["returning", "series-a"],
  ["new", "series-b"],
];

/** Dates are told as they are, whatever the zone. */
const days = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const months = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric", timeZone: "UTC" });
const shortMonths = new Intl.DateTimeFormat(undefined, { month: "short", timeZone: "UTC" });

/** New and returning players of each day, of UTC or of the page's zone. */
export function playersPerDay(data, request, inUtc) {
  const points = data.map((day) => ({
    ...day,
    name: days.format(Date.parse(day.day)),
    ...between(day.day, dateAfter(day.day), inUtc),
  }));
  return perPeriod(points, "day", request, inUtc, () => ({
    x: points.map(({ start }) => placeOf(Date.parse(start))),
    // A day may have 23 hours, or 25.
    bars: { width: points.map(({ start, end }) => (Date.parse(end) - Date.parse(start)) * 0.92), offset: 0 },
    axis: timeAxis(points, "day"),
  }));
}

/** The same of each month. */
export function playersPerMonth(data, request, inUtc) {
  const points = data.map((month) => {
    const first = `${month.month}-01`;
    const next = `${dateAfter(first, 31).slice(0, 7)}-01`;
    return { ...month, name: months.format(Date.parse(first)), ...between(first, next, inUtc) };
  });
  // Months differ in length: each is a place of its own. One alone would look like a wall.
  const lacking = Math.max(0, FEWEST_MONTHS - points.length) / 2;
  return perPeriod(points, "month", request, inUtc, () => ({
    x: points.map((_, index) => index),
    bars: {},
    place: (at) => placeAmong(points, at),
    axis: {
      ...labels(points),
      range: [-0.5 - lacking, points.length - 0.5 + lacking],
      showgrid: false,
      zeroline: false,
    },
  }));
}

/** Where an instant is among months, each of which is one wide around its number. */
function placeAmong(points, at) {
  const spans = points.map(({ start, end }) => [Date.parse(start), Date.parse(end)]);
  const index = spans.findIndex(([, end]) => at < end);
  const [start, end] = spans[index] ?? [0, 0];
  const share = index < 0 ? 1 : Math.max(0, (at - start) / (end - start));
  return (index < 0 ? points.length - 1 : index) - 0.5 + share;
}

/** The days that were dragged over. */
export function selectedDays(event, inUtc) {
  const dragged = (event?.range?.x ?? []).map(instantAt).sort((a, b) => a - b);
  if (dragged.length < 2) return null;
  const [first, last] = dragged.map((at) => dateOf(at, inUtc));
  const { start, end } = between(first, dateAfter(last), inUtc);
  return { since: start, until: end };
}

/** From the beginning of one date to that of another. */
function between(date, next, inUtc) {
  const [start, end] = [date, next].map((at) => new Date(startOfDate(at, inUtc)).toISOString());
  return { start, end };
}

/** Some of the months by name, each with its year below. */
function labels(points) {
  const named = points
    .map(({ month }, index) => [index, `${shortMonths.format(Date.parse(month))}<br>${month.slice(0, 4)}`])
    .filter(([index]) => index % Math.ceil(points.length / MOST_LABELS) === 0);
  return { tickvals: named.map(([index]) => index), ticktext: named.map(([, text]) => text) };
}

/** The instants of the day or month that was clicked. */
export function clickedPeriod(event) {
  const [, since, until] = event?.points?.[0]?.customdata ?? [];
  return since ? { since, until } : null;
}

/** `place()` gives where the bars are, how wide, and the axis. */
function perPeriod(points, period, request, inUtc, place) {
  const make = () => {
    const { x, bars, axis } = place();
    const said = points.map(({ name, start, end, active, complete }) => [
      `${name}${inUtc ? " (UTC)" : ""}${complete ? "" : ", so far"}`,
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
  const spans = points.map(({ start, end }) => [Date.parse(start), Date.parse(end)]);
  return {
    make,
    request,
    over: { spans, place: place().place },
    columns: [period, "active", "new", "returning", "complete"],
    rows: points.map((point) => [point[period], point.active, point.new, point.returning, String(point.complete)]),
    summary:
      `Active players in ${count(points.length, period)}. ${last.name}${last.complete ? "" : ", so far"}: ` +
      `${whole(last.active)} active, ${whole(last.new)} of them new.`,
  };
}
