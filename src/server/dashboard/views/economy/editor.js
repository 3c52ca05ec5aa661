// Names what is money: a currency, what brings it in and what takes it out, one a line.
import * as api from "../../lib/api.js";
import { dialogOf, show } from "../../lib/dialog.js";
import { el, freshId, say } from "../../lib/elements.js";

const USUAL = "currency";

/** `kept` is the currency to change, or null; `changed` is told the name of what was set, or nothing. */
export function open(kept, changed) {
  const error = el("p.note.failed", { role: "alert", hidden: true });
  const name = el("input", {
    id: freshId(),
    name: "currency-name",
    type: "text",
    maxlength: "64",
    autocomplete: "off",
    required: true,
    value: kept?.currency ?? USUAL,
  });
  const area = (flows, field, example) => {
    const text = el("textarea", { id: freshId(), name: field, rows: "4", spellcheck: "false", placeholder: example });
    text.value = (flows ?? []).join("\n");
    return text;
  };
  const sources = area(kept?.sources, "sources", "gold_earned\nevent:quest_done#gold");
  const sinks = area(kept?.sinks, "sinks", "gold_spent\nevent:purchase#price");
  const lines = ({ value }) =>
    value
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  const attempt = async (work) => {
    try {
      await work();
      dialog.close();
    } catch (failure) {
      say(error, failure.message);
      error.hidden = false;
    }
  };
  const submit = (event) => {
    event.preventDefault();
    attempt(async () => {
      const currency = name.value.trim();
      const body = JSON.stringify({ sources: lines(sources), sinks: lines(sinks) });
      await api.put(api.path("/api/economy", { currency }), body);
      changed(currency);
    });
  };
  const remove = () =>
    attempt(async () => {
      await api.remove(api.path("/api/economy", { currency: kept.currency }));
      changed("");
    });
  const field = (label, control) => el("div.field", el("label", { for: control.id }, label), control);
  const dialog = dialogOf(
    "Sources and sinks",
    "narrow-sheet",
    el(
      "p.note",
      "One a line: a custom stat of sheets by its name, ",
      el("code", "item:coin"),
      " for units of an item, ",
      el("code", "event:quest_done"),
      " for one each, ",
      el("code", "event:purchase#price"),
      " for as much as a detail says.",
    ),
    el(
      "form.annotate-form",
      { on: { submit } },
      field("Currency", name),
      field("Sources: what brings it in", sources),
      field("Sinks: what takes it out", sinks),
      error,
      el(
        "p.actions",
        el("button.quiet.strong", { type: "submit" }, "Save"),
        kept ? el("button.quiet", { type: "button", on: { click: remove } }, "Remove it") : null,
      ),
    ),
  );
  show(dialog);
}
