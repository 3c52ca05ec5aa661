// Axes: how far they reach and what their ticks say.
import { wallClock } from "../lib/format.js";
import { WIDTH_MS } from "../lib/timeRange.js";

/** Fewer would be too broad. */
const FEWEST_BUCKETS = 12;

/**
 * An axis of counts up to `highest`, or to `most` where that is given. Thousands are cut to k; what is counted has no
 * halves.
 */
export function counted(highest, most = 0) {
  const reach = most || highest;
  return {
    rangemode: "tozero",
    tickformat: reach < 10_000 ? ",~r" : "~s",
    ...(reach <= 5 ? { dtick: 1 } : {}),
    ...(most ? { range: [0, most * 1.05] } : {}),
  };
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

/**
 * How much further than its longest bar an axis reaches in a chart that is `width` wide, so that what is said beside
 * the bar fits; `widths` are those of the names, in letters.
 */
export function roomFor(width, widths, said) {
  const character = 7.2;
  const label = 16 + character * Math.min(22, Math.max(...widths));
  const bars = Math.max(60, width - label - 24);
  return bars / Math.max(24, bars - 14 - character * said.length);
}

/** On a phone. */
export const narrow = () => matchMedia("(max-width: 40rem)").matches;
