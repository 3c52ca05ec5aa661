// The newest sheets of a selection, as a table that new ones are put on top of.
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { byName } from "../../lib/data.js";
import { cuttable, el } from "../../lib/elements.js";
import { clockTime, count, time, whole } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";
import { asSlice, valuesOf } from "../../lib/slices.js";
import { timeRange } from "../../lib/timeRange.js";

const NEWEST = 12;
/** Sheets that are looked at for those of an item or a variant, and in one go. */
const LOOKED_AT = 2000;
const AT_ONCE = 200;
const MOST_CHIPS = 6;
const NOTE = "As they arrive.";

export class NewestSheets extends Panel {
  #colours;
  #list = el("tbody");
  #shown = null;
  #known = null;

  constructor(colours) {
    super("Newest sheets", { full: true, note: NOTE });
    this.#colours = colours;
    const heads = ["Received", "Match", "Player", "Mode", "Looted", "Units"].map((name) =>
      el(name === "Units" ? "th.number" : "th", { scope: "col" }, name),
    );
    this.body.append(
      el(
        "div.table-scroll",
        { tabindex: "0", role: "region", "aria-label": "Newest sheets" },
        el("table.newest", el("thead", el("tr", heads)), this.#list),
      ),
    );
  }

  get isBlank() {
    return this.#list.childElementCount === 0;
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
    const key = sheets.map((sheet) => sheet.id).join();
    if (key === this.#shown) return;
    const known = this.#known ?? new Set(sheets.map((sheet) => sheet.id));
    this.#shown = key;
    this.#known = new Set(sheets.map((sheet) => sheet.id));
    const kept = address.lasting(filters);
    this.#list.replaceChildren(...sheets.map((sheet) => this.#row(sheet, kept, !known.has(sheet.id))));
    if (sheets.length) this.ready();
    else this.empty("No sheet in this range.");
  }

  #row(sheet, kept, isNew) {
    const found = Object.entries(sheet.looted_items)
      .filter(([, n]) => n > 0)
      .sort((a, b) => b[1] - a[1]);
    const units = found.reduce((sum, [, n]) => sum + n, 0);
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
    return el(
      isNew ? "tr.fresh" : "tr",
      el("td", time(sheet.created_at, clockTime)),
      el("td", el("a", { href: address.of("matches", sheet.match_id, kept) }, cuttable(sheet.match_id))),
      el("td", el("a", { href: address.of("players", sheet.player_id, kept) }, cuttable(sheet.player_id))),
      el("td", sheet.game_mode ? cuttable(sheet.game_mode) : "–"),
      el("td", el("div.chips", chips)),
      el("td.number", whole(units)),
    );
  }
}
