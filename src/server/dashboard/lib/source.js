// Where the numbers of a selection come from, and the requests behind them: rollups for everyone, a mode or a variant;
// what the server counts in the sheets themselves for what no rollup keeps, such as one match or one player. What an answer
// leaves out, its `note` says.
import * as api from "./api.js";
import { baseOf, bucketEnd, bucketFor, coarser, together, widthOf } from "./buckets.js";
import { byName, isSingle, slice } from "./data.js";
import { detail } from "./detail.js";
import { shortMoment, whole } from "./format.js";
import { lattice } from "./gridMath.js";
import { drawn, isTimed, timeRange } from "./timeRange.js";
import { awaited } from "./waiting.js";
import { zone } from "./zone.js";

/** Of many players, whose sums over time are rollups, so many sheets say how units are spread. */
const SAMPLED_SHEETS = 20_000;
/** There are as many strong hues; the others are grey together. */
const TOLD_APART = 10;
const MOST_ITEMS = 5000;
const STACKED_TYPES = 6;
/** With one item chosen, the others are listed all the same: as many as `/api/sheets/summary` tells apart. */
const TOLD_APART_OF_SHEETS = 100;
/** The finest squares that are of use, world units; the server makes them as large as the places need. */
const FINEST_SIDE = 0.05;

export class Source {
  #summaries = new Map();

  /** `signal` ends every question. */
  constructor(filters, signal) {
    this.filters = filters;
    this.signal = signal;
  }

  /**
   * What the sheets of the selection add up to, in the bucket of the API's that suits them or in `bucket`, asked for once:
   * `{data, request, note}`.
   */
  summary(bucket = null) {
    if (!this.#summaries.has(bucket)) {
      const { item } = this.filters;
      const limit = isSingle(this.filters) ? null : SAMPLED_SHEETS;
      const shape = { limit, bucket, most: item ? TOLD_APART_OF_SHEETS : TOLD_APART, item, tz: zone() };
      this.#summaries.set(bucket, this.#askSheets("/api/sheets/summary", shape));
    }
    return this.#summaries.get(bucket);
  }

