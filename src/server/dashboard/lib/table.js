// A table with headings that sort and a button for more rows; on a phone, cards. Rows that arrive while somebody points at
// the table, or is in it with the keyboard, wait until they are asked for. It knows neither what the rows are nor where they
// come from. Roles are said, because a table that is laid out as cards is none to a browser.
import { el } from "./elements.js";
import { whole } from "./format.js";

export class Table {
  #shown = null;
  #asked = null;
  #waiting = null;
  #isPointed = false;

  /**
   * `columns`: `{key, title, number, sort, cell(row)}`; `onSort(key)` is called for those that `sort`. `kind` is a class; `id`
   * tells rows apart.
   */
  constructor(label, columns, onSort, onMore, { kind = "", id = JSON.stringify } = {}) {
    this.columns = columns;
    this.id = id;
    this.head = el("tr", { role: "row" });
    this.bodyRows = el("tbody", { role: "rowgroup" });
    this.more = el("button.quiet", { type: "button", hidden: true, on: { click: onMore } }, "Show more");
    this.news = el("button.quiet.news", { type: "button", hidden: true, on: { click: () => this.#take() } });
    this.onSort = onSort;
    this.element = el(
      "div.listed",
      this.news,
      el(
        "div.table-scroll",
        { tabindex: "0", role: "region", "aria-label": `${label}, as a table` },
        el(`table.rows${kind}`, { role: "table" }, el("thead", { role: "rowgroup" }, this.head), this.bodyRows),
      ),
      el("p.more", this.more),
    );
    // A finger points at nothing once it is gone.
    this.element.addEventListener("pointerenter", ({ pointerType }) => {
      this.#isPointed = pointerType !== "touch";
    });
    this.element.addEventListener("pointerleave", () => this.#release());
    this.element.addEventListener("focusout", () => setTimeout(() => this.#isHeld() || this.#take()));
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
              el("span", { "aria-hidden": "true" }, active ? (ascending ? " ↑" : " ↓") : " ↕"),
            )
          : column.title;
        return el(
          column.number ? "th.number" : "th",
          {
            scope: "col",
            role: "columnheader",
            "aria-sort": active ? (ascending ? "ascending" : "descending") : null,
          },
          heading,
        );
      }),
    );
    if (focused >= 0) this.head.children[focused].querySelector("button")?.focus();
  }

  /** Rows in the place of those that are there; `anyway` where the reader has just asked for them. */
  show(rows, hasMore, anyway = false) {
    // What a page shows is what its address says: with another one, other rows were asked for.
    const isRefresh = !anyway && this.#shown !== null && this.#asked === location.href;
    const ids = rows.map((row) => this.id(row));
    const known = new Set(this.#shown);
    const take = () => {
      this.#asked = location.href;
      this.#shown = ids;
      this.bodyRows.replaceChildren();
      this.add(rows, hasMore, isRefresh ? (index) => !known.has(ids[index]) : undefined);
    };
    if (!isRefresh || !this.#isHeld()) return take();
    if (JSON.stringify(ids) === JSON.stringify(this.#shown)) return undefined;
    const fresh = ids.filter((id) => !known.has(id)).length;
    this.#waiting = take;
    this.news.textContent = `${fresh ? `${whole(fresh)} new` : "Changed"} · show`;
    this.news.hidden = false;
    return undefined;
  }

  /** Further rows; `isFresh(index)` tells those that were not there before. */
  add(rows, hasMore, isFresh = () => false) {
    this.#waiting = null;
    this.news.hidden = true;
    this.bodyRows.append(...rows.map((row, index) => this.#row(row, isFresh(index))));
    this.more.hidden = !hasMore;
  }

  #row(row, isFresh) {
    const cell = ({ title, number, cell: of }) => {
      const content = of(row);
      const nothing = content === "–" ? ".nothing" : "";
      return el(`td${number ? ".number" : ""}${nothing}`, { role: "cell", "data-label": title || null }, content);
    };
    return el(isFresh ? "tr.fresh" : "tr", { role: "row" }, this.columns.map(cell));
  }

  /** Whether somebody is in it, with a pointer that hovers or with the keyboard. */
  #isHeld() {
    return this.#isPointed || this.element.contains(document.activeElement);
  }

  #release() {
    this.#isPointed = false;
    if (!this.#isHeld()) this.#take();
  }

  #take() {
    this.#waiting?.();
  }
}
