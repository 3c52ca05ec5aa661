// Names that came when all places of their kind were taken: they are counted together, and somebody should look at who sends them.
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { cuttable, el } from "../../lib/elements.js";
import { count, time, whole } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";
import { Table } from "../../lib/table.js";

const MOST = 20;
const PLURALS = {
  item: "items",
  game_mode: "game modes",
  variant: "variants",
  event_type: "types of event",
  dimension: "values of a dimension",
};
const WORDS = { item: "item", game_mode: "game mode", variant: "variant", event_type: "type of event" };
const wordOf = ({ kind, dimension }) => (dimension ? [cuttable(dimension)] : WORDS[kind]);

export class PlacelessNames extends Panel {
  #table;

  constructor() {
    super("Names without a place");
    const player = ({ player_id: id }) => (id ? el("a", { href: address.of("players", id) }, cuttable(id)) : "–");
    this.#table = new Table(
      "Names without a place",
      [
        { key: "kind", title: "Kind", cell: wordOf },
        { key: "name", title: "Name", cell: ({ name }) => cuttable(name) },
        { key: "first_seen", title: "First seen", cell: (row) => (row.first_seen ? time(row.first_seen) : "–") },
        { key: "player", title: "First from", cell: player },
        { key: "source", title: "Sent to", cell: ({ source }) => el("code", source ?? "–") },
      ],
      () => {},
      () => {},
    );
    this.#table.sorted("", false);
    this.body.append(this.#table.element);
  }

  async load({ names }, signal) {
    const full = names.filter(({ no_place, unlisted }) => no_place || unlisted);
    this.note.classList.toggle("failed", full.length > 0);
    const link = el("a", { href: address.of("names") }, "Names");
    if (!full.length) {
      this.setNote("Every name has numbers of its own, or somebody has decided otherwise: see ", link);
      return this.empty("There is room left for every kind of name.");
    }
    const { data } = await api.get(api.path("/api/names/list", { state: "no_place", limit: MOST }), signal);
    signal.throwIfAborted();
    const told = full.map(
      ({ kind, limit, no_place, unlisted }) =>
        `All ${whole(limit)} places for ${PLURALS[kind]} are taken: ${count(no_place, "name")} more` +
        (unlisted ? `, and others ${count(unlisted, "time")}` : ""),
    );
    const first = address.of("names", null, { kind: full[0].kind, state: "no_place" });
    this.setNote(
      `${told.join(". ")}. They are counted as (other); hide or merge some: see `,
      el("a", { href: first }, "Names"),
    );
    this.#table.show(data, false);
    this.ready();
  }
}