  /** What the sheets of the selection say was found within a rectangle, and by whom. */
  within({ left, right, low, high }) {
    return this.#askSheets("/api/sheets/within", {
      map: this.filters.map,
      ...this.filters.heights,
      x_min: left,
      x_max: right,
      y_min: low,
      y_max: high,
    });
  }

  async #askSheets(route, more) {
    const { match, player } = this.filters;
    const request = api.path(route, {
      match_id: match,
      player_id: player,
      ...slice(this.filters),
      ...timeRange(this.filters),
      ...more,
    });
    const { data } = await awaited(api.get(request, this.signal), "Looking at all sheets of this selection…");
    return { data, request, note: data.complete ? "" : newestNote(data) };
  }

  /**
   * Sheets, items and events over time, in the bucket that suits what is there, or in `wanted`; `bulk` is the part of time
   * that holds nearly all of it.
   */
  async activity(wanted = null) {
    if (isSingle(this.filters)) {
      const { data, request, note } = await this.summary(wanted && baseOf(wanted));
      const { bucket: base, activity, bulk } = data;
      const length = lengthOf(drawn({ points: activity, bucket: base }, bulk), base);
      const bucket = coarser(wanted ?? bucketFor(length), base);
      return { bucket, points: together(activity, bucket, base), bulk, request, length, note };
    }
    return this.#overTime("/api/activity", slice(this.filters), wanted);
  }

  /** What was received over time, and what became of it; of everyone. */
  arrivals() {
    return this.#overTime("/api/quality/arrivals", {}, null);
  }

  /** The last minute in which something happened, clocks far off aside; null where nothing did. */
  newest() {
    return this.#newest((source, bucket) => source.activity(bucket));
  }

  /** The last minute in which something was received. */
  newestArrival() {
    return this.#newest((source, bucket) => source.#overTime("/api/quality/arrivals", {}, bucket));
  }

  async #newest(ask) {
    const { points, bulk } = await ask(this, "day");
    if (!points.length) return null;
    const day = Date.parse(bulk?.last ?? points.at(-1).start);
    const [since, until] = [day, bucketEnd(day, "day")].map((at) => new Date(at).toISOString());
    const within = await ask(new Source({ ...this.filters, since, until }, this.signal), "minute");
    return Date.parse(within.points.at(-1)?.start ?? since);
  }

  async #overTime(path, more, wanted) {
    const range = timeRange(this.filters);
    const ask = (bucket) => api.path(path, { bucket, tz: zone(), ...range, ...more });
    const suits = (length) => baseOf(wanted ?? bucketFor(length));
    let base = range.since
      ? suits((range.until ? Date.parse(range.until) : Date.now()) - Date.parse(range.since))
      : baseOf(wanted ?? "hour");
    let answer = await api.get(ask(base), this.signal);
    const length = lengthOf(drawn({ points: answer.data, bucket: base }, answer.bulk), base);
    const better = suits(length);
    // What is there may be far shorter, or longer, than what was asked for.
    if (answer.data.length && better !== base && (widthOf(better) < widthOf(base) || !range.since)) {
      base = better;
      answer = await api.get(ask(base), this.signal);
    }
    const bucket = coarser(wanted ?? bucketFor(length), base);
    return {
      bucket,
      points: together(answer.data, bucket, base),
      bulk: answer.bulk,
      request: ask(base),
      length,
      note: countedNote(answer, range),
    };
  }

  /**
   * Units of the items with the most over time, for a selection that is `length` milliseconds long; or of the item of
   * the filters alone.
   */
  async items(length, wanted = null) {
    const { item } = this.filters;
    if (isSingle(this.filters)) {
      const { data, request, note } = await this.summary(wanted && baseOf(wanted));
      const own = coarser(wanted ?? bucketFor(length), data.bucket);
      const points = together(data.item_activity, own, data.bucket);
      return alone({ bucket: own, items: data.items, points, request, note }, item);
    }
    const bucket = coarser(wanted ?? bucketFor(length), "hour");
    const base = baseOf(bucket);
    const ask = (most) =>
      api.path("/api/activity/items", {
        bucket: base,
        most,
        tz: zone(),
        ...timeRange(this.filters),
        ...slice(this.filters),
      });
    let request = ask(TOLD_APART);
    let answer = await api.get(request, this.signal);
    if (item && !answer.items.includes(item) && answer.items.length === TOLD_APART) {
      request = ask(MOST_ITEMS);
      answer = await api.get(request, this.signal);
    }
    const note = countedNote(answer, timeRange(this.filters));
    return alone({ bucket, items: answer.items, points: together(answer.data, bucket, base), request, note }, item);
  }

  /** Sheets and events over time, these of the event of the filters alone; `note` says where that is not known. */
  async activityOf(event, wanted = null) {
    if (!event) return this.activity(wanted);
    if (isSingle(this.filters)) {
      const over = await this.activity(wanted);
      return { ...over, note: `${over.note} Of all types of events.`.trim() };
    }
    const found = await this.activity(wanted);
    // Events by type are kept by the hour at the finest.
    const bucket = coarser(found.bucket, "hour");
    const over = found.bucket === bucket ? found : await this.activity(bucket);
    const request = api.path("/api/events", {
      type: event,
      bucket: baseOf(bucket),
      tz: zone(),
      ...detail(this.filters),
      ...timeRange(this.filters),
      ...slice(this.filters),
    });
    const answer = await known(api.get(request, this.signal));
    const counted = together(answer?.data.points ?? [], bucket, baseOf(bucket));
    const counts = new Map(counted.map(({ start, events }) => [Date.parse(start), events]));
    const points = over.points.map((point) => ({ ...point, events: counts.get(Date.parse(point.start)) ?? 0 }));
    return { ...over, points, length: found.length, request, note: `${over.note} ${partNote(answer?.data)}`.trim() };
  }

  /**
   * The points of `over`, each with `types`: the events of those types that are the most; of one match or player it is not
   * known.
   */
  async byType(over, types) {
    const most = Object.entries(types)
      .sort((a, b) => b[1] - a[1])
      .slice(0, STACKED_TYPES)
      .map(([type]) => type);
    const base = baseOf(over.bucket);
    const known = isSingle(this.filters) || base === "minute" ? [] : most;
    const asked = { bucket: base, tz: zone(), ...timeRange(this.filters), ...slice(this.filters) };
    const answers = await Promise.all(
      known.map((type) => api.get(api.path("/api/events", { type, ...asked }), this.signal)),
    );
    const found = new Map(over.points.map((point) => [Date.parse(point.start), { ...point, types: byName() }]));
    answers.forEach(({ data }, index) => {
      for (const { start, events } of together(data.points, over.bucket, base)) {
        const point = found.get(Date.parse(start));
        if (point) point.types[known[index]] = events;
      }
    });
    return { ...over, types: known, points: [...found.values()] };
  }

  /**
   * Events by type: `{types, request, note}`. Of one match or player they are those that `activity` counts over time in `wanted`, so
   * the two agree in any slice.
   */
  async eventTypes(wanted = null) {
    if (isSingle(this.filters)) {
      const { data, request, note } = await this.summary(wanted && baseOf(wanted));
      return { types: data.event_types, request, note };
    }
    const range = timeRange(this.filters);
    const request = api.path("/api/events", { ...range, ...slice(this.filters) });
    const { data } = await api.get(request, this.signal);
    return { types: data.event_types, request, note: countedNote(data, range) };
  }

  /** The same of one map. */
  onMap(map) {
    return new Source({ ...this.filters, map }, this.signal);
  }

  /**
   * Where `{item}` was found or `{event}` happened: `{lattice, count, extent, request, note}`, or `refused` with a `note`
   * why. `fineness` is what the API takes: `bins` or `side`, a rectangle, `groups`. Totals know no heights: on one floor places are
   * those of the rows.
   */
  async places({ item, event }, fineness) {
    const { match, player, heights } = this.filters;
    const ofRows = async () => {
      const { bins, ...more } = fineness;
      const { data, request, note } = await this.#askSheets("/api/sheets/places", {
        item,
        side: FINEST_SIDE,
        map: this.filters.map,
        ...heights,
        ...more,
      });
      return { lattice: lattice(data.grid), count: data.count, extent: data.extent, request, note };
    };
    if (!event && (isSingle(this.filters) || isTimed(this.filters) || heights)) return ofRows();
    const request = event
      ? api.path("/api/events/places", {
          event_type: event,
          match_id: match,
          player_id: player,
          map: this.filters.map,
          ...fineness,
          ...slice(this.filters),
          ...detail(this.filters),
          ...heights,
          ...(isTimed(this.filters) ? { limit: 100_000, ...timeRange(this.filters) } : {}),
        })
      : api.path("/api/heatmap", { item, map: this.filters.map, ...fineness, limit: 1, ...slice(this.filters) });
    const { data } = await api.get(request, this.signal);
    // A map among others has no grid, but its rows are there.
    if (data.map_in_totals === false) return ofRows();
    return {
      lattice: lattice(data.grid),
      count: data.count,
      extent: data.extent,
      request,
      note: data.complete === false ? `Only the newest ${whole(data.count)}.` : "",
    };
  }
}

