// Matches in which players are missing.
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { cuttable, el } from "../../lib/elements.js";
import { time, whole } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";
import { Table } from "../../lib/table.js";

const MOST = 20;
/** Those with the most matches. */
const MOST_MODES = 8;

export class IncompleteMatches extends Panel {
  #table;
  #filters = {};

  constructor() {
    super("Incomplete matches", { wide: true });
    const link = (row) =>
      el("a", { href: address.of("matches", row.match_id, address.lasting(this.#filters)) }, cuttable(row.match_id));
    this.#table = new Table(
      "Incomplete matches",
      [
        { key: "match_id", title: "Match", cell: link },
        {
          key: "players",
          title: "Players",
          number: true,
          cell: (row) => `${whole(row.players)} of ${whole(row.usual)}`,
        },
        { key: "sheets_missing", title: "Sheets missing", number: true, cell: (row) => whole(row.sheets_missing) },
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
    const modes = modesOf(quality, filters);
    const found = await Promise.all(modes.map((mode) => lacking(mode, signal)));
    signal.throwIfAborted();
    const rows = found.flat().sort((a, b) => Date.parse(b.first_seen) - Date.parse(a.first_seen));
    this.setNote(modes.length ? "Matches with fewer players or sheets than usual in their mode, newest first." : "");
    if (!rows.length) {
      const complete = modes.length ? "No match lacks players." : "How many players are usual is not known yet.";
      return this.empty(quality.matches ? complete : "No match has been received yet.");
    }
    this.#table.show(rows.slice(0, MOST), false);
    this.ready();
  }
}

/** The modes in which it is known what is usual. Matches without a mode can be asked for where there are no others. */
function modesOf({ by_mode }, { game_mode }) {
  const known = by_mode.filter((mode) => mode.expected_players_per_match !== null);
  const askable = known.filter((mode) => mode.game_mode !== null || by_mode.length === 1);
  return askable.filter((mode) => !game_mode || mode.game_mode === game_mode).slice(0, MOST_MODES);
}

async function lacking({ game_mode, expected_players_per_match: usual, incomplete_matches }, signal) {
  if (!incomplete_matches) return [];
  const request = api.path("/api/matches", { game_mode, fewer_players_than: usual, limit: MOST });
  const { data } = await api.get(request, signal);
  return data.map((match) => ({ ...match, usual }));
}
