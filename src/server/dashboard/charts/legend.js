// The legend of a chart, beside it and not in it: it wraps, says names whole on hover, and a series is hidden or shown by its
// button, until the page is left.
import { cuttable, el } from "../lib/elements.js";
import { read } from "./labels.js";

export class Legend {
  #hidden = new Set();
  #shown = "";
  #onToggle;

  /** `onToggle` is called when a series is to be hidden or shown. */
  constructor(label, onToggle) {
    this.#onToggle = onToggle;
    this.element = el("ul.legend", { "aria-label": `Legend of ${label}`, hidden: true });
  }

  get isShown() {
    return !this.element.hidden;
  }

  /** Tells the series of what plotly draws, which is given back without those that are hidden and without a legend of its own. */
  show({ data, layout }) {
    const told = layout.showlegend ? data.filter(({ name, showlegend = true }) => name && showlegend) : [];
    this.element.hidden = !told.length;
    const entries = told.map((trace) => ({ key: keyOf(trace), name: trace.name, whole: trace.meta, ...lookOf(trace) }));
    const news = JSON.stringify([entries, [...this.#hidden]]);
    if (news !== this.#shown) this.#fill(entries);
    this.#shown = news;
    const drawn = data.map((trace) => (this.#hidden.has(keyOf(trace)) ? { ...trace, visible: false } : trace));
    return { data: drawn, layout: { ...layout, showlegend: false } };
  }

  #fill(entries) {
    const focused = [...this.element.children].findIndex((line) => line.contains(document.activeElement));
    this.element.replaceChildren(
      ...entries.map(({ key, name, whole, hue, look }) => {
        const { text, isStandIn } = read(name);
        const toggle = () => {
          if (!this.#hidden.delete(key)) this.#hidden.add(key);
          this.#onToggle();
        };
        return el(
          "li",
          el(
            "button",
            { type: "button", "aria-pressed": String(!this.#hidden.has(key)), on: { click: toggle } },
            el(`span.swatch${look}`, { "aria-hidden": "true", var: { "--swatch": hue } }),
            isStandIn ? el("em", text) : cuttable(typeof whole === "string" ? whole : text),
          ),
        );
      }),
    );
    if (focused >= 0) this.element.children[focused]?.querySelector("button").focus();
  }
}

/** What is hidden together. */
const keyOf = ({ legendgroup, name }) => legendgroup ?? name;

function lookOf({ type, mode = "", line, marker }) {
  const isLine = type === "scatter" && mode.includes("lines");
  const [hue] = [(isLine ? line?.color : marker?.color) ?? line?.color].flat();
  const shape = marker?.pattern?.shape;
  const look = isLine ? `.line${line?.dash && line.dash !== "solid" ? ".dashed" : ""}` : "";
  return { hue, look: typeof shape === "string" && shape ? ".hatched" : look };
}
