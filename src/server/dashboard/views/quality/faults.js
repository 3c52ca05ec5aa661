// What items were refused for: one line for each field and reason, whatever was sent instead, with the newest as an example.
import * as api from "../../lib/api.js";
import { dialogOf, show } from "../../lib/dialog.js";
import { el } from "../../lib/elements.js";
import { count, shortMoment, time, whole } from "../../lib/format.js";
import { LatestOnly } from "../../lib/latestOnly.js";
import { Panel } from "../../lib/panel.js";
import { Table } from "../../lib/table.js";
import { timeRange } from "../../lib/timeRange.js";
import { letterContent } from "./letterCard.js";

const NOTE = "By the first fault of each item, whatever was sent instead. The example is the newest.";

export class RejectedByFault extends Panel {
  #table;
  #requests = new LatestOnly();

  constructor() {
    super("Rejected by fault", { full: true });
    this.#table = new Table(
      "Rejected by fault",
      [
        { key: "field", title: "Field", cell: ({ field }) => el("code", field) },
        { key: "reason", title: "Fault", cell: ({ reason }) => el("span.why", reason) },
        { key: "items", title: "Items", number: true, cell: ({ items }) => whole(items) },
        { key: "first", title: "First", cell: ({ first }) => time(first) },
        { key: "last", title: "Last", cell: ({ last }) => time(last) },
        { key: "example", title: "Example", cell: ({ example }) => this.#opener(example) },
      ],
      () => {},
      () => {},
      { id: ({ field, reason }) => `${field} ${reason}` },
    );
    this.#table.sorted("", false);
    this.body.append(this.#table.element);
  }

  /** `filters` as those of the letters. */
  async load(filters, signal) {
    const { reason, source } = filters;
    const request = api.path("/api/dead-letters/groups", { reason, source, ...timeRange(filters) });
    const { data } = await api.get(request, signal);
    signal.throwIfAborted();
    if (!data.groups.length) return this.empty("Nothing was refused in this selection.");
    const since = data.complete
      ? ""
      : ` Of the newest ${whole(data.looked_at)}, from ${shortMoment(data.covered_since)} on.`;
    const others = data.others ? ` ${count(data.others, "item")} had other faults.` : "";
    this.setNote(`${NOTE}${since}${others}`);
    this.#table.show(data.groups, false);
    this.ready();
  }

  close() {
    this.#requests.stop();
  }

  #opener({ id, reason }) {
    const open = () =>
      this.#requests.run(
        false,
        async (signal) => {
          const { data } = await api.get(api.path("/api/dead-letters", { id }), signal);
          const content = data.length ? letterContent(data[0]) : el("p", "It was replayed or dropped meanwhile.");
          show(dialogOf(`Letter ${id}`, "wide-sheet.letter", content));
        },
        (error) => this.fail(error, open),
      );
    return el(
      "button.quiet",
      { type: "button", title: reason, "aria-haspopup": "dialog", on: { click: open } },
      `Letter ${id}`,
    );
  }
}
