// Asks for a name.
import { el, freshId } from "./elements.js";

/** What was typed, or null for those who think better of it; `label` is of the field, `yes` of the button. */
export function typedName(title, label, yes) {
  const [id, field] = [freshId(), freshId()];
  const input = el("input", { id: field, name: "name", required: true, maxlength: "64", autocomplete: "off" });
  const dialog = el(
    "dialog.confirm",
    { "aria-labelledby": id },
    el("h2", { id }, title),
    el(
      "form",
      { method: "dialog" },
      el("div.field", el("label", { for: field }, label), input),
      el(
        "p.actions",
        el("button.quiet", { type: "button", on: { click: () => dialog.close("") } }, "Cancel"),
        el("button.quiet", { type: "submit", value: "yes" }, yes),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes" ? input.value.trim() : null);
    });
  });
}
