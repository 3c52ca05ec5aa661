// A command to copy, in as many ways of writing it as there are.
import { copied } from "./copy.js";
import { el } from "./elements.js";

/** Which way somebody chose; on Windows that is PowerShell until they do. */
let chosen = navigator.userAgent.includes("Windows") ? "PowerShell" : "Shell";

/** `ways` are `[name, text]`. */
export function snippet(ways) {
  const code = el("code");
  const pre = el("pre", { tabindex: "0", "aria-label": "Example" }, code);
  const choose = (name) => {
    chosen = name;
    show();
  };
  const tabs = ways.map(([name]) =>
    ways.length > 1 ? el("button.way", { type: "button", on: { click: () => choose(name) } }, name) : el("span", name),
  );
  const copy = el("button.copy", { type: "button", on: { click: () => take() } }, "Copy");
  async function take() {
    copy.textContent = (await copied(code.textContent, code)) ? "Copied" : "Selected";
    setTimeout(() => {
      copy.textContent = "Copy";
    }, 1600);
  }
  function show() {
    const index = Math.max(
      0,
      ways.findIndex(([name]) => name === chosen),
    );
    code.textContent = ways[index][1];
    if (ways.length > 1) for (const [at, tab] of tabs.entries()) tab.setAttribute("aria-pressed", String(at === index));
  }
  show();
  return el("div.example", el("div.example-head", el("div.ways", tabs), copy), pre);
}
