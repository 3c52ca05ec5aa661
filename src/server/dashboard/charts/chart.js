// A panel with a chart in it, and the ways to take that away: a table, a picture, a file of numbers, the request behind
// it.

import * as annotations from "../lib/annotations.js";
import { href } from "../lib/api.js";
import { el, say } from "../lib/elements.js";
import { Panel } from "../lib/panel.js";
import { save, saveCsv } from "../lib/save.js";
import { prose } from "../lib/text.js";
import { onChange } from "../lib/theme.js";
import { asTexts, withColumn, within, withLines } from "./annotated.js";
import { Crosshair } from "./crosshair.js";
import { Flags } from "./flags.js";
import { Legend } from "./legend.js";
import * as plot from "./plot.js";
import { placeOf } from "./timeAxis.js";
import { Touch } from "./touch.js";

const MOST_TABLE_ROWS = 500;

/** A panel with a chart of plotly's in it. */
export class Chart extends Panel {
  #shown = null;
  #seen = true;
  #stale = false;
  /** How often it is to be drawn once more: now, and after that. */
  #again = 0;
  #drawnAt = "";
  #title;
  #name;

  /** `suffix` tells two charts of one title apart, for files and for those who do not see them. */
  constructor(title, options = {}) {
    super(title, options);
    this.#title = title;
    const whole = options.suffix ? `${title}, ${options.suffix}` : title;
    this.#name = `loot-${whole.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
    this.canvas = el("div.canvas", { role: "img", "aria-label": whole });
    if (options.height) this.canvas.style.height = options.height;
    this.table = el("div.table-scroll", {
      hidden: true,
      tabindex: "0",
      role: "region",
      "aria-label": `${whole}, as a table`,
    });
    this.flags = new Flags(this.canvas, whole);
    this.crosshair = new Crosshair(
      this.canvas,
      () => this.#shown?.over?.place === undefined && Boolean(this.#shown?.over),
    );
    this.legend = new Legend(whole, () => this.#draw());
    this.body.append(
      this.legend.element,
      el("div.frame", this.canvas, this.crosshair.element, ...this.flags.elements),
      this.table,
    );
    this.touch = new Touch(this.canvas, whole);
    this.api = el("a.quiet", { href: "#", target: "_blank", rel: "noopener" }, "API");
    this.api.title = "The request behind this chart";
    this.#button("Table", "Show the numbers", (button) => this.#toggleTable(button));
    this.#button("PNG", `Save “${whole}” as a picture`, () => this.#savePicture());
    this.#button("CSV", `Save the numbers of “${whole}”`, () => this.#saveNumbers());
    this.tools.append(this.api, this.touch.button);
    this.tools.hidden = true;
    plot.warm();
    const unlisten = [onChange(() => this.#redraw()), annotations.onChange(() => this.#annotate())];
    const watcher = new IntersectionObserver(
      (entries) => {
        this.#seen = entries.at(-1).isIntersecting;
        if (this.#seen && this.#stale) this.#draw();
      },
      { rootMargin: "200px" },
    );
    watcher.observe(this.canvas);
    this.canvas.addEventListener("pointerleave", () => this.#stale && this.#seen && this.#draw());
    this.stop = () => {
      for (const stop of unlisten) stop();
      watcher.disconnect();
    };
  }

  /** The title with what of: `Items over time: mode solo`. */
  setTitle(of) {
    say(this.title, `${this.#title}: ${of}`);
  }

  #button(text, label, click) {
    const button = el(
      "button.quiet",
      { type: "button", title: label, "aria-label": `${text}: ${label}`, on: { click: () => click(button) } },
      text,
    );
    this.tools.append(button);
  }

  /**
   * `make(width, height)` gives plotly's `{data, layout}` in the colours of the moment, for so many pixels; `columns`
   * and `rows` are the numbers behind it, `request` is where they come from, `summary` says them in a sentence for
   * those who do not see the chart. A chart over time says with `over` where its time is (`annotated.js`).
   */
  async show({ make, columns, rows, request, summary, over = null }) {
    this.#shown = { make, columns, rows, over };
    this.api.href = href(request);
    this.canvas.setAttribute("aria-label", prose(summary));
    this.tools.hidden = false;
    this.ready();
    if (!this.table.hidden) this.#fillTable();
    await this.#redraw();
  }

  /**
   * What is drawn already is drawn again when somebody scrolls to it, or has read what it says to the pointer; with another
   * address something else was asked for.
   */
  async #redraw() {
    const isRead = this.#drawnAt === location.href && this.canvas.matches(":hover") && plot.isTelling(this.canvas);
    if (!this.element.dataset.drawn || (this.#seen && !isRead)) await this.#draw();
    else this.#stale = true;
  }

  /** Draws once more, because what `make` tells has changed; changes that come meanwhile are drawn together. */
  async again() {
    const isDrawing = this.#again > 0;
    this.#again = isDrawing ? 2 : 1;
    if (isDrawing) return;
    while (this.#again > 0) {
      await this.#draw();
      this.#again -= 1;
    }
  }

  /** What was written has changed. */
  async #annotate() {
    if (!this.#shown?.over) return;
    if (!this.table.hidden) this.#fillTable();
    await this.#redraw();
  }

  #notes() {
    const { over } = this.#shown ?? {};
    return over ? within(annotations.all(), over) : [];
  }

  empty(text, request) {
    this.#shown = null;
    this.flags.show([], null);
    if (request) this.api.href = href(request);
    this.tools.hidden = true;
    super.empty(text);
  }

  on(event, listener) {
    this.listeners ??= {};
    this.listeners[event] = listener;
  }

  async #draw() {
    if (!this.#shown) return;
    this.#stale = false;
    this.#drawnAt = location.href;
    try {
      await plot.draw(this.canvas, () => this.#make());
      this.crosshair.listen();
      this.touch.settle(this.canvas.layout);
      this.flags.show(this.#notes(), this.#shown?.over?.place ?? placeOf);
      // A chart that changes its size draws itself.
      plot.listen(this.canvas, "plotly_afterplot", () => this.flags.settle());
      for (const [event, listener] of Object.entries(this.listeners ?? {})) plot.listen(this.canvas, event, listener);
      this.element.dataset.drawn = String(Number(this.element.dataset.drawn ?? 0) + 1);
    } catch (error) {
      this.fail(error, () => this.#draw());
    }
  }

  #make() {
    if (!this.#shown) return null;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const { make, over } = this.#shown;
    const made = make(width, height);
    // Found by the tests, which look at the console.
    if (made.layout.xaxis?.type === "date" && !over) console.error(`${this.#name} does not say where its time is`);
    const { data, layout } = this.legend.show(made);
    return withLines({ data, layout }, over, this.#notes(), height);
  }

  /** The numbers, with what was written beside them. */
  #numbers() {
    return withColumn(this.#shown, this.#notes());
  }

  #toggleTable(button) {
    this.table.hidden = !this.table.hidden;
    button.setAttribute("aria-pressed", String(!this.table.hidden));
    if (!this.table.hidden) this.#fillTable();
  }

  #fillTable() {
    const { columns, rows } = this.#numbers();
    const cells = (row) => row.map((value) => el(typeof value === "number" ? "td.number" : "td", value ?? ""));
    const listed = rows.slice(0, MOST_TABLE_ROWS).map((row) => el("tr", cells(row)));
    const more = rows.length - MOST_TABLE_ROWS;
    this.table.replaceChildren(
      el(
        "table",
        el(
          "thead",
          el(
            "tr",
            columns.map((name) => el("th", { scope: "col" }, name)),
          ),
        ),
        el("tbody", listed),
      ),
      more > 0 ? el("p.note", `${more} more rows are in the CSV.`) : "",
    );
  }

  async #savePicture() {
    try {
      save(`${this.#name}.png`, await plot.picture(this.canvas, asTexts(this.flags.flags), this.legend.isShown));
    } catch (error) {
      this.fail(error, () => this.#savePicture());
    }
  }

  #saveNumbers() {
    const { columns, rows } = this.#numbers();
    saveCsv(this.#name, columns, rows);
  }

  close() {
    this.stop();
    this.crosshair.close();
    plot.remove(this.canvas);
  }
}
