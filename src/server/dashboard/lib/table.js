// A table with headings that sort and a button for more rows. It knows neither what the rows are nor where they come
// from.
import { el } from "./elements.js";

export class Table {
  /** `columns`: `{key, title, number, sort, cell(row)}`; `onSort(key)` is called for those that `sort`. */
  constructor(label, columns, onSort, onMore) {
    this.columns = columns;
    this.head = el("tr");
    this.bodyRows = el("tbody");
    this.more = el("button.quiet", { type: "button", hidden: true, on: { click: onMore } }, "Show more");
    this.onSort = onSort;
    this.element = el(
      "div",
      el(
        "div.table-scroll",
        { tabindex: "0", role: "region", "aria-label": label },
        el("table.rows", el("thead", this.head), this.bodyRows),
      ),
      el("p.more", this.more),
    );
  }

  sorted(key, ascending) {
    const focused = [...this.head.children].findIndex((cell) => cell.contains(document.activeElement));
    this.head.replaceChildren(
      ...this.columns.map((column) => {
        const active = column.key === key;
        const heading = column.sort
          ? el(
              "button.sort",
              { type: "button", on: { click: () => this.onSort(column.key) } },
              column.title,
              el("span", { "aria-hidden": "true" }, active ? (ascending ? " ↑" : " ↓") : ""),
            )
          : column.title;
        return el(
          column.number ? "th.number" : "th",
          { scope: "col", "aria-sort": active ? (ascending ? "ascending" : "descending") : null },
          heading,
        );
      }),
    );
    if (focused >= 0) this.head.children[focused].querySelector("button")?.focus();
  }

  show(rows, hasMore) {
    this.bodyRows.replaceChildren();
    this.add(rows, hasMore);
  }

  add(rows, hasMore) {
    this.bodyRows.append(
      ...rows.map((row) =>
        el(
          "tr",
          this.columns.map((column) => el(column.number ? "td.number" : "td", column.cell(row))),
        ),
      ),
    );
    this.more.hidden = !hasMore;
  }
}
