// Views that people saved: pages under names, the same for everybody. Asked for once and after each change of ours; others'
// changes come with the next look.
import * as address from "./address.js";
import * as api from "./api.js";
import { BASE } from "./base.js";

const LISTENERS = new Set();
let known = [];

export const all = () => known;

export const pinned = () => known.filter((view) => view.pinned);

/** The view of this name, or nothing. */
export const byName = (name) => known.find((view) => view.name === name.trim());

/** The page that is open, as it is saved: what a proxy serves it below is not a part of it. */
export const here = () => location.pathname.slice(BASE.length) + location.search;

/** Where a saved view leads. */
export const hrefOf = (view) => `${BASE}${view.address}`;

/** What its address says: view, id and filters. */
export const pageOf = (view) => address.parsed(hrefOf(view));

/** Asks what there is now. */
export async function load() {
  const { data } = await api.get("/api/views");
  const news = JSON.stringify(data) !== JSON.stringify(known);
  known = data;
  if (news) for (const listener of LISTENERS) listener();
}

/** Saves a view in the place of another one of its name; says whether there was one. */
export async function save({ name, address: at, pinned: pin }) {
  const { replaced } = await api.post("/api/views", { name, address: at, pinned: pin });
  await load();
  return replaced;
}

export async function remove({ name }) {
  await api.remove(api.path("/api/views", { name }));
  await load();
}

/** Calls `listener` when they change; returns the way to stop. */
export function onChange(listener) {
  LISTENERS.add(listener);
  return () => LISTENERS.delete(listener);
}
