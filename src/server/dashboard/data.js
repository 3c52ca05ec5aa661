// The questions that several views ask, with the filters of the address, and the addresses behind them.
import * as api from "./api.js";
import { WIDTH_MS, bucketFor, span } from "./span.js";

/** The slice that the filters name. */
export const slice = ({ game_mode, experiment, variant }) => ({ game_mode, ...(variant ? { experiment, variant } : {}) });

/** Whether numbers that are kept only for everyone and all time are the ones that are asked for. */
export const isWhole = (filters) => !filters.range && !filters.since && !filters.until && !filters.variant;

/** Sheets, items and events over time, by the time they say themselves. */
export const activity = (filters, signal) => overTime("/api/activity", slice(filters), filters, signal);

/** What was received over time, and what became of it. */
export const arrivals = (filters, signal) => overTime("/api/quality/arrivals", {}, filters, signal);

/** The range's buckets, as wide as suits what is there. */
async function overTime(path, more, filters, signal) {
  const range = span(filters);
  const ask = (bucket) => api.path(path, { bucket, ...range, ...more });
  let bucket = range.since ? bucketFor((range.until ? Date.parse(range.until) : Date.now()) - Date.parse(range.since)) : "hour";
  let answer = await api.get(ask(bucket), signal);
  const length = extent(answer.data, bucket);
  const better = bucketFor(length);
  // What is there may be far shorter, or longer, than what was asked for.
  if (answer.data.length && WIDTH_MS[better] !== WIDTH_MS[bucket] && (WIDTH_MS[better] < WIDTH_MS[bucket] || !range.since)) {
    bucket = better;
    answer = await api.get(ask(bucket), signal);
  }
  return { bucket, points: answer.data, request: ask(bucket), length };
}

/** Units of the items with the most, over time. */
export async function items(filters, length, signal) {
  const bucket = bucketFor(length) === "day" ? "day" : "hour";
  const request = api.path("/api/activity/items", { bucket, most: 12, ...span(filters), ...slice(filters) });
  const answer = await api.get(request, signal);
  return { bucket, items: answer.items, points: answer.data, request };
}

function extent(points, bucket) {
  if (!points.length) return 0;
  return Date.parse(points.at(-1).start) - Date.parse(points[0].start) + WIDTH_MS[bucket];
}

/** The colours of items, which `/api/aggregate` tells. */
export class Colours {
  #known = {};

  learn(colours) {
    Object.assign(this.#known, colours);
  }

  of(item) {
    return this.#known[item] ?? "#7d8894";
  }
}
