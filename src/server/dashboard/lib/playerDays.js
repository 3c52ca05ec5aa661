// Players by days and months of the page's zone. The server has totals for those of UTC; those of another zone it counts,
// and where that takes too long they are those of UTC after all.
import * as api from "./api.js";
import { widthOf } from "./buckets.js";
import { zone } from "./zone.js";

/** What took too long; it is not asked again at every look. */
const tooLong = new Set();

/** `{answer, request, inUtc, note}`; `note` says so where days are those of UTC and the page's are not. */
export async function byDay(route, parameters, signal) {
  const { since, until, ...others } = parameters;
  const length = since
    ? Math.round(((until ? Date.parse(until) : Date.now()) - Date.parse(since)) / widthOf("day"))
    : "all";
  const key = JSON.stringify([route, zone(), length, others]);
  if (!tooLong.has(key)) {
    const request = api.path(route, { ...parameters, tz: zone() });
    try {
      return { answer: await api.get(request, signal), request, inUtc: zone() === "UTC", note: "" };
    } catch (error) {
      if (!error.faults?.some(({ field }) => field === "tz") || error.status !== 503) throw error;
      tooLong.add(key);
    }
  }
  const request = api.path(route, parameters);
  const note = `By UTC: to count by the clock of ${zone()} takes too long for this range.`;
  return { answer: await api.get(request, signal), request, inUtc: true, note };
}
