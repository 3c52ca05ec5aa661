// The newest events as a table, of a game or a selection that has no sheets.
import { cuttable } from "../../lib/elements.js";
import { time } from "../../lib/format.js";
import { shown } from "../../lib/said.js";
import { Table } from "../../lib/table.js";

/** `link` makes that to a match or a player. */
export function eventsTable(link) {
  const table = new Table(
    "Newest events",
    [
      { key: "received", title: "Received", cell: (event) => time(event.created_at) },
      { key: "event", title: "Event", cell: (event) => cuttable(event.event_type) },
      { key: "match", title: "Match", cell: (event) => (event.match_id ? link("matches", event.match_id) : "–") },
      { key: "player", title: "Player", cell: (event) => link("players", event.player_id) },
      { key: "place", title: "Place", cell: ({ position }) => position?.map(shown).join(", ") ?? "–" },
    ],
    null,
    null,
    { kind: ".newest", id: ({ id }) => id },
  );
  table.sorted(null, false);
  return table;
}
