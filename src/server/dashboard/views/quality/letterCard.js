// One refused item: when and why in a line, and when it is opened, all that is wrong with it and the bytes as they came.
import * as api from "../../lib/api.js";
import { el, say } from "../../lib/elements.js";
import { count, time, whole } from "../../lib/format.js";

/** Of a longer payload the beginning is shown. */
const MOST_CHARACTERS = 20_000;

/** `onSelect(chosen)`, `onReplay()` and `onDrop()` are called for this letter. */
export function letterCard(letter, { onSelect, onReplay, onDrop }) {
  const { id, faults, source } = letter;
  const [first, ...others] = faults;
  const more = others.length ? ` and ${count(others.length, "more fault")}` : "";
  const box = el("input", {
    type: "checkbox",
    "aria-label": `Select letter ${id}`,
    on: { change: () => onSelect(box.checked) },
  });
  const button = (text, kind, click) => el(`button.quiet${kind}`, { type: "button", on: { click } }, text);
  return el(
    "div.letter-line",
    { "data-letter": id },
    box,
    el(
      "details.letter",
      el(
        "summary",
        el("span.letter-when", time(letter.created_at)),
        el("span.letter-field", first?.field ?? ""),
        el("span.letter-why", `${first?.reason ?? ""}${more}`),
        el("span.letter-source", source),
      ),
      letterContent(letter),
      el("p.actions", button("Replay this one", "", onReplay), button("Drop this one…", ".danger", onDrop)),
    ),
  );
}

/** All that is wrong with it, and the bytes as they came. */
export const letterContent = (letter) => [
  el(
    "ul.faults",
    letter.faults.map(({ field, reason }) => el("li", el("code", field), ` ${reason}`)),
  ),
  ...payload(letter),
];

function payload({ id, source, payload: text, payload_encoding }) {
  const code = el("code", text.slice(0, MOST_CHARACTERS));
  const formatted = payload_encoding === "text" ? pretty(text) : null;
  const toggle = el(
    "button.quiet",
    {
      type: "button",
      "aria-pressed": "false",
      on: {
        click: () => {
          const pressed = toggle.getAttribute("aria-pressed") !== "true";
          toggle.setAttribute("aria-pressed", String(pressed));
          say(code, (pressed ? formatted : text).slice(0, MOST_CHARACTERS));
        },
      },
    },
    "Formatted",
  );
  const encoding = payload_encoding === "base64" ? "; the bytes are not text and are shown in base64" : "";
  const cut =
    text.length > MOST_CHARACTERS
      ? `; these are the first ${whole(MOST_CHARACTERS)} of ${count(text.length, "character")}`
      : "";
  const request = api.path("/api/dead-letters", { id });
  return [
    el(
      "p.letter-head",
      el("span.note", `Letter ${id}, as it came through ${source}${encoding}${cut}.`),
      el(
        "span",
        formatted && toggle,
        el(
          "a.quiet",
          { href: api.href(request), target: "_blank", rel: "noopener", title: "The request behind it" },
          "API",
        ),
      ),
    ),
    el("pre", { tabindex: "0", "aria-label": "As it came" }, code),
  ];
}

/** JSON with a line for each value; null for anything else, and for what has such lines already. */
function pretty(text) {
  try {
    const lines = JSON.stringify(JSON.parse(text), null, 2);
    return lines === text ? null : lines;
  } catch {
    return null;
  }
}
