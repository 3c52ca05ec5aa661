// Numbers and times for people. Times are shown by the clock of the page's zone; UTC is told on hover.
import { el } from "./elements.js";
import { formatted, read, startOfDay } from "./zone.js";

const wholes = new Intl.NumberFormat("en");
const rates = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const coordinates = new Intl.NumberFormat("en", { maximumFractionDigits: 6 });
const significants = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DAY = { month: "short", day: "numeric" };

export const whole = (n) => wholes.format(n);
/** From a million on `3.83 M`: what has room for seven digits says all of them on hover. */
export function compact(n) {
  const [size, unit] = Math.abs(n) >= 999.5e6 ? [1e9, "B"] : [1e6, "M"];
  return Math.abs(n) < 1e6 ? whole(n) : `${(n / size).toPrecision(3).replace("-", "−")} ${unit}`;
}
/** `1.24 GB`: what disks are sold in. */
export function bytes(n) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, n)) / 3));
  return `${significant(n / 1000 ** power)} ${units[power]}`;
}
export const rate = (n) => rates.format(n);
/** Three digits, and from a hundred on all before the point: numbers that stand beside what they add up to must. */
export const significant = (n) => (Math.abs(n) < 100 ? significants.format(n) : whole(Math.round(n)));
/** Small maps have small coordinates. */
export const coordinate = (n) => coordinates.format(Math.abs(n) < 100 ? Number(n.toPrecision(3)) : Math.round(n));
/** A little is not nothing. */
export const percent = (n) => (n > 0 && n < 0.0005 ? "< 0.1%" : percents.format(n));
/** All times look the same: `14:05`, with the day where that is not today, and with the year where it is not this one. */
export const shortMoment = (at) => written(at, (instant) => ({ ...dayOf(instant), ...CLOCK }));
/** The same with seconds. */
export const moment = (at) => written(at, (instant) => ({ ...dayOf(instant), ...CLOCK, second: "2-digit" }));
/** A date, with the year where it is not this one. */
export const date = (at) => written(at, (instant) => ({ ...DAY, ...yearOf(instant) }));
/** The clock alone, for what has the day beside it. */
export const clock = (at) => written(at, () => CLOCK);
export const utc = (at) =>
  new Date(at)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");

const yearOf = (at) => (read(at).year === read(Date.now()).year ? {} : { year: "numeric" });

function dayOf(at) {
  const isToday = startOfDay(at) === startOfDay(Date.now());
  return isToday ? {} : { ...DAY, ...yearOf(at) };
}

/** An address may hold anything; what is no time is shown as it is. */
function written(at, optionsOf) {
  const instant = new Date(at).getTime();
  return Number.isNaN(instant) ? String(at) : formatted(optionsOf(instant), instant);
}

/** `1 sheet`, `2 sheets` */
export const count = (n, one, many = `${one}s`) => `${whole(n)} ${n === 1 ? one : many}`;

export function duration(seconds) {
  if (seconds < 60) return `${rate(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A `time` element. */
export function time(at, text = shortMoment) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return el("span", String(at));
  return el("time", { datetime: date.toISOString(), title: utc(at) }, text(date.getTime()));
}
