// The newest events of a type, with what they say; a click on a value looks for others that say it.
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import * as detail from "../../lib/detail.js";
import { cuttable, el } from "../../lib/elements.js";
import { count, shortMoment, time } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";
import { leaves, shown } from "../../lib/said.js";
import { Table } from "../../lib/table.js";

const MOST = 25;
const MOST_VALUES = 12;

export class NewestEvents extends Panel {
  #table;
  #filters = {};

  constructor() {
    super("Newest events", { full: true });
    this.api = el("a.quiet", { target: "_blank", rel: "noopener", title: "The request behind this table" }, "API");
    this.tools.append(this.api);
    const link = (view, id) =>
      id ? el("a", { href: address.of(view, id, address.lasting(this.#filters)) }, cuttable(id)) : "–";
    this.#table = new Table("Newest events", [
      { key: "time", title: "Time", cell: (row) => time(row.timestamp_utc) },
      { key: "player", title: "Player", cell: (row) => link("players", row.player_id) },
      { key: "match", title: "Match", cell: (row) => link("matches", row.match_id) },
      { key: "said", title: "Details", cell: (row) => this.#values(row) },
    ]);
    this.#table.sorted(null, true);
    this.body.append(this.#table.element);
  }

  #values({ event_type: type, details }) {
    const found = leaves(details).slice(0, MOST_VALUES);
    if (!found.length) return "–";
    return el(
      "div.chips",
      found.map(([name, value]) => {
        const only = () => address.change({ event: type, detail: detail.textOf(name, value) });
        const said = detail.parse(detail.textOf(name, value));
        const is = `${name} ${shown(value)}`;
        // What the filter cannot say is told all the same.
        if (said?.field !== name) return el("span.chip.said", el("span.soft", cuttable(name)), cuttable(shown(value)));
        return el(
          "button.quiet.chip.said",
          { type: "button", title: `Only events with ${is}`, on: { click: only } },
          el("span.soft", cuttable(name)),
          cuttable(shown(value)),
        );
      }),
    );
  }

  async load(asked, filters, signal) {
    this.#filters = filters;
    const request = api.path("/api/events/newest", { ...asked, limit: MOST });
    this.api.href = api.href(request);
    const { data } = await api.get(request, signal);
    signal.throwIfAborted();
    const only = filters.detail && detail.parse(filters.detail) ? ` with ${filters.detail}` : "";
    if (!data.events.length) {
      const since = data.complete ? "" : ` from ${shortMoment(data.covered_since)} on`;
      return this.empty(`No ${asked.type}${only}${since}.`);
    }
    this.setNote(
      `The newest ${count(data.events.length, "event")}${only}. Click a value to see the events that have it.`,
    );
    this.#table.show(data.events, false);
    this.ready();
  }
}
