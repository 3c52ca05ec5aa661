// The newest sheets of a selection, as a table that new ones are put on top of; where it has none, its newest events.
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { slice } from "../../lib/data.js";
import { cuttable, el } from "../../lib/elements.js";
import { count, time, whole } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";
import { asSlice } from "../../lib/slices.js";
import { Table } from "../../lib/table.js";
import { OTHER } from "../../lib/text.js";
import { isTimed, timeRange } from "../../lib/timeRange.js";
import { eventsTable } from "./eventsTable.js";

const NEWEST = 12;
const MOST_CHIPS = 6;
const NOTE = "As they arrive.";
const TITLES = { sheets: "Newest sheets", events: "Newest events" };

export class NewestSheets extends Panel {
  #colours;
  #filters = {};
  #shown = null;
  #table;
  /** What is told live beside the sheets. */
  #events = [];
  #eventsTable;

  constructor(colours) {
    super(TITLES.sheets, { full: true, note: NOTE });
    this.#colours = colours;
    this.#table = new Table(
      "Newest sheets",
      [
        { key: "received", title: "Received", cell: (sheet) => time(sheet.created_at) },
        { key: "match", title: "Match", cell: (sheet) => this.#link("matches", sheet.match_id) },
        { key: "player", title: "Player", cell: (sheet) => this.#link("players", sheet.player_id) },
        { key: "mode", title: "Mode", cell: ({ game_mode: mode }) => (mode ? cuttable(mode) : "–") },
        { key: "looted", title: "Looted", cell: (sheet) => this.#chips(sheet) },
        { key: "units", title: "Units", number: true, cell: (sheet) => whole(unitsIn(sheet)) },
      ],
      null,
      null,
      { kind: ".newest", id: ({ id }) => id },
    );
    this.#table.sorted(null, false);
    this.#eventsTable = eventsTable((view, id) => this.#link(view, id));
    this.#eventsTable.element.hidden = true;
    this.body.append(this.#table.element, this.#eventsTable.element);
  }

  get isBlank() {
    return !this.#shown;
  }

  async load(filters, signal) {
    // What is told live is of all times.
    if (isTimed(filters)) this.#events = [];
    const { match, player, item } = filters;
    const sliced = slice(asSlice(filters));
    if ([sliced.game_mode, sliced.variant, item].includes(OTHER)) {
      this.setNote("Sheets are found by the names they came with, so none is found by (other).");
      return this.show([], filters);
    }
    const request = { match_id: match, player_id: player, ...sliced, item, ...timeRange(filters) };
    const { data, next } = await api.get(api.path("/api/stats", { ...request, limit: NEWEST }), signal);
    const isCut = (sliced.variant || item) && next && data.length < NEWEST;
    this.setNote(isCut ? "Of the newest sheets, as many as can be looked at in 3 s." : NOTE);
    this.show(data, filters);
  }

  /** Another selection has other events. */
  forget() {
    this.#events = [];
  }

  /** `filters` go with the links to matches and players; `told` are events of the same selection, where those are known. */
  show(given, filters, told = null) {
    if (told) this.#events = told;
    const sheets = given.slice(0, NEWEST);
    const events = sheets.length ? [] : this.#events.slice(0, NEWEST);
    const key = JSON.stringify([sheets.map((sheet) => sheet.id), events.map((event) => event.id), filters]);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#filters = filters;
    this.title.textContent = events.length ? TITLES.events : TITLES.sheets;
    this.#table.element.hidden = events.length > 0;
    this.#eventsTable.element.hidden = !events.length;
    this.#table.show(sheets, false);
    this.#eventsTable.show(events, false);
    if (sheets.length || events.length) this.ready();
    else this.empty("No sheet in this range.");
  }

  #link(view, id) {
    return el("a", { href: address.of(view, id, address.lasting(this.#filters)) }, cuttable(id));
  }

  #chips({ looted_items }) {
    const found = Object.entries(looted_items)
      .filter(([, n]) => n > 0)
      .sort((a, b) => b[1] - a[1]);
    const chips = found
      .slice(0, MOST_CHIPS)
      .map(([item, n]) =>
        el(
          "span.chip",
          { title: `${item}: ${count(n, "unit")}` },
          el("span.swatch", { "aria-hidden": "true", var: { "--swatch": this.#colours.of(item) } }),
          cuttable(item),
          whole(n),
        ),
      );
    if (found.length > MOST_CHIPS) chips.push(el("span.chip", `+${found.length - MOST_CHIPS}`));
    return chips.length ? el("div.chips", chips) : "–";
  }
}

const unitsIn = ({ looted_items }) => Object.values(looted_items).reduce((sum, n) => sum + Math.max(0, n), 0);
