// The zone whose clock the page shows: the browser's, or the one that the address names.

const DAY = 24 * 3600e3;

export const OWN = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
/** Every zone that can be chosen, by name. */
export const ZONES = [...new Set(["UTC", ...(Intl.supportedValuesOf?.("timeZone") ?? [])])];

let chosen = OWN;
let clock = clockOf(OWN);
const formats = new Map();

/** Whether the browser knows a zone by this name. */
export function isZone(name) {
  try {
    return Boolean(clockOf(name));
  } catch {
    return false;
  }
}

/** The zone of all times from now on; a name that nobody knows stands for the browser's. */
export function choose(name) {
  const next = name && isZone(name) ? name : OWN;
  clock = clockOf(next);
  if (next !== chosen) formats.clear();
  chosen = next;
}

export const zone = () => chosen;

/** An instant by the zone's clock; `options` are those of `Intl.DateTimeFormat`. */
export function formatted(options, at) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(undefined, { ...options, timeZone: chosen }));
  return formats.get(key).format(new Date(at));
}

/** `{year, month, day, hour, minute, second}` of the zone's clock. */
export function read(at) {
  const parts = clock.formatToParts(new Date(at)).map(({ type, value }) => [type, Number(value)]);
  return Object.fromEntries(parts);
}

/** What the zone adds to UTC at an instant, milliseconds. */
export function offset(at) {
  const seconds = Math.floor(at / 1000) * 1000;
  return utcOf(read(seconds)) - seconds;
}

/** The instant of a time by the zone's clock, `2026-01-31T18:30`; of one that is shown twice the first. */
export function instantOf(text) {
  const local = Date.parse(`${text.replace(" ", "T")}Z`);
  const candidates = [local - DAY, local + DAY].map((near) => local - offset(near));
  const right = candidates.filter((at) => at + offset(at) === local);
  return right.length ? Math.min(...right) : candidates[0];
}

/** The time by the zone's clock, as `instantOf` takes it. */
export const localText = (at) => new Date(at + offset(at)).toISOString().slice(0, 19);

/** The start of the day that holds `at`, or of the one so many `days` later. */
export function startOfDay(at, days = 0) {
  const midnight = Math.floor((at + offset(at)) / DAY) * DAY + days * DAY;
  return instantOf(new Date(midnight).toISOString().slice(0, 19));
}

/** The first instant of a date, `2026-01-31`, of the zone or of UTC. */
export const startOfDate = (date, inUtc) => (inUtc ? Date.parse(date) : instantOf(`${date}T00:00:00`));

/** The date of an instant. */
export const dateOf = (at, inUtc) => (inUtc ? new Date(at).toISOString() : localText(at)).slice(0, 10);

/** The date so many days later. */
export const dateAfter = (date, days = 1) => new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);

function clockOf(timeZone) {
  const options = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" };
  return new Intl.DateTimeFormat("en", { ...options, second: "numeric", hourCycle: "h23", timeZone });
}

function utcOf({ year, month, day, hour, minute, second }) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime();
}
