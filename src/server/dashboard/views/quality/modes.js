// How many players report on matches, in each game mode: what is usual in one is not in another.
import { percent, whole } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";
import { Table } from "../../lib/table.js";
import { named } from "../../lib/text.js";

const UNKNOWN = "not known";

export class CoverageByMode extends Panel {
  #table;

  constructor() {
    super("Coverage by mode", { wide: true });
    this.setNote("The usual number of players of a match is the most common one, as soon as two matches have it.");
    const known = (value, text) => (value === null ? UNKNOWN : text(value));
    this.#table = new Table(
      "Coverage by mode",
      [
        {
          key: "game_mode",
          title: "Mode",
          cell: ({ game_mode }) => (game_mode === null ? "(none)" : named(game_mode)),
        },
        { key: "matches", title: "Matches", number: true, cell: (row) => whole(row.matches) },
        {
          key: "usual",
          title: "Usual",
          number: true,
          cell: (row) => known(row.expected_players_per_match, whole),
        },
        { key: "coverage", title: "Coverage", number: true, cell: (row) => known(row.coverage, percent) },
        { key: "incomplete", title: "Incomplete", number: true, cell: (row) => known(row.incomplete_matches, whole) },
      ],
      () => {},
      () => {},
    );
    this.#table.sorted("", false);
    this.body.append(this.#table.element);
  }

  show({ by_mode }) {
    if (!by_mode.length) return this.empty("No match has been received yet.");
    this.#table.show(by_mode, false);
    this.ready();
  }
}
