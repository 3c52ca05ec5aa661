// A field told apart by a dimension, an experiment, the mode or the map, as a table.
import { valueWords } from "../../charts/fieldValues.js";
import { cuttable, el } from "../../lib/elements.js";
import { percent, significant, whole } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";

/** Values of texts that have a column of their own. */
const COLUMNS = 6;
const QUANTILES = [
  ["Mean", "mean"],
  ["5%", "p5"],
  ["Median", "p50"],
  ["95%", "p95"],
];

export class Groups extends Panel {
  constructor() {
    super("By group", { full: true });
  }

  show({ kind, groups, values, rows }, by) {
    this.title.textContent = `Split by ${by.replace(/^(dim|experiment)\./, "").replace("game_mode", "game mode")}`;
    if (!groups.length) return this.empty("No row in this selection has it.");
    const inGroups = groups.reduce((sum, group) => sum + group.rows, 0);
    this.setNote(inGroups < rows ? `${whole(rows - inGroups)} rows do not say it.` : "");
    const told = values.slice(0, COLUMNS);
    const heads =
      kind === "number" ? QUANTILES.map(([title]) => title) : told.map(({ value }) => valueWords(kind, value));
    const cells = (group, index) =>
      kind === "number"
        ? QUANTILES.map(([, key]) => (group.numbers ? significant(group.numbers[key]) : "–"))
        : told.map(({ groups: own }) => percent(group.rows ? own[index] / group.rows : 0));
    const head = (title) => el("th.number", { scope: "col" }, title);
    this.body.replaceChildren(
      el(
        "div.table-scroll",
        { tabindex: "0", role: "region", "aria-label": `${this.title.textContent}, as a table` },
        el(
          "table.rows",
          el("thead", el("tr", el("th", { scope: "col" }, "Group"), head("Rows"), heads.map(head))),
          el(
            "tbody",
            groups.map((group, index) =>
              el(
                "tr",
                el("td", group.name.startsWith(" ") ? el("em", group.name.trim()) : cuttable(group.name)),
                el("td.number", whole(group.rows)),
                cells(group, index).map((cell) => el("td.number", cell)),
              ),
            ),
          ),
        ),
      ),
    );
    this.ready();
  }
}
