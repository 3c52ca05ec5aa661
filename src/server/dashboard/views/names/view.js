// Names: which have numbers of their own in totals and charts, which are counted as another one, and which have no place.
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { choice, fill, formOf, typed } from "../../lib/controls.js";
import { cuttable, el } from "../../lib/elements.js";
import { Guide } from "../../lib/empty.js";
import { count, time, whole } from "../../lib/format.js";
import { LatestOnly } from "../../lib/latestOnly.js";
import { Panel } from "../../lib/panel.js";
import { Table } from "../../lib/table.js";
import { NameActions } from "./actions.js";

const LINES = 100;
const KINDS = [
  ["item", "Items"],
  ["game_mode", "Game modes"],
  ["variant", "Variants"],
  ["event_type", "Types of events"],
  ["dimension", "Values of dimensions"],
];
const STATES = [
  ["", "All"],
  ["tracked", "Counted by themselves"],
  ["merged", "Merged"],
  ["hidden", "Hidden"],
  ["no_place", "Without a place"],
];
/** What is counted of a kind. */
const COUNTED = {
  item: "Units",
  game_mode: "Sheets and events",
  variant: "Sheets and events",
  event_type: "Events",
  dimension: "Sheets and events",
};

export function open(root, state) {
  return new NamesView(root, state);
}

class NamesView {
  constructor(root, state) {
    this.filters = state.filters;
    this.requests = new LatestOnly();
    this.controls = formOf("Which names");
    this.actions = new NameActions({ onDone: () => this.load("new") });
    this.panel = new Panel("Names", { controls: this.controls, heading: "h1" });
    this.api = el("a.quiet", { target: "_blank", rel: "noopener", title: "The request behind this table" }, "API");
    this.panel.tools.append(this.api);
    this.panel.message.before(this.actions.element);
    this.table = new Table(
      "Names",
      this.columns(),
      () => {},
      () => this.load("more"),
    );
    this.table.sorted("", false);
    this.panel.body.append(this.table.element);
    this.guide = new Guide("names");
    root.append(...this.guide.around(this.panel.element));
    this.load("new");
  }

  get kind() {
    return KINDS.some(([kind]) => kind === this.filters.kind) ? this.filters.kind : "item";
  }

  columns() {
    return [
      { key: "name", title: "Name", cell: named },
      { key: "counted", title: "Counted", cell: counted },
      { key: "count", title: "Count", number: true, cell: (row) => (row.count === null ? "–" : whole(row.count)) },
      { key: "first_seen", title: "First seen", cell: (row) => (row.first_seen ? time(row.first_seen) : "–") },
      { key: "from", title: "First from", cell: from },
      { key: "decide", title: "Decide", cell: (row) => this.actions.of(row) },
    ];
  }

  change({ filters }) {
    this.filters = filters;
    this.load("new");
  }

  /** New rows would move what somebody decides about; where nothing was, there is nothing to move. */
  refresh() {
    return this.guide.isExample ? this.load("new") : undefined;
  }

  showControls() {
    const { state = "", prefix } = this.filters;
    fill(this.controls, [this.kind, state, prefix], () => [
      choice("kind", "Kind", KINDS, this.kind, (kind) => address.change({ kind })),
      choice("state", "Counted", STATES, state, (state) => address.change({ state })),
      typed("prefix", "Begins with", prefix, (prefix) => address.change({ prefix })),
    ]);
  }

  async load(why) {
    const more = why === "more";
    this.showControls();
    await this.requests.run(
      false,
      async (signal) => {
        const { state, prefix } = this.filters;
        const asked = { kind: this.kind, state, prefix, limit: LINES, cursor: more ? this.next : "" };
        const request = api.path("/api/names/list", asked);
        const answer = await api.get(request, signal);
        if (answer.kinds.some(({ tracked, no_place, unlisted }) => tracked || no_place || unlisted)) this.guide.leave();
        else this.guide.example();
        if (!more) this.api.href = api.href(request);
        this.next = answer.next;
        this.panel.setNote(summary(answer.kinds.find(({ kind }) => kind === this.kind)));
        if (more) this.table.add(answer.data, Boolean(answer.next));
        else this.table.show(answer.data, Boolean(answer.next), true);
        if (!answer.data.length && !more) this.panel.empty("No such names.");
        else this.panel.ready();
      },
      (error) => this.panel.fail(error, () => this.load(why)),
    );
  }

  close() {
    this.requests.stop();
    this.actions.stop();
  }
}

const named = ({ experiment, dimension, name }) => {
  const of = experiment ?? dimension;
  return [of ? [cuttable(of), " = "] : null, cuttable(name)].flat();
};

function counted({ state, counted_as, kind, dimension, counted_dimension: of }) {
  if (of !== dimension) return "as (other) dimension";
  switch (state) {
    case "tracked":
      return COUNTED[kind];
    case "merged":
      return ["as ", cuttable(counted_as)];
    case "hidden":
      return "as (other), hidden";
    default:
      return "as (other), no place";
  }
}

function from({ player_id, source }) {
  if (!player_id) return "–";
  return [el("a", { href: address.of("players", player_id) }, cuttable(player_id)), source ? ` by ${source}` : null];
}

function summary({ tracked, limit, no_place, unlisted, other, kind }) {
  const places =
    kind === "dimension"
      ? `${whole(tracked)} places are taken, of ${whole(limit)} in each dimension.`
      : `${whole(tracked)} of ${whole(limit)} places are taken.`;
  const others = other ? ` ${COUNTED[kind]} under (other): ${whole(other)}.` : "";
  const full = no_place ? ` ${count(no_place, "name")} came when all places were taken.` : "";
  const more = unlisted
    ? ` Others that are not listed came ${count(unlisted, "time")}; new names get a place by Track alone.`
    : "";
  return places + others + full + more;
}
