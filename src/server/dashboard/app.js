// Starts the page: opens the view that the address names, and tells it of new filters, new data and its end.
import * as address from "./lib/address.js";
import * as annotateDialog from "./lib/annotateDialog.js";
import * as annotations from "./lib/annotations.js";
import * as api from "./lib/api.js";
import { Colours } from "./lib/data.js";
import { el, say } from "./lib/elements.js";
import { lost } from "./lib/empty.js";
import { Filters } from "./lib/filters.js";
import { Live } from "./lib/live.js";
import * as palette from "./lib/palette.js";
import * as savedViews from "./lib/savedViews.js";
import * as savedViewsDialog from "./lib/savedViewsDialog.js";
import { asSlice } from "./lib/slices.js";
import { visible } from "./lib/text.js";
import * as theme from "./lib/theme.js";
import { TITLES } from "./lib/titles.js";
import * as zone from "./lib/zone.js";
import * as compare from "./views/compare/view.js";
import * as economy from "./views/economy/view.js";
import * as flows from "./views/flows/view.js";
import * as items from "./views/items/view.js";
import * as map from "./views/map.js";
import * as match from "./views/match.js";
import * as matches from "./views/matches.js";
import * as names from "./views/names/view.js";
import * as overview from "./views/overview/view.js";
import * as player from "./views/player.js";
import * as players from "./views/players.js";
import * as quality from "./views/quality/view.js";
import * as retention from "./views/retention/view.js";
import * as sessions from "./views/sessions.js";
import * as stats from "./views/stats/view.js";

/** What every title ends with: the environment, too, so that two tabs can be told apart. */
const BRAND = ["loot", document.documentElement.dataset.environment].filter(Boolean).join(" ");

/** What is there. A view with an `item` opens that for an address with an id. */
const VIEWS = {
  overview: { module: overview },
  map: { module: map },
  matches: { module: matches, item: match },
  players: { module: players, item: player },
  sessions: { module: sessions },
  retention: { module: retention },
  flows: { module: flows },
  stats: { module: stats },
  items: { module: items },
  economy: { module: economy },
  quality: { module: quality },
  names: { module: names },
  compare: { module: compare },
  // Served by development builds alone, and in no navigation.
  kit: { later: () => import("./views/kit/view.js") },
};
/** Charts follow what arrives, but no faster than this, and where an answer takes long, for a fifth of the time at most. */
const REFRESH_MS = 2000;
/** Nor slower than this, however long one answer took: the server may have been busy with something else. */
const SLOWEST_REFRESH_MS = 20_000;

const STATES = {
  connecting: ["", "Connecting…"],
  live: ["good", "Live"],
  polling: ["good", "Live, every second"],
  lost: ["bad", "Connection lost; trying again…"],
};

const main = document.getElementById("main");
const context = { colours: new Colours(), names: null };
const filters = new Filters(document.getElementById("filters"));
let open = null;
let stamp = "";
let connection = "connecting";
let refreshedAt = 0;
let refreshTimer = 0;
let isStale = false;
let refreshTook = 0;

const live = new Live(onPicture, (state) => {
  const [kind, text] = STATES[state];
  document.getElementById("state").className = `state ${kind}`;
  say(document.getElementById("state-text"), text);
  // What was asked in vain while nobody answered is asked again.
  if (connection === "lost" && state !== "lost") refreshSoon();
  connection = state;
});

function onPicture(picture) {
  if (picture.totals.item_colours) context.colours.learn(picture.totals.item_colours);
  open?.view.live?.(picture);
  const { total_stat_sheets, total_events } = picture.totals;
  const now = `${total_stat_sheets} ${total_events} ${picture.quality?.duplicates} ${picture.quality?.rejected}`;
  const changed = stamp !== "" && now !== stamp;
  stamp = now;
  if (changed) refreshSoon();
}

/** Once per pause, however much arrives. A page that nobody sees waits until it is seen. */
function refreshSoon() {
  isStale = true;
  if (refreshTimer || document.hidden) return;
  const pause = Math.min(SLOWEST_REFRESH_MS, Math.max(REFRESH_MS, 5 * refreshTook));
  refreshTimer = setTimeout(refresh, Math.max(0, refreshedAt + pause - Date.now()));
}

async function refresh() {
  refreshTimer = 0;
  if (document.hidden) return;
  isStale = false;
  refreshedAt = Date.now();
  await learn();
  await open?.view.refresh?.();
  refreshTook = Date.now() - refreshedAt;
}

/** What every view needs: the colours of items, and the names there are. */
async function learn() {
  try {
    const asked = [api.get("/api/aggregate"), api.get("/api/names"), annotations.load()];
    const [totals, names] = await Promise.all(asked);
    context.colours.learn(totals.data.item_colours);
    context.names = names.data;
    filters.learn(names.data);
  } catch {
    // The views say what is wrong in their own places.
  }
}

function show(state) {
  zone.choose(state.filters.tz);
  const known = Object.hasOwn(VIEWS, state.view) ? VIEWS[state.view] : null;
  if (known?.later && !known.module) return later(known);
  const key = `${state.view}/${state.id ?? ""}`;
  if (live.watch(followed(state))) stamp = "";
  navigation(state);
  filters.show(state);
  if (open?.key === key) {
    open.view.change(state);
    return;
  }
  open?.view.close();
  open = null;
  main.replaceChildren();
  const module = state.id === null ? known?.module : known?.item;
  if (!module) {
    main.append(
      lost("No such page", "The address names a view that is not there.", address.of("overview"), "To the overview"),
    );
    return;
  }
  document.title = `${visible(state.id ?? TITLES[state.view] ?? state.view)} · ${BRAND}`;
  refreshedAt = Date.now();
  open = { key, view: module.open(main, state, context) };
  scrollTo(0, 0);
}

async function later(view) {
  view.module = await view.later();
  show(address.read());
}

/** What is followed live: the Overview shows it, the others are told that something has changed. */
function followed({ view, filters }) {
  const { game_mode, item, match, player, experiment, variant } = asSlice(filters);
  const narrow =
    view === "overview"
      ? { item, match_id: match, player_id: player, ...(variant ? { experiment, variant } : {}) }
      : {};
  return Object.fromEntries(Object.entries({ game_mode, ...narrow }).filter(([, value]) => value));
}

function navigation({ view, filters: given }) {
  const kept = address.lasting(given);
  const links = Object.entries(TITLES).map(([name, title]) =>
    el("a", { href: address.of(name, null, kept), "aria-current": name === view ? "page" : null }, title),
  );
  const nav = document.getElementById("views");
  const focused = [...nav.children].indexOf(document.activeElement);
  nav.replaceChildren(...links);
  if (focused >= 0) nav.children[focused]?.focus();
  // On a phone the bar of views is wider than the screen.
  const current = nav.querySelector("[aria-current]");
  if (current) nav.scrollLeft = current.offsetLeft - nav.offsetLeft - 40;
}

document.addEventListener("visibilitychange", () => {
  if (isStale) refreshSoon();
});
theme.start(document.getElementById("theme"));
palette.listen(() => context.names);
document.getElementById("go").addEventListener("click", () => palette.open(context.names));
document.getElementById("annotate").addEventListener("click", () => annotateDialog.open());
document.getElementById("saved").addEventListener("click", () => savedViewsDialog.open());
savedViews.load().catch(() => {
  // The list of them says what is wrong, once somebody opens it.
});
address.listen(show);
await Promise.race([learn(), new Promise((resolve) => setTimeout(resolve, 400))]);
show(address.read());
