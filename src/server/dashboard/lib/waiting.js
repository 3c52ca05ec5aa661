// Says that an answer takes its time: a bar above the view, once somebody has waited for a moment.
import { el } from "./elements.js";

const SOON_MS = 1000;
const bar = el(
  "div.waiting",
  { hidden: true },
  el("progress", { "aria-label": "Waiting for an answer" }),
  el("p.note", { role: "status" }),
);
const texts = new Set();

/** The answer, with `text` above the view while it is awaited. */
export async function awaited(answer, text) {
  const own = { text };
  const timer = setTimeout(() => {
    texts.add(own);
    show();
  }, SOON_MS);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
    texts.delete(own);
    show();
  }
}

function show() {
  const [first] = texts;
  if (first && !bar.isConnected) document.getElementById("main").before(bar);
  bar.hidden = !first;
  if (first) bar.lastChild.textContent = first.text;
}
