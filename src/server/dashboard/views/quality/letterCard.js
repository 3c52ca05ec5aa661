// One refused item: what is wrong with it, and the bytes as they came.
import { el } from "../../lib/elements.js";
import { time } from "../../lib/format.js";

export function letterCard(letter) {
  const [first, ...others] = letter.faults;
  const more = others.length ? ` and ${others.length} more` : "";
  const encoding = letter.payload_encoding === "base64" ? "; the bytes are not text and are shown in base64" : "";
  return el(
    "details.letter",
    el(
      "summary",
      el("span.letter-when", time(letter.created_at)),
      el("span.letter-field", first?.field ?? ""),
      el("span.letter-why", `${first?.reason ?? ""}${more}`),
    ),
    el(
      "ul.faults",
      letter.faults.map(({ field, reason }) => el("li", el("code", field), ` ${reason}`)),
    ),
    el("p.note", `Received through ${letter.source}${encoding}.`),
    el("pre", { tabindex: "0", "aria-label": "As it came" }, el("code", pretty(letter.payload))),
  );
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2).slice(0, 20_000);
  } catch {
    return text.slice(0, 20_000);
  }
}
