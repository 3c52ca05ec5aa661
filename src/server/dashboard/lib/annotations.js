// What people wrote beside the numbers, for every chart over time. Asked for now and then, and after each change of ours.
import * as api from "./api.js";
import { shortMoment } from "./format.js";

const LISTENERS = new Set();
const ROUTE = "/api/annotations";
/** They change seldom; a release is seen after so long, without a reload. */
const FRESH_MS = 10_000;

let known = [];
let askedAt = 0;

/** The earliest first; `from` and `to` in milliseconds. */
export const all = () => known;

/** Asks what there is now, unless that was asked a moment ago. */
export async function load({ anyway = false } = {}) {
  if (!anyway && Date.now() - askedAt < FRESH_MS) return;
  askedAt = Date.now();
  const { data } = await api.get(ROUTE);
  const read = data.map((one) => {
    const from = Date.parse(one.timestamp);
    return { ...one, from, to: one.until ? Date.parse(one.until) : from };
  });
  const news = JSON.stringify(read) !== JSON.stringify(known);
  known = read;
  if (news) for (const listener of LISTENERS) listener();
}

/** Stores one: `{text, timestamp, until, link}`, without what is empty. */
export async function add(note) {
  const given = Object.fromEntries(Object.entries(note).filter(([, value]) => value));
  await api.post(ROUTE, given);
  await load({ anyway: true });
}

export async function remove({ id }) {
  await api.remove(`${ROUTE}/${id}`);
  await load({ anyway: true });
}

/** When it was, by the clock of the page: `31 Jan, 14:00 – 15:00`. */
export function when({ from, to }) {
  return to > from ? `${shortMoment(from)} – ${shortMoment(to)}` : shortMoment(from);
}

/** Calls `listener` when they change; returns the way to stop. */
export function onChange(listener) {
  LISTENERS.add(listener);
  return () => LISTENERS.delete(listener);
}
