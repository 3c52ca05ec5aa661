// Handles of a rectangle on a map, for a mouse and for fingers; whoever has neither types its edges beside the map.
import { el } from "../lib/elements.js";
import * as plot from "./plot.js";

/** Which edges each handle moves. */
const HANDLES = ["left top", "top", "right top", "right", "right bottom", "bottom", "left bottom", "left"];
/** It may not be dragged to nothing, in pixels. */
const LEAST = 6;

export class RegionBox {
  #canvas;
  #onChange;
  #edges = null;

  /** Over the map in `canvas`; `onChange` is told two corners of the world, `[x, x, y, y]`. */
  constructor(canvas, onChange) {
    this.#canvas = canvas;
    this.#onChange = onChange;
    this.element = el(
      "div.region-box",
      { hidden: true, "aria-hidden": "true" },
      HANDLES.map((moves) =>
        el("span.handle", { "data-moves": moves, on: { pointerdown: (event) => this.#grab(event) } }),
      ),
    );
  }

  /** `{left, right, low, high}` of the world, or null for none. */
  show(edges) {
    this.#edges = edges;
    this.settle();
  }

  /** Puts it where the map has it now. */
  settle() {
    const area = this.#edges && plot.worldOf(this.#canvas);
    this.element.hidden = !area;
    if (!area) return;
    const { left, right, low, high } = this.#edges;
    const [[x0, y0], [x1, y1]] = [area.place(left, low), area.place(right, high)];
    this.#put(area, {
      left: Math.min(x0, x1),
      right: Math.max(x0, x1),
      top: Math.min(y0, y1),
      bottom: Math.max(y0, y1),
    });
  }

  #put(area, { left, right, top, bottom }) {
    const box = { left: area.left + left, top: area.top + top, width: right - left, height: bottom - top };
    for (const [name, value] of Object.entries(box)) this.element.style.setProperty(name, `${value}px`);
    this.box = { left, right, top, bottom };
  }

  #grab(event) {
    event.preventDefault();
    const handle = event.currentTarget;
    const moves = handle.dataset.moves.split(" ");
    const area = plot.worldOf(this.#canvas);
    const { left, top } = this.#canvas.getBoundingClientRect();
    handle.setPointerCapture(event.pointerId);
    const move = ({ clientX, clientY }) => {
      const box = { ...this.box };
      const x = Math.min(area.width, Math.max(0, clientX - left - area.left));
      const y = Math.min(area.height, Math.max(0, clientY - top - area.top));
      if (moves.includes("left")) box.left = Math.min(x, box.right - LEAST);
      if (moves.includes("right")) box.right = Math.max(x, box.left + LEAST);
      if (moves.includes("top")) box.top = Math.min(y, box.bottom - LEAST);
      if (moves.includes("bottom")) box.bottom = Math.max(y, box.top + LEAST);
      this.#put(area, box);
    };
    const stop = () => {
      handle.removeEventListener("pointermove", move);
      const { left: x0, right: x1, top: y0, bottom: y1 } = this.box;
      const [[west, north], [east, south]] = [area.world(x0, y0), area.world(x1, y1)];
      // An edge that was not moved stays what it was, to the last digit.
      const { left, right, low, high } = this.#edges;
      const vertical = moves.includes("top") || moves.includes("bottom");
      this.#onChange([
        moves.includes("left") ? west : left,
        moves.includes("right") ? east : right,
        vertical ? Math.min(north, south) : low,
        vertical ? Math.max(north, south) : high,
      ]);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", stop, { once: true });
  }
}
