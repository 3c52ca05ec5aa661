// Matches in which players are missing.
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { cuttable, el } from "../../lib/elements.js";
import { rate, time, whole } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";
import { Table } from "../../lib/table.js";

const MOST = 20;

export class IncompleteMatches extends Panel {
  #table;
  #filters = {};

  constructor() {
    super("Incomplete matches");
    const link = (row) =>
      el("a", { href: address.of("matches", row.match_id, address.lasting(this.#filters)) }, cuttable(row.match_id));
    this.#table = new Table(
      "Incomplete matches",
      [
        { key: "match_id", title: "Match", cell: link },
        { key: "players", title: "Players", number: true, cell: (row) => whole(row.players) },
        { key: "first_seen", title: "First seen", cell: (row) => time(row.first_seen) },
      ],
      () => {},
      () => {},
    );
    this.#table.sorted("first_seen", false);
    this.body.append(this.#table.element);
  }

  /** `filters` go with the links to matches. */
  async load(quality, filters, signal) {
    this.#filters = filters;
    const usual = quality.expected_players_per_match;
    const request = api.path("/api/matches", { fewer_players_than: usual, limit: MOST });
    const { data, next } = usual > 1 ? await api.get(request, signal) : { data: [] };
    signal.throwIfAborted();
    this.setNote(
      usual > 1
        ? `Fewer than the usual ${usual} players; ${rate(quality.present_players_per_match)} on average.`
        : "The usual match has one player, so none can lack any.",
    );
    if (!data.length) {
      const complete = next ? "The newest 10,000 matches are complete." : "Every match is complete.";
      return this.empty(quality.matches ? complete : "No match has been received yet.");
    }
    this.#table.show(data, false);
    this.ready();
  }
}
