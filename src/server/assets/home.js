// Fills the home page with what the server holds, again every two seconds while somebody looks.
import { visible } from "./text.js";

const PAUSE_MS = 2000;
const MOST_BARS = 12;

const base = document.documentElement.dataset.base ?? "";
const byId = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat("en");
const percent = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const still = matchMedia("(prefers-reduced-motion: reduce)");

// The examples name a usual address; this is the real one.
for (const code of document.querySelectorAll(".example code")) {
  code.textContent = code.textContent.replaceAll("http://localhost:5000", `${location.origin}${base}`);
}

for (const button of document.querySelectorAll(".copy")) {
  const code = button.closest(".example").querySelector("code");
  button.addEventListener("click", async () => {
    button.textContent = (await copy(code)) ? "Copied" : "Selected";
    setTimeout(() => {
      button.textContent = "Copy";
    }, 1600);
  });
}

// Browsers give the clipboard to secure pages only; elsewhere the text is selected for the reader to copy.
async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return false;
  }
}

const shown = new Map();

function show(id, value) {
  const element = byId(id);
  const before = shown.get(id);
  shown.set(id, value);
  if (before === undefined || before === value || still.matches) {
    element.textContent = whole.format(value);
    return;
  }
  const start = performance.now();
  const step = (now) => {
    if (shown.get(id) !== value) return;
    const part = Math.min((now - start) / 500, 1);
    element.textContent = whole.format(Math.round(before + (value - before) * (1 - (1 - part) ** 3)));
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

const rows = new Map();

/** `item` is null for all that have no bar of their own. */
function row(item) {
  let found = rows.get(item);
  if (!found) {
    const element = document.createElement("li");
    const name = document.createElement("span");
    name.className = "name";
    if (item !== null) name.textContent = visible(item);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("aria-hidden", "true");
    const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    bar.setAttribute("height", "100%");
    svg.append(bar);
    const value = document.createElement("span");
    value.className = "value";
    const share = document.createElement("span");
    share.className = "share";
    element.append(name, svg, value);
    found = { element, name, bar, value, share };
    rows.set(item, found);
  }
  return found;
}

function showItems(items, colours) {
  const sorted = Object.entries(items).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const total = sorted.reduce((sum, entry) => sum + entry[1], 0);
  const listed = sorted.slice(0, MOST_BARS);
  const rest = sorted.slice(MOST_BARS).reduce((sum, entry) => sum + entry[1], 0);
  if (rest > 0) listed.push([null, rest]);
  const most = Math.max(1, ...listed.map((entry) => entry[1]));
  const elements = listed.map(([item, units]) => {
    const { element, name, bar, value, share } = row(item);
    if (item === null) name.textContent = `${sorted.length - MOST_BARS} more`;
    else if (Object.hasOwn(colours, item)) bar.setAttribute("fill", colours[item]);
    bar.setAttribute("width", `${(100 * units) / most}%`);
    share.textContent = percent.format(total ? units / total : 0);
    value.replaceChildren(whole.format(units), share);
    return element;
  });
  byId("bars").replaceChildren(...elements);
  byId("breakdown-note").textContent =
    `${whole.format(sorted.length)} ${sorted.length === 1 ? "kind" : "kinds"} of item, share of all units`;
}

function showState(kind, text) {
  byId("state").className = `state ${kind}`;
  // Said again only when it changes, or a screen reader would repeat it every two seconds.
  if (byId("state-text").textContent !== text) byId("state-text").textContent = text;
}

async function refresh() {
  try {
    const response = await fetch(`${base}/api/aggregate`, { cache: "no-store" });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
    const totals = answer.data;
    const units = Object.values(totals.total_items).reduce((sum, count) => sum + count, 0);
    show("total-sheets", totals.total_stat_sheets);
    show("total-matches", totals.total_matches);
    show("total-players", totals.total_players);
    show("total-items", units);
    show("total-events", totals.total_events);
    const empty = totals.total_stat_sheets === 0 && totals.total_events === 0;
    byId("empty").hidden = !empty;
    byId("breakdown").hidden = units === 0;
    showItems(totals.total_items, totals.item_colours);
    showState("good", "Up and storing; the numbers are live");
  } catch (error) {
    showState(
      "bad",
      error instanceof TypeError ? "The server does not answer; trying again" : `Trouble: ${error.message}`,
    );
  }
}

async function follow() {
  for (;;) {
    if (!document.hidden) await refresh();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
follow();
