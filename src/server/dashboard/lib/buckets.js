// Buckets of time: those that the API counts in, and wider ones that are put together from them here, so that a chart has
// neither a dozen bars nor hundreds.
import { instantOf, localText, startOfDay } from "./zone.js";

const MINUTE = 60e3;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** More bars are too thin to be told apart. */
const MOST_BARS = 100;
/** A Monday; weeks are counted from it. */
const FIRST_WEEK = Date.UTC(1970, 0, 5);

/** From narrow to wide: how long each is, what the API is asked for, and what it is called. */
const BUCKETS = {
  minute: [MINUTE, "minute", "minute"],
  "5min": [5 * MINUTE, "minute", "5 minutes"],
  hour: [HOUR, "hour", "hour"],
  "2h": [2 * HOUR, "hour", "2 hours"],
  "4h": [4 * HOUR, "hour", "4 hours"],
  "12h": [12 * HOUR, "hour", "12 hours"],
  day: [DAY, "day", "day"],
  week: [WEEK, "day", "week"],
};

export const widthOf = (bucket) => BUCKETS[bucket][0];

/** The bucket of the API's that this one is put together from. */
export const baseOf = (bucket) => BUCKETS[bucket][1];

/** `per hour`, `per 5 minutes` */
export const perBucket = (bucket) => `per ${BUCKETS[bucket][2]}`;

/** Those that a reader may choose instead of the one that suits. */
export const CHOICES = ["hour", "day", "week"];

export const isChoice = (bucket) => CHOICES.includes(bucket);

/** The wider of two buckets. */
export const coarser = (one, other) => (widthOf(one) > widthOf(other) ? one : other);

/** The narrowest bucket, of `least` or wider, in which `length` milliseconds are few enough bars. */
export function bucketFor(length, least = "minute") {
  const wide = Object.keys(BUCKETS).filter((bucket) => widthOf(bucket) >= widthOf(least));
  return wide.find((bucket) => length / widthOf(bucket) <= MOST_BARS) ?? wide.at(-1);
}

/** The start of the bucket that holds `at`, by the clock of the page's zone. */
export function bucketStart(at, bucket) {
  const width = widthOf(bucket);
  if (bucket === "day") return startOfDay(at);
  if (bucket === "week") {
    const day = Math.floor((Date.parse(`${localText(at).slice(0, 10)}T00:00:00Z`) - FIRST_WEEK) / DAY);
    return startOfDay(at, -(((day % 7) + 7) % 7));
  }
  const local = Date.parse(`${localText(at)}Z`);
  const start = Math.floor(local / width) * width;
  // An hour that the clock shows twice is two.
  if (width <= HOUR) return at - (local - start) - (((at % 1000) + 1000) % 1000);
  return instantOf(new Date(start).toISOString().slice(0, 19));
}

/** The end of the bucket that begins at `start`: a day may have 23 hours, or 25. */
export function bucketEnd(start, bucket) {
  const width = widthOf(bucket);
  if (width <= HOUR) return start + width;
  if (width >= DAY) return startOfDay(start, width / DAY);
  const local = Math.floor(Date.parse(`${localText(start)}Z`) / width) * width + width;
  return instantOf(new Date(local).toISOString().slice(0, 19));
}

/** Points in buckets of `base` put together in wider ones: numbers are summed, those of items by item. */
export function together(points, bucket, base) {
  if (bucket === base) return points;
  const found = new Map();
  for (const point of points) {
    const start = bucketStart(Date.parse(point.start), bucket);
    if (!found.has(start)) found.set(start, { start: new Date(start).toISOString() });
    add(found.get(start), point);
  }
  return [...found.values()];
}

function add(sums, point) {
  for (const [name, value] of Object.entries(point)) {
    if (typeof value === "number") sums[name] = (sums[name] ?? 0) + value;
    else if (value && typeof value === "object") {
      sums[name] ??= Object.create(null);
      add(sums[name], value);
    }
  }
}
