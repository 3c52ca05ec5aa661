// The button that saves a whole list, not only the rows that are shown: page after page, so that the server never holds more
// than one of them.
import * as api from "./api.js";
import { el, say } from "./elements.js";
import { whole } from "./format.js";
import { saveCsv } from "./save.js";

const PER_PAGE = 1_000;
/** More is no matter of a page. */
const MOST = 200_000;

export class ListCsv {
  #controller = null;
  #name;
  #request;
  #tell;

  /** `request(page)` is the path for `{limit, cursor}`; `tell(text)` says what went otherwise than hoped. */
  constructor(name, request, tell) {
    this.#name = name;
    this.#request = request;
    this.#tell = tell;
    this.element = el(
      "button.quiet",
      { type: "button", title: "All rows of this selection as CSV", on: { click: () => this.#click() } },
      "CSV",
    );
  }

  stop() {
    this.#controller?.abort();
  }

  async #click() {
    if (this.#controller) {
      this.stop();
      return;
    }
    this.#controller = new AbortController();
    try {
      const { rows, isCut } = await this.#all(this.#controller.signal);
      const columns = Object.keys(rows[0] ?? {});
      saveCsv(
        this.#name,
        columns,
        rows.map((row) => columns.map((column) => flat(row[column]))),
      );
      this.#tell(isCut ? `The CSV has the first ${whole(rows.length)} rows. Narrow the selection for the others.` : "");
    } catch (error) {
      if (error.name !== "AbortError") this.#tell(`No CSV: ${error.message}`);
    } finally {
      this.#controller = null;
      say(this.element, "CSV");
    }
  }

  async #all(signal) {
    const rows = [];
    let cursor = "";
    do {
      say(this.element, `Stop at ${whole(rows.length)}`);
      const page = await api.get(this.#request({ limit: PER_PAGE, cursor }), signal);
      signal.throwIfAborted();
      for (const row of page.data) rows.push(row);
      cursor = page.next;
    } while (cursor && rows.length < MOST);
    return { rows, isCut: Boolean(cursor) };
  }
}

const flat = (value) => (value !== null && typeof value === "object" ? JSON.stringify(value) : value);
