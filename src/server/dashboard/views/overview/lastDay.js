// What one day brought, beside the two weeks before it: today, or the last day of the range, or the newest with anything in
// it. All are counted by day, so how much one differs from another is said of whole days only.
import { sparkline } from "../../charts/sparkline.js";
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { isSingle, slice } from "../../lib/data.js";
import { el } from "../../lib/elements.js";
import { compact, date, percent, rate } from "../../lib/format.js";
import { byDay } from "../../lib/playerDays.js";
import { Tiles } from "../../lib/tiles.js";
import { timeRange } from "../../lib/timeRange.js";
import { dateAfter, dateOf, startOfDay, zone } from "../../lib/zone.js";

const DAYS = 14;
/** A game that was played yesterday has a today; of an older one the newest day is of more use. */
const RECENT_MS = 2 * 24 * 3600e3;

/** `[key, title, what it is]` */
const TILES = [
  ["players", "Players", "Players who sent a sheet or an event that day"],
  ["new", "New players", "Those not seen before"],
  ["returning", "Returning", "Those seen before"],
  ["playtime", "Playtime", "From match_duration in sheets; for players who send none, the length of their sessions"],
  ["sessions", "Sessions", "Those that began that day"],
  ["sheets", "Sheets", "By their own timestamps"],
  ["events", "Events", "By their own timestamps"],
  ["rejected", "Rejected", "Sheets and events that were refused, by the time they came"],
];

/** In all of these more is better, but in this one. */
const BAD = "rejected";

export class LastDay {
  constructor() {
    this.tiles = new Tiles(
      TILES.map(([key, title, what]) => [`day-${key}`, title, what]),
      ".days",
    );
    this.heading = el("h2", "Today");
    this.note = el("p.note");
    this.element = el(
      "section.last-day",
      { "aria-label": "One day" },
      el("div.day-head", this.heading, this.note),
      this.tiles.element,
    );
  }

  /** `bulk` is the part of time that holds nearly all sheets and events. */
  async load(filters, signal, bulk) {
    // One match or player has no days worth a row of numbers.
    this.element.hidden = isSingle(filters);
    if (this.element.hidden) return;
    const last = lastDay(filters, bulk);
    const first = startOfDay(last, 1 - DAYS);
    const until = startOfDay(last, 1);
    const range = { since: new Date(first).toISOString(), until: new Date(until).toISOString() };
    const [players, ...others] = await Promise.all([
      byDay("/api/players/daily", { ...range, game_mode: filters.game_mode }, signal),
      ...Object.values(questions(filters, range)).map((request) => api.get(request, signal)),
    ]);
    signal.throwIfAborted();
    const [sessions, activity, arrivals] = others.map(({ data }) => data);
    const isOver = until <= Date.now();
    const days = Array.from({ length: DAYS }, (_, index) => dateAfter(dateOf(first, false), index));
    const byDate = {
      players: column(players.answer.data, "active"),
      new: column(players.answer.data, "new"),
      returning: column(players.answer.data, "returning"),
      playtime: column(players.answer.data, "seconds_played"),
      sessions: column(sessions, "sessions"),
      sheets: column(activity, "sheets"),
      events: column(activity, "events"),
      rejected: column(arrivals, "rejected"),
    };
    for (const [key, values] of Object.entries(byDate)) this.#show(key, days, values, isOver);
    const isToday = last === startOfDay(Date.now());
    this.heading.textContent = isToday ? "Today so far" : date(last);
    const told = [
      isToday
        ? "Bars show the last 14 days; the change is yesterday against the day before. "
        : "Bars show 14 days; the change is against the day before. ",
      el(
        "a",
        { href: address.of("overview", null, { ...address.read().filters, ...range, range: "" }) },
        "These 14 days",
      ),
      notNarrowed(filters),
      players.note && ` ${players.note}`,
    ];
    this.note.replaceChildren(...told.filter(Boolean));
  }

  #show(key, days, byDate, isOver) {
    const values = days.map((day) => byDate.get(day) ?? 0);
    const [before, whole, last] = values.slice(-3);
    const text = key === "playtime" ? hours : compact;
    const [from, to] = isOver ? [whole, last] : [before, whole];
    const told = change(from, to);
    const words = `${isOver ? "that day" : "yesterday"} ${text(to)}, ${told} on the day before (${text(from)})`;
    this.tiles.say(`day-${key}`, text(last));
    this.tiles.under(
      `day-${key}`,
      sparkline(values, `${DAYS} days, from ${text(values[0])} to ${text(last)}`),
      isOver ? null : el("span", { title: words }, `${text(to)} yesterday`),
      el(`span.change${tone(key, from, to)}`, { title: words }, told),
    );
  }
}

/** What by day is asked for beside players; `range` is in whole days. */
function questions(filters, range) {
  const asked = { bucket: "day", tz: zone(), ...range };
  const { game_mode, ...variant } = slice(filters);
  return {
    sessions: api.path("/api/sessions/summary", { ...asked, ...variant }),
    activity: api.path("/api/activity", { ...asked, game_mode, ...variant }),
    arrivals: api.path("/api/quality/arrivals", asked),
  };
}

/** The start of the day that is shown. */
function lastDay(filters, bulk) {
  const { since, until } = timeRange(filters);
  const now = Date.now();
  const end = Math.min(until ? Date.parse(until) - 1 : now, now);
  const newest = bulk ? Date.parse(bulk.last) : now;
  const isOld = !since && end - newest > RECENT_MS;
  return startOfDay(isOld ? newest : end);
}

/** Values by date, `2026-01-31`, of points that have a `day` or a `start`. */
const column = (points, name) =>
  new Map(points.map((point) => [point.day ?? dateOf(Date.parse(point.start), false), point[name]]));

/** Short enough for a tile. */
function hours(seconds) {
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  const n = seconds / 3600;
  return `${n < 100 ? rate(n) : compact(Math.round(n))} h`;
}

function change(from, to) {
  if (from === to) return "no change";
  if (from === 0) return "from none";
  const share = to / from - 1;
  if (Math.abs(share) < 0.0005) return "no change";
  return share >= 10 ? `× ${Math.round(to / from)}` : `${share > 0 ? "+" : "−"}${percent(Math.abs(share))}`;
}

function tone(key, from, to) {
  if (from === to) return "";
  return to > from === (key !== BAD) ? ".up" : ".down";
}

/** Which of them the filters do not narrow, in words. */
function notNarrowed({ game_mode, variant, item, event }) {
  const players = variant && "Players and playtime cover all variants.";
  const sessions = game_mode && "Sessions cover all modes.";
  const rejected = (game_mode || variant) && "Rejected covers everything.";
  const names = (item || event) && "Of all items and types of events.";
  const told = [players, sessions, rejected, names].filter(Boolean).join(" ");
  return told && ` ${told}`;
}
