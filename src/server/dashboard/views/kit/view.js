// The kit that pages are made of, each part once, with made-up numbers. Development builds serve it, for who adds a page or changes a
// part: `docs/pages.md` says when to take which.
import { Chart } from "../../charts/chart.js";
import { sparkline } from "../../charts/sparkline.js";
import { choice, formOf, slider, typed } from "../../lib/controls.js";
import { el } from "../../lib/elements.js";
import { chips } from "../../lib/filterChips.js";
import { Panel } from "../../lib/panel.js";
import { snippet } from "../../lib/snippet.js";
import { Table } from "../../lib/table.js";
import { Tiles } from "../../lib/tiles.js";
import { charts, ROWS, RULES, TILES, TOKENS } from "./samples.js";

export const open = (root) => new Kit(root);

class Kit {
  #charts = charts().map(([title, options, shape]) => ({ chart: new Chart(title, options), shape }));

  constructor(root) {
    root.append(
      el("h1.page-title", "Kit"),
      el("p.note", "What pages are made of. Numbers are made up."),
      el(
        "div.grid",
        colours().element,
        words().element,
        controls().element,
        tiles().element,
        this.#charts.map(({ chart }) => chart.element),
        table().element,
        rules().element,
        states().map(({ element }) => element),
      ),
    );
    for (const { chart, shape } of this.#charts) chart.show(shape);
  }

  /** Nothing here comes from the address. */
  change() {}

  close() {
    for (const { chart } of this.#charts) chart.close();
  }
}

function filled(title, options, ...content) {
  const panel = new Panel(title, options);
  panel.body.append(...content.flat());
  panel.ready();
  return panel;
}

function colours() {
  const swatch = ([name, use]) =>
    el(
      "li",
      el("span", el("span.swatch", { "aria-hidden": "true", var: { "--swatch": `var(--${name})` } }), el("code", name)),
      el("span.note", use),
    );
  return filled(
    "Colours",
    { note: "Tokens of the style sheet, light and dark; charts ask for them with colour(name)." },
    el("ul.lines", TOKENS.map(swatch)),
  );
}

function words() {
  return filled(
    "Type",
    { note: "One family, four sizes; numbers in tabular figures." },
    el("p.page-title", "A page’s title"),
    el("h3", "A heading within a panel"),
    el("p", "Text, with ", el("code", "code"), " and ", el("a", { href: "#main" }, "a link"), "."),
    el("p.note", "A note: what is shown, in a sentence."),
    el("p", el("span.badge", "badge"), " ", el("span.badge.bad", "something lacks")),
    snippet([["Shell", "curl http://localhost:5000/api/health"]]),
  );
}

function controls() {
  const nothing = () => {};
  const button = (kind, text, more = {}) => el(`button.quiet${kind}`, { type: "button", ...more }, text);
  const form = el("form", { "aria-label": "Filter chips" });
  const set = chips({ game_mode: "solo", item: "rubber_duck", match: "m17" }, ["game_mode", "item"], form);
  return filled(
    "Controls",
    { note: "Choices count at once and are in the address." },
    formOf(
      "Samples",
      choice(
        "sample",
        "Choice",
        [
          ["", "All modes"],
          ["solo", "solo"],
        ],
        "",
        nothing,
      ),
      typed("sample_name", "Name", "", nothing),
      slider("sample_number", "Number", { min: 0, max: 10, step: 1, value: 4 }, String, nothing),
    ),
    el(
      "p.actions",
      button("", "Quiet"),
      button(".strong", "Strong"),
      button(".danger", "Danger…"),
      button("", "Disabled", { disabled: true }),
    ),
    set,
  );
}

function tiles() {
  const row = new Tiles(
    TILES.map(({ key, title, why }) => [key, title, why]),
    ".five",
  );
  for (const { key, n, days, change, kind } of TILES) {
    row.count(key, n);
    row.under(key, sparkline(days, `${days.length} days`), el(`span.change.${kind}`, change));
  }
  return filled("Tiles", { full: true, note: "A number each, short from a million on, exact on hover." }, row.element);
}

function table() {
  const list = new Table(
    "Samples",
    [
      { key: "name", title: "Name", sort: true, cell: ({ name }) => name },
      { key: "mode", title: "Mode", cell: ({ mode }) => mode },
      { key: "units", title: "Units", number: true, sort: true, cell: ({ units }) => units },
    ],
    () => {},
    () => {},
  );
  list.sorted("units", false);
  list.show(ROWS, true);
  return filled("Table", { note: "Sortable headings say so; on a phone rows are cards." }, list.element);
}

function rules() {
  const line = ([what, shown]) => el("li", el("span", what), el("span.number", shown));
  return filled(
    "Numbers, times and words",
    { wide: true, note: "By lib/format.js, everywhere." },
    el("ul.lines", RULES.map(line)),
  );
}

/** What a panel says while it has nothing, or not all, to show. */
function states() {
  const loading = new Panel("Loading");
  const empty = new Panel("Empty");
  empty.empty("No match in this selection.");
  const stale = filled("Stale", {}, el("p", "What was there before."));
  stale.fail(new Error("The server does not answer."), () => {});
  const partly = filled(
    "Partly counted",
    { note: "Of the newest 10,000 rows, from Jan 31, 14:05 on: choose a shorter time to see all." },
    el("p", "12 of 40"),
  );
  const failed = new Panel("Failed");
  failed.fail(new Error("The answer took longer than 10 s; ask for less."), () => {});
  const forbidden = new Panel("Forbidden");
  forbidden.fail(new Error("Not allowed on this server: start it with --allow-clear."));
  return [loading, empty, stale, partly, failed, forbidden];
}
