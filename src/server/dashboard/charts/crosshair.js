// One line through all charts over time of a page: where the pointer is in one of them.
import { el } from "../lib/elements.js";
import * as plot from "./plot.js";

const CHARTS = new Set();

export class Crosshair {
  #canvas;

  /** Of the chart in `canvas`, which is over time while `isTimed()`. */
  constructor(canvas, isTimed) {
    this.#canvas = canvas;
    this.isTimed = isTimed;
    this.element = el("div.crosshair", { hidden: true, "aria-hidden": "true" });
    CHARTS.add(this);
  }

  /** plotly's events are there once something is drawn. */
  listen() {
    plot.listen(this.#canvas, "plotly_hover", ({ points: [point] }) => {
      if (!this.isTimed() || point?.x === undefined) return;
      const half = (point.data.width?.[point.pointNumber] ?? 0) / 2;
      const at = Date.parse(`${String(point.x).replace(" ", "T")}Z`) + half;
      for (const chart of CHARTS) chart.#show(at);
    });
    plot.listen(this.#canvas, "plotly_unhover", () => {
      for (const chart of CHARTS) chart.element.hidden = true;
    });
  }

  #show(at) {
    const area = this.isTimed() ? plot.areaOf(this.#canvas) : null;
    const x = area?.x(new Date(at).toISOString().slice(0, 23).replace("T", " "));
    this.element.hidden = !area || !(x >= 0 && x <= area.width);
    if (this.element.hidden) return;
    for (const [name, value] of Object.entries({ left: area.left + x, top: area.top, height: area.height }))
      this.element.style.setProperty(name, `${value}px`);
  }

  close() {
    CHARTS.delete(this);
  }
}
