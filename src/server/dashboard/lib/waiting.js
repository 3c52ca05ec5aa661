// Says that an answer takes its time: a bar above the view, once somebody has waited for a moment.
import * as api from "./api.js";
import { el } from "./elements.js";
import { percent } from "./format.js";

const SOON_MS = 1000;
const bar = el(
  "div.waiting",
  { hidden: true },
  el("progress", { "aria-label": "Waiting for an answer" }),
  el("p.note", { role: "status" }),
);
const texts = new Set();

/** The answer at an address, with `text` above the view while it is awaited, and how much of it is done. */
export function reading(request, signal, text) {
  const own = { text };
  const told = (share) => {
    own.share = share;
    show();
  };
  return waitFor(api.get(request, signal, told), own);
}

/** The answer, with `text` above the view while it is awaited. */
export const awaited = (answer, text) => waitFor(answer, { text });

async function waitFor(answer, own) {
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
  if (!first) return;
  const { text, share } = first;
  if (share === undefined) bar.firstChild.removeAttribute("value");
  else bar.firstChild.value = share;
  bar.lastChild.textContent = share === undefined ? text : `${text} ${percent(share)}`;
}
