// What is shown where there is no data: before anything is stored, how to send the first sheet; at a wrong
// address, a way on.
import { copied } from "./copy.js";
import { el } from "./elements.js";

const SHEET = `curl ORIGIN/api/submit --json '{
  "match_id": "match_001",
  "player_id": "player_1_1",
  "looted_items": {"rubber_duck": 3, "medkit": 1},
  "locations": {"rubber_duck": [[12.5, 80.1], [40.5, 41.5], [41, 40]]}
}'`;
const SIMULATOR = "loot generate --server ORIGIN --matches 50";

export function firstSheet() {
  return el(
    "section.panel.welcome",
    el("h2", "Send your first sheet"),
    el("p.note", "Nothing is stored yet. Paste this into a terminal; this page shows it as soon as it is stored."),
    example(SHEET),
    el("p.note", "No game at hand? Let the simulator play:"),
    example(SIMULATOR),
  );
}

/** How to send where something was found. */
export function somePlace() {
  return el(
    "div.panel.welcome",
    el("h2", "Send where things are found"),
    el(
      "p.note",
      "A sheet may say for each item where its units were, as [x, y] or [x, y, z] in the units of your world:",
    ),
    example(SHEET),
    el("p.note", "Events have a place with “position”: [x, y]."),
  );
}

/** In place of a page that is not there. */
export function lost(title, text, href, link) {
  return el("div.panel.lost", el("h1", title), el("p", text), el("p", el("a", { href }, link)));
}

function example(text) {
  const code = el("code", text.replaceAll("ORIGIN", location.origin));
  const button = el(
    "button.copy",
    {
      type: "button",
      on: {
        click: async () => {
          button.textContent = (await copied(code.textContent, code)) ? "Copied" : "Selected";
          setTimeout(() => {
            button.textContent = "Copy";
          }, 1600);
        },
      },
    },
    "Copy",
  );
  return el(
    "div.example",
    el("div.example-head", el("span", "Shell"), button),
    el("pre", { tabindex: "0", "aria-label": "Example" }, code),
  );
}
