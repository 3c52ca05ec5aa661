// The page's address is its state: the view, what it shows, and the filters. Shared, reloaded and gone back to.

const LISTENERS = new Set();

/** `{view, id, filters}` of the address bar. */
export function read() {
  const [, , view = "", ...rest] = location.pathname.split("/");
  let id = null;
  try {
    id = rest.length ? decodeURIComponent(rest.join("/")) : null;
  } catch {
    id = rest.join("/");
  }
  return { view: view || "overview", id, filters: Object.fromEntries(new URLSearchParams(location.search)) };
}

/** The address of a view; filters that every view knows stay, the others go. */
export function of(view, id = null, filters = {}) {
  const base = view === "overview" ? "/dashboard" : `/dashboard/${view}`;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, value);
  }
  const text = query.toString();
  return `${base}${id === null ? "" : `/${encodeURIComponent(id)}`}${text ? `?${text}` : ""}`;
}

/** Filters that keep their meaning from view to view. */
export function lasting(filters) {
  const kept = {};
  for (const name of [
    "range",
    "since",
    "until",
    "game_mode",
    "experiment",
    "variant",
    "item",
    "match",
    "player",
    "tz",
  ]) {
    if (filters[name]) kept[name] = filters[name];
  }
  return kept;
}

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
  if (!/^\/dashboard(\/|$)/.test(link.pathname) || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