/** How many rows were looked at, where there are more. */
function newestNote({ looked_at: sheets, events_looked_at: events }) {
  const told = [sheets && `${whole(sheets)} sheets`, events && `${whole(events)} events`].filter(Boolean);
  return `Of the newest ${told.join(" and ")}.`;
}

/** What was looked at for a detail, which no total knows, where that is not all. */
function partNote(data) {
  if (data?.complete !== false) return "";
  return `Events from ${shortMoment(data.covered_since)} on: a detail is looked for in the newest ${whole(data.looked_at)}.`;
}

/** What was counted, in words, where it is not what was asked for: not everything is kept by the minute. */
function countedNote({ counted }, { since, until }) {
  const differs = (one, other) => one && other && Math.abs(Date.parse(one) - Date.parse(other)) >= 60e3;
  if (!differs(counted.since, since) && !differs(counted.until, until)) return "";
  const from = counted.since ? `from ${shortMoment(counted.since)}` : "";
  const to = counted.until ? `to ${shortMoment(counted.until)}` : "";
  return `Counted ${[from, to].filter(Boolean).join(" ")}.`;
}

/** The answer, or null for what nobody has sent. */
async function known(asked) {
  try {
    return await asked;
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}

/** Only what was found of `item`, where one is named; `all` is what was found of all. */
function alone(found, item) {
  if (!item) return { ...found, all: found.points };
  const points = found.points.map((point) => ({
    start: point.start,
    items: { [item]: point.items[item] ?? 0 },
    other: 0,
  }));
  const some = points.filter((point) => point.items[item] > 0);
  return { ...found, items: some.length ? [item] : [], points: some, all: found.points };
}

function lengthOf(points, bucket) {
  if (!points.length) return 0;
  return bucketEnd(Date.parse(points.at(-1).start), bucket) - Date.parse(points[0].start);
}
