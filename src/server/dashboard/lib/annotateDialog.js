// Writes an annotation: what happened, when, and where there is more about it.
import * as annotations from "./annotations.js";
import { dialogOf, show } from "./dialog.js";
import { el, freshId, say } from "./elements.js";
import { instantOf, localText, zone } from "./zone.js";

export function open() {
  const error = el("p.note.failed", { role: "alert", hidden: true });
  const text = field("What happened", { type: "text", required: true, maxlength: "200", placeholder: "Release 1.3" });
  const from = field("When", { type: "datetime-local", required: true, value: localText(Date.now()).slice(0, 16) });
  const to = field("Until, if it lasted", { type: "datetime-local" });
  const link = field("Link, if there is one", { type: "url", maxlength: "500" });
  const instant = ({ input }) => (input.value ? new Date(instantOf(input.value)).toISOString() : "");
  const submit = async (event) => {
    event.preventDefault();
    try {
      await annotations.add({
        text: text.input.value,
        timestamp: instant(from),
        until: instant(to),
        link: link.input.value.trim(),
      });
      dialog.close();
    } catch (failure) {
      say(error, failure.message);
      error.hidden = false;
    }
  };
  const dialog = dialogOf(
    "Annotate",
    "narrow-sheet",
    el("p.note", `Shown to everybody here, on every chart that covers this time. Times are in ${zone()}.`),
    el(
      "form.annotate-form",
      { on: { submit } },
      text.element,
      el("div.two", from.element, to.element),
      link.element,
      error,
      el("p.actions", el("button.quiet.strong", { type: "submit" }, "Annotate")),
    ),
    el(
      "p.note",
      "A build server does it with ",
      el("code", 'curl -d \'{"text": "release 1.3"}\' '),
      el("code", `${location.origin}/api/annotations`),
    ),
  );
  show(dialog);
  text.input.focus();
}

function field(label, attributes) {
  const id = freshId();
  const input = el("input", { id, autocomplete: "off", ...attributes });
  return { input, element: el("div.field", el("label", { for: id }, label), input) };
}
