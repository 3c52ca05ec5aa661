// Numbers and times for people. Times are shown in the viewer's zone; UTC is told on hover.
import { el } from "./elements.js";

const wholes = new Intl.NumberFormat("en");
const rates = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const significants = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const shortMoments = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

export const whole = (n) => wholes.format(n);
export const rate = (n) => rates.format(n);
export const significant = (n) => significants.format(n);
/** A little is not nothing. */
export const percent = (n) => (n > 0 && n < 0.0005 ? "< 0.1%" : percents.format(n));
export const moment = (at) => written(moments, at);
export const shortMoment = (at) => written(shortMoments, at);
export const utc = (at) =>
  new Date(at)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");
export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** An address may hold anything; what is no time is shown as it is. */
function written(format, at) {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : format.format(date);
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
  return el("time", { datetime: date.toISOString(), title: utc(at) }, text(date));
}

/** plotly has no zones: the viewer's wall clock, as text without one. */
export function wallClock(at) {
  const date = new Date(at);
  const pad = (n) => String(n).padStart(2, "0");
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(":")}`;
}

/** The instant of what `wallClock` wrote, or of what plotly makes of it. */
export const fromWallClock = (text) => new Date(String(text).replace(" ", "T"));
