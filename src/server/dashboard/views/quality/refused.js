// Requests that were refused as a whole: who sends them sees an error, everybody else sees nothing but this.
import { el } from "../../lib/elements.js";
import { whole } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";
import { Table } from "../../lib/table.js";

export class RefusedRequests extends Panel {
  #table;

  constructor() {
    super("Refused requests");
    this.setNote("Nothing of these was kept: a wrong type, too large, too slow, or from another site.");
    this.#table = new Table(
      "Refused requests",
      [
        { key: "source", title: "Sent to", cell: (row) => el("code", row.source) },
        { key: "status", title: "Status", number: true, cell: (row) => String(row.status) },
        { key: "reason", title: "At fault", cell: (row) => row.reason },
        { key: "requests", title: "Requests", number: true, cell: (row) => whole(row.requests) },
      ],
      () => {},
      () => {},
    );
    this.#table.sorted("", false);
    this.body.append(this.#table.element);
  }

  show(quality) {
    const rows = quality.refused_requests_by_reason;
    if (!rows.length) return this.empty("No request was refused as a whole.");
    this.#table.show(
      rows.toSorted((a, b) => b.requests - a.requests),
      false,
    );
    this.ready();
  }
}
