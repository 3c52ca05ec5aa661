// The newest sheets of a selection, as a table that new ones are put on top of.
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { byName } from "../../lib/data.js";
import { cuttable, el } from "../../lib/elements.js";
import { count, time, whole } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";
import { asSlice, valuesOf } from "../../lib/slices.js";
import { Table } from "../../lib/table.js";
import { timeRange } from "../../lib/timeRange.js";

const NEWEST = 12;
/** Sheets that are looked at for those of an item or a variant, and in one go. */
const LOOKED_AT = 2000;
const AT_ONCE = 200;
const MOST_CHIPS = 6;
const NOTE = "As they arrive.";

export class NewestSheets extends Panel {
  #colours;
  #filters = {};
  #shown = null;
  #table;

  constructor(colours) {
    super("Newest sheets", { full: true, note: NOTE });
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
    this.body.append(this.#table.element);
  }

  get isBlank() {
    return !this.#shown;
  }

  async load(filters, signal) {
    const { match, player, game_mode, experiment, variant, item } = asSlice(filters);
    const request = { match_id: match, player_id: player, game_mode, ...timeRange(filters) };
    if (!variant && !item) {
      const answer = await api.get(api.path("/api/stats", { ...request, limit: NEWEST }), signal);
      this.setNote(NOTE);
      return this.show(answer.data, filters);
    }
    // These are no filters of the API's.
    const fits = (sheet) =>
      (!variant || byName(valuesOf(sheet))[experiment] === variant) && (!item || byName(sheet.looted_items)[item] > 0);
    const found = [];
    let lookedAt = 0;
    let next;
    do {
      const limit = Math.min(AT_ONCE, LOOKED_AT - lookedAt);
      const page = await api.get(api.path("/api/stats", { ...request, limit, cursor: next }), signal);
      found.push(...page.data.filter(fits));
      lookedAt += page.count;
      next = page.next;
    } while (next && found.length < NEWEST && lookedAt < LOOKED_AT);
    this.setNote(next && found.length < NEWEST ? `Of the newest ${whole(LOOKED_AT)} sheets.` : NOTE);
    this.show(found, filters);
  }

  /** `filters` go with the links to matches and players. */
  show(given, filters) {
    const sheets = given.slice(0, NEWEST);
    const key = JSON.stringify([sheets.map((sheet) => sheet.id), filters]);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#filters = filters;
    this.#table.show(sheets, false);
    if (sheets.length) this.ready();
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
