// The fields that there are, as a table; one is chosen by its name.
import * as address from "../../lib/address.js";
import { href } from "../../lib/api.js";
import { cuttable, el } from "../../lib/elements.js";
import { count, significant, whole } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";
import { Table } from "../../lib/table.js";

const KINDS = { number: "number", text: "text", boolean: "yes or no" };
const number = (value) => (value === null ? "–" : significant(value));

export class Fields extends Panel {
  #table;
  #chosen = "";

  constructor() {
    super("Fields", { full: true });
    this.api = el("a.quiet", { target: "_blank", rel: "noopener", title: "The request behind this table" }, "API");
    this.tools.append(this.api);
    this.#table = new Table("Fields", [
      { key: "name", title: "Field", cell: (row) => this.#name(row) },
      { key: "of", title: "Of", cell: ({ of }) => (of === null ? "sheets" : cuttable(of)) },
      { key: "kind", title: "Kind", cell: ({ kind }) => KINDS[kind] },
      { key: "rows", title: "Rows", number: true, cell: ({ rows }) => whole(rows) },
      { key: "min", title: "Least", number: true, cell: ({ min }) => number(min) },
      { key: "mean", title: "Mean", number: true, cell: ({ mean }) => number(mean) },
      { key: "max", title: "Most", number: true, cell: ({ max }) => number(max) },
      {
        key: "distinct",
        title: "Distinct",
        number: true,
        cell: ({ distinct, more_distinct: more }) => `${whole(distinct)}${more ? "+" : ""}`,
      },
    ]);
    this.#table.sorted(null, true);
    this.body.append(this.#table.element);
  }

  /** A name that stands for others is none to ask for. */
  #name({ of, name }) {
    if (name.startsWith(" ")) return el("em", name.trim());
    const isChosen = JSON.stringify([of, name]) === this.#chosen;
    const choose = () => address.change({ of: of ?? "", field: name });
    return el(
      "button.quiet.name",
      { type: "button", "aria-pressed": String(isChosen), on: { click: choose } },
      cuttable(name),
    );
  }

  show({ sources, more_sources: more }, chosen, request) {
    this.api.href = href(request);
    this.#chosen = chosen ? JSON.stringify([chosen.of, chosen.field]) : "";
    const rows = sources.flatMap(({ event_type: of, fields }) => fields.map((field) => ({ of, ...field })));
    if (!rows.length) return this.empty("No details of events and no custom stats in this selection.");
    const partly = sources.filter(({ complete }) => !complete).length;
    const said = [
      `${count(rows.length, "field")} of ${count(sources.length, "source")}.`,
      partly && "Where there are more than ten thousand rows, the table shows the newest.",
      more && "Rare types of events were not looked at.",
    ];
    this.setNote(said.filter(Boolean).join(" "));
    this.#table.show(rows, false);
    this.ready();
  }
}
