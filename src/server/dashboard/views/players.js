// The players: a table to search and page through. A player's journey opens on its own page.
import * as address from "../lib/address.js";
import { cuttable, el } from "../lib/elements.js";
import { time, whole } from "../lib/format.js";
import { ListView } from "./listView.js";

export function open(root, state) {
  return new ListView(root, state, {
    name: "players",
    title: "Players",
    route: "/api/players",
    search: "Player id contains",
    note: "Open one to see the journey: sessions, loot and events.",
    columns: (filters) => [
      {
        key: "id",
        title: "Player",
        sort: true,
        cell: (row) =>
          el("a", { href: address.of("players", row.player_id, address.lasting(filters())) }, cuttable(row.player_id)),
      },
      { key: "sheets", title: "Sheets", number: true, cell: (row) => whole(row.sheets) },
      { key: "units", title: "Units looted", number: true, cell: (row) => whole(row.units) },
      { key: "events", title: "Events", number: true, cell: (row) => whole(row.events) },
      {
        key: "per_sheet",
        title: "Units per sheet",
        number: true,
        cell: (row) => (row.sheets ? (row.units / row.sheets).toFixed(1) : "–"),
      },
      { key: "first_seen", title: "First seen", sort: true, cell: (row) => time(row.first_seen) },
      { key: "last_seen", title: "Last seen", cell: (row) => time(row.last_seen) },
    ],
  });
}
