// Axes over time. Plotly knows no zones, so charts are drawn in UTC and their ticks are named by the clock of the page's
// zone: an hour that the clock shows twice is two, and one that it skips is none.
import { bucketEnd, widthOf } from "../lib/buckets.js";
import { hasClock } from "../lib/data.js";
import { clock, date } from "../lib/format.js";
import { formatted, instantOf, localText, offset, read, startOfDay } from "../lib/zone.js";
import { narrow } from "./axes.js";

const MINUTE = 60e3;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Fewer would be too broad. */
const FEWEST_BUCKETS = 12;
const MINUTES = [1, 2, 5, 10, 15, 30];
const HOURS = [1, 2, 3, 6, 12];
const DAYS = [1, 2, 7, 14];
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240];

/** Where an instant is on an axis, as plotly takes it. */
export const placeOf = (at) => new Date(at).toISOString().slice(0, 23).replace("T", " ");

/** The instant of a place, as plotly gives it. */
export const instantAt = (place) => Date.parse(`${String(place).replace(" ", "T")}Z`);

/** How long the bucket lasts that begins at `start`. */
export const lengthOf = (start, bucket) => bucketEnd(Date.parse(start), bucket) - Date.parse(start);

/** A bar for each bucket, where and as wide as the bucket is; its height is the caller's. */
export const barsOver = (points, bucket) => ({
  type: "bar",
  x: points.map(({ start }) => placeOf(Date.parse(start))),
  width: points.map(({ start }) => lengthOf(start, bucket) * 0.92),
  offset: 0,
});

/** From when to when each bucket is. */
export const spansOf = (points, bucket) =>
  points.map(({ start }) => [Date.parse(start), bucketEnd(Date.parse(start), bucket)]);

/** An axis over buckets; a few do not fill it, or one minute would look like a wall. */
export function timeAxis(points, bucket, range = null) {
  if (range) return axisOver(...range);
  const [first, last] = [points[0], points.at(-1)].map((point) => Date.parse(point.start));
  const end = bucketEnd(last, bucket);
  const lacking = Math.max(0, (FEWEST_BUCKETS * (end - first)) / points.length - (end - first));
  const width = widthOf(bucket);
  const missing = Math.max(0, FEWEST_BUCKETS * width - (end - first));
  const room = Math.min(lacking, missing) / 2;
  // One bucket is told where it is: the next round tick would name another one.
  return axisOver(first - room, end + room, points.length === 1 ? [first] : null);
}

/** The time of a row, which has no length; none of one that is not drawn. */
export function momentOf(row) {
  const at = hasClock(row) ? Date.parse(row.timestamp_utc) : Number.NaN;
  return [at, at];
}

/** An axis over instants, with some room at both ends. */
export function axisAround(instants) {
  const [first, last] = [Math.min(...instants), Math.max(...instants)];
  const room = Math.max(MINUTE / 2, (last - first) * 0.03);
  return axisOver(first - room, last + room);
}

function axisOver(from, to, ticksAt = null) {
  const ticks = ticksAt ?? ticksOf(from, to, narrow() ? 3 : 7);
  return {
    type: "date",
    range: [from, to].map(placeOf),
    tickvals: ticks.map(placeOf),
    ticktext: named(ticks),
    hoverformat: " ",
    tickangle: 0,
  };
}

/** Instants at which a clock says something round, at most `most`. */
function ticksOf(from, to, most) {
  const fits = (step) => (to - from) / step <= most;
  const minutes = MINUTES.find((n) => fits(n * MINUTE));
  if (minutes) return steps(from, to, minutes * MINUTE);
  const hours = HOURS.find((n) => fits(n * HOUR));
  if (hours)
    return byDay(from, to, 1)
      .flatMap((day) => hoursOf(day, hours))
      .filter((at) => at >= from && at <= to);
  const days = DAYS.find((n) => fits(n * DAY));
  if (days) return byDay(from, to, days).filter((at) => at >= from && at <= to);
  const months = MONTHS.find((n) => fits(n * 30 * DAY)) ?? MONTHS.at(-1);
  return byMonth(from, to, months);
}

function steps(from, to, step) {
  const ticks = [];
  const first = from - ((((from + offset(from)) % step) + step) % step) + step;
  for (let at = first; at <= to; at += step) ticks.push(at);
  return ticks;
}

const hoursOf = (day, step) =>
  Array.from({ length: 24 / step }, (_, k) =>
    instantOf(`${localText(day).slice(0, 10)}T${String(k * step).padStart(2, "0")}:00:00`),
  );

/** Midnights, every so many days; days are counted from 1970 on, so that a tick stays where it is. */
function byDay(from, to, step) {
  const days = [];
  for (let at = startOfDay(from); at <= to; at = startOfDay(at, 1)) {
    const number = Math.floor((at + offset(at)) / DAY);
    if (number % step === 0) days.push(at);
  }
  return days;
}

function byMonth(from, to, step) {
  const ticks = [];
  const { year, month } = read(from);
  const last = read(to).year * 12 + read(to).month;
  for (let n = Math.ceil((year * 12 + month - 1) / step) * step; n < last; n += step) {
    const text = `${String(Math.floor(n / 12)).padStart(4, "0")}-${String((n % 12) + 1).padStart(2, "0")}-01T00:00:00`;
    const at = instantOf(text);
    if (at >= from && at <= to) ticks.push(at);
  }
  return ticks;
}

/** What the clock says at each tick; below it, where that changes, the date or the year. */
function named(ticks) {
  const told = ticks.map((at) => localText(at));
  const timed = told.some((text) => !text.endsWith("T00:00:00"));
  const monthly = !timed && ticks.length > 1 && told.every((text) => text.slice(8, 10) === "01");
  const year = (at) => formatted({ year: "numeric" }, at);
  const [years, thisYear] = [new Set(ticks.map(year)), year(Date.now())];
  let above = "";
  return ticks.map((at) => {
    const small = timed ? clock(at) : formatted(monthly ? { month: "short" } : { month: "short", day: "numeric" }, at);
    const large = timed ? date(at) : year(at);
    // This year goes without saying, unless there is another on the axis.
    const changed = large !== above && (timed || years.size > 1 || large !== thisYear);
    above = large;
    return changed ? `${small}<br>${large}` : small;
  });
}
