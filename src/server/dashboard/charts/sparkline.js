// A row of small bars, as tall as their values: what a number was on the days before, without axes.
import { prose } from "../lib/text.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 24;
/** Of the room of a bar. */
const FILLED = 0.72;
/** A little is not nothing. */
const LEAST = 1;

/** `values` from the oldest to the newest, of which the last is marked; `label` says in words what they are. */
export function sparkline(values, label) {
  const svg = made("svg", {
    class: "spark",
    viewBox: `0 0 ${values.length} ${HEIGHT}`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": prose(label),
  });
  const most = Math.max(...values, 0);
  values.forEach((value, index) => {
    if (value <= 0) return;
    const height = Math.max(LEAST, (value / most) * HEIGHT);
    svg.append(
      made("rect", {
        x: index + (1 - FILLED) / 2,
        y: HEIGHT - height,
        width: FILLED,
        height,
        class: index === values.length - 1 ? "last" : null,
      }),
    );
  });
  return svg;
}

function made(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(key, value);
  return element;
}
