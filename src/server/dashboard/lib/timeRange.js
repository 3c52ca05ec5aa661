// The time range that the filters name.
import { bucketStart } from "./buckets.js";
import { startOfDay } from "./zone.js";

const HOUR = 3600e3;
const DAY = 24 * HOUR;

/** The ranges one can choose: `[name, text, from, to]`, `from` and `to` of now; most end now. Days are those of the page's zone. */
export const RANGES = [
  ["", "All time"],
  ["1h", "Last hour", (now) => now - HOUR],
  ["6h", "Last 6 hours", (now) => now - 6 * HOUR],
  ["24h", "Last 24 hours", (now) => now - DAY],
  ["7d", "Last 7 days", (now) => now - 7 * DAY],
  ["30d", "Last 30 days", (now) => now - 30 * DAY],
  ["hour-before", "The hour before", (now) => now - 2 * HOUR, (now) => now - HOUR],
  ["today", "Today", (now) => startOfDay(now)],
  ["yesterday", "Yesterday", (now) => startOfDay(now, -1), (now) => startOfDay(now)],
];

/** `{since, until}` as the API takes them; absent where open. A relative range begins and ends at a whole minute. */
export function timeRange(filters) {
  const [, , from, to] = RANGES.find(([name]) => name && name === filters.range) ?? [];
  if (from) {
    const minute = Math.floor(Date.now() / 60e3) * 60e3;
    // A clock that is years ahead is not within the last hour.
    const until = to ? to(minute) : minute + 60e3;
    return { since: new Date(from(minute)).toISOString(), until: new Date(until).toISOString() };
  }
  return { since: filters.since, until: filters.until };
}

/** Whether only some time is asked for. A range of a name that nobody knows is all of it. */
export function isTimed(filters) {
  const { since, until } = timeRange(filters);
  return Boolean(since || until);
}

/** The points to draw: those in the part of time that holds nearly all, which an answer tells as its `bulk`. */
export function drawn({ points, bucket }, bulk) {
  if (!bulk?.outside) return points;
  const [first, last] = [bulk.first, bulk.last].map((at) => Date.parse(at));
  const from = bucketStart(first, bucket);
  return points.filter(({ start }) => Date.parse(start) >= from && Date.parse(start) <= last);
}
