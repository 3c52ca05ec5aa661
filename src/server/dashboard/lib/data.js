// Words of the filters that questions are asked with, and the colours of items.
import { isTimed } from "./timeRange.js";

/** The slice that the filters name. */
export const slice = ({ game_mode, experiment, variant }) => ({
  game_mode,
  ...(variant ? { experiment, variant } : {}),
});

/** Whether one match or one player is asked for. */
export const isSingle = ({ match, player }) => Boolean(match || player);

/** Whether numbers that are kept only for everyone and all time are the ones that are asked for. */
export const isWhole = (filters) => !isTimed(filters) && !filters.variant && !isSingle(filters);

/** A row's own clock may say anything: those that were never set, or are ahead by more than a zone, are not drawn. */
export function hasClock({ timestamp_utc, created_at }) {
  const at = Date.parse(timestamp_utc);
  return at >= Date.UTC(2000, 0, 2) && at <= Date.parse(created_at) + 26 * 3600e3;
}

/** How many were left out because of their clocks, in words. */
export function clockNote(rows) {
  const left = rows.filter((row) => !hasClock(row)).length;
  return left ? ` ${left} with an impossible time ${left === 1 ? "is" : "are"} not drawn.` : "";
}

/** An object for values by names from data, which knows none itself: an item may be called `constructor`. */
export const byName = (values = {}) => Object.assign(Object.create(null), values);

/** What JSON says, in objects that know no names but those they were given. */
export const parsed = (json) =>
  JSON.parse(json, (_, value) =>
    value !== null && typeof value === "object" && !Array.isArray(value) ? Object.setPrototypeOf(value, null) : value,
  );

/** The colours of items, which `/api/aggregate` tells. */
export class Colours {
  #known = byName();

  learn(colours) {
    Object.assign(this.#known, colours);
  }

  of(item) {
    return this.#known[item] ?? "#7d8894";
  }
}
