// The page's address is its state: the view, what it shows, and the filters. Shared, reloaded and gone back to.
import { BASE } from "./base.js";
import { filtersOf, LASTING } from "./spellings.js";

const LISTENERS = new Set();
const ROOT = `${BASE}/dashboard`;
/** What an id is called where it is no part of the path. */
const ID_NAMES = { matches: "match_id", players: "player_id" };
/** What proxies and browsers leave as it is in a path. */
const FITS_A_PATH = /^[^./\\%][^/\\%]*$/;

/** `{view, id, filters}` of the address bar. */
export const read = () => parsed(location.pathname + location.search);

/** `{view, id, filters}` of an address. */
export function parsed(text) {
  const { pathname, search } = new URL(text, location.origin);
  const path = pathname.startsWith(ROOT) ? pathname.slice(BASE.length) : pathname;
  const [, , view = "", ...rest] = path.split("/");
  const asked = [...new URLSearchParams(search)];
  const isId = ([name]) => name === ID_NAMES[view];
  const filters = filtersOf(asked.filter((pair) => !isId(pair)));
  let id = asked.find(isId)?.[1] ?? null;
  if (rest.length) {
    try {
      id = decodeURIComponent(rest.join("/"));
    } catch {
      id = rest.join("/");
    }
  }
  return { view: view || "overview", id, filters };
}

/** The address of a view; filters that every view knows stay, the others go. */
export function of(view, id = null, filters = {}) {
  const path = view === "overview" ? ROOT : `${ROOT}/${view}`;
  const query = new URLSearchParams();
  const inPath = id !== null && FITS_A_PATH.test(id);
  if (id !== null && !inPath) query.set(ID_NAMES[view], id);
  for (const [name, value] of Object.entries(filters)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, value);
  }
  const text = query.toString();
  return `${path}${inPath ? `/${encodeURIComponent(id)}` : ""}${text ? `?${text}` : ""}`;
}

/** Filters that keep their meaning from view to view. */
export function lasting(filters) {
  const kept = {};
  for (const name of LASTING) {
    if (filters[name]) kept[name] = filters[name];
  }
  return kept;
}

/** Filters that narrow what is shown: all but the zone. */
export const narrowing = (filters) => lasting({ ...filters, tz: "" });

export function go(address) {
  if (address === location.pathname + location.search) return;
  history.pushState(null, "", address);
  tell();
}

/** Changes filters of the view that is open; empty ones go. A slider `replace`s instead of filling the history. */
export function change(changes, replace = false) {
  const { view, id, filters } = read();
  const address = of(view, id, { ...filters, ...changes });
  if (address === location.pathname + location.search) return;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  tell();
}

export function listen(listener) {
  LISTENERS.add(listener);
}

function tell() {
  for (const listener of LISTENERS) listener(read());
}

addEventListener("popstate", tell);

// Links within the dashboard open without a reload; modifiers and other buttons stay the browser's.
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target.closest?.("a[href]");
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (!`${link.pathname}/`.startsWith(`${ROOT}/`) || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
