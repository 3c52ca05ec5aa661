// Asks before something is done that cannot be undone.
import { el, freshId } from "./elements.js";

/** Whether the reader says yes; Escape says no. */
export function confirmed({ title, text, yes, no }) {
  const id = freshId();
  const answer = (value) => ({ type: "button", on: { click: () => dialog.close(value) } });
  const dialog = el(
    "dialog.confirm",
    { "aria-labelledby": id },
    el("h2", { id }, title),
    el("p", text),
    el("p.actions", el("button.quiet", answer("no"), no), el("button.quiet.danger", answer("yes"), yes)),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
