// What each view is called, and what a page's address shows, in words.

import { shortMoment } from "./format.js";
import { title } from "./selection.js";

/** In the order of the navigation. */
export const TITLES = {
  overview: "Overview",
  map: "Map",
  matches: "Matches",
  players: "Players",
  sessions: "Sessions",
  retention: "Retention",
  flows: "Flows",
  stats: "Stats",
  items: "Items",
  economy: "Economy",
  quality: "Quality",
  names: "Names",
  compare: "Compare",
};
const ONE = { matches: "Match", players: "Player" };

/** `Map: item medkit, mode solo, last 7 days`; `page` is what an address says: view, id and filters. */
export function described({ view, id, filters }) {
  const { item, event, detail, field, currency, a, b, prefix, contains, steps, tz } = filters;
  const sides = a || b ? ["two selections"] : [];
  const who = title(filters);
  const what = [
    item && `item ${item}`,
    event && `event ${event}`,
    detail && `detail ${detail}`,
    field && `field ${field}`,
    currency && `currency ${currency}`,
    prefix && `beginning with ${prefix}`,
    contains && `containing ${contains}`,
    steps && "a funnel",
    ...sides,
    who !== "everyone" && who,
    tz && `by the clock of ${tz}`,
  ].filter(Boolean);
  const page = id === null ? (TITLES[view] ?? view) : `${ONE[view] ?? TITLES[view] ?? view} ${id}`;
  return what.length ? `${page}: ${what.join(", ")}` : page;
}

/** `saved 31 Jan 14:00` */
export const savedAt = ({ saved_at }) => `saved ${shortMoment(saved_at)}`;
