// The matches: a table to search, filter and page through. A match opens on its own page.
import * as address from "../lib/address.js";
import * as api from "../lib/api.js";
import { choice } from "../lib/controls.js";
import { cuttable, el } from "../lib/elements.js";
import { duration, time, whole } from "../lib/format.js";
import { ListView } from "./listView.js";

export function open(root, state) {
  const view = new ListView(root, state, {
    name: "matches",
    title: "Matches",
    route: "/api/matches",
    search: "Match id contains",
    note: "Open one to see who played and what happened.",
    columns: (filters) => [
      {
        key: "id",
        title: "Match",
        sort: true,
        cell: (row) =>
          el("a", { href: address.of("matches", row.match_id, address.lasting(filters())) }, cuttable(row.match_id)),
      },
      { key: "players", title: "Players", number: true, cell: (row) => whole(row.players) },
      { key: "sheets", title: "Sheets", number: true, cell: sheetsOf },
      { key: "units", title: "Units looted", number: true, cell: (row) => whole(row.units) },
      { key: "events", title: "Events", number: true, cell: (row) => whole(row.events) },
      { key: "first_seen", title: "First seen", sort: true, cell: (row) => time(row.first_seen) },
      { key: "last_seen", title: "Last seen", cell: (row) => time(row.last_seen) },
      {
        key: "length",
        title: "Span",
        number: true,
        cell: (row) => duration((Date.parse(row.last_seen) - Date.parse(row.first_seen)) / 1000),
      },
    ],
    extra: ({ fewer_players_than }) => ({ fewer_players_than }),
  });
  offerIncomplete(view, state.filters);
  return view;
}

const sheetsOf = ({ sheets, sheets_missing: missing }) =>
  missing ? `${whole(sheets)} (${whole(missing)} missing)` : whole(sheets);

/** Matches that lack players, where it is known how many there should be. */
async function offerIncomplete(view, filters) {
  try {
    const { data } = await api.get("/api/quality");
    const { by_mode } = data;
    // What is usual in one mode is not in another.
    const [mode] = by_mode.length === 1 ? by_mode : by_mode.filter(({ game_mode }) => game_mode === filters.game_mode);
    const usual = mode?.expected_players_per_match ?? 0;
    if (usual < 2) return;
    view.extras.replaceChildren(
      choice(
        "fewer",
        "Which",
        [
          ["", "All"],
          [String(usual), `Incomplete (fewer than ${usual} players)`],
        ],
        filters.fewer_players_than ?? "",
        (value) => address.change({ fewer_players_than: value }),
      ),
    );
  } catch {
    // The table says what is wrong.
  }
}
