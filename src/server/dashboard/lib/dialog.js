// A dialog over the page: what is behind it waits, Escape and the button close it, and who opened it is where they were.
import { el, freshId } from "./elements.js";

/** A dialog with this title and content; `close()` of the element ends it. */
export function dialogOf(title, kind, ...content) {
  const id = freshId();
  const close = el(
    "button.quiet",
    { type: "button", "aria-label": `Close ${title}`, on: { click: () => dialog.close() } },
    "Close",
  );
  const dialog = el(
    `dialog.sheet.${kind}`,
    { "aria-labelledby": id },
    el("div.panel-head", el("h2", { id }, title), close),
    ...content,
  );
  // A link within it leads away.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a[href]")) dialog.close();
  });
  return dialog;
}

/** Shows it until it is closed; then it is gone. */
export function show(dialog, closed = () => {}) {
  document.body.append(dialog);
  dialog.showModal();
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
  });
}

/** Whether one is open. */
export const isOpen = () => document.querySelector("dialog[open]") !== null;
