// What was found within a rectangle of the map and by whom, from the newest sheets: single places are kept with their
// sheets alone.
import * as address from "../lib/address.js";
import { el } from "../lib/elements.js";
import { count } from "../lib/format.js";
import { placesOf } from "../lib/sample.js";
import { Source } from "../lib/source.js";

const MOST_LINES = 10;
let asked = 0;

/** Fills `panel`. */
export async function region(panel, area, filters, context) {
  asked += 1;
  const mine = asked;
  const range = (from, to) => `${Math.round(from)} to ${Math.round(to)}`;
  panel.wait();
  try {
    const { sheets, request, note } = await new Source(filters).sheets();
    if (mine !== asked) return;
    panel.setNote(`x ${range(area.left, area.right)}, y ${range(area.low, area.high)} world units. ${note}`);
    panel.tools.replaceChildren(
      el("a.quiet", { href: request, target: "_blank", rel: "noopener", title: "The request behind this list" }, "API"),
    );
    const { items, players } = counted(sheets, area);
    if (!items.length) return panel.empty("Nothing was found there in these sheets.");
    const kept = address.lasting(filters);
    const swatch = (item) =>
      el("span.swatch", { "aria-hidden": "true", var: { "--swatch": context.colours.of(item) } });
    panel.body.replaceChildren(
      el("h3", "What"),
      el(
        "ol.lines",
        items
          .slice(0, MOST_LINES)
          .map(([item, n]) => el("li", el("span", swatch(item), item), el("span.number", count(n, "unit")))),
      ),
      el("h3", "By whom"),
      el(
        "ol.lines",
        players
          .slice(0, MOST_LINES)
          .map(([player, n]) =>
            el(
              "li",
              el("a", { href: address.of("players", player, kept) }, player),
              el("span.number", count(n, "unit")),
            ),
          ),
      ),
      el("p.note", `${count(players.length, "player")} in all.`),
    );
    panel.ready();
  } catch (error) {
    if (mine === asked) panel.fail(error, () => region(panel, area, filters, context));
  }
}

function counted(sheets, { left, right, low, high }) {
  const items = new Map();
  const players = new Map();
  for (const sheet of sheets) {
    for (const item of Object.keys(sheet.locations ?? {})) {
      const within = placesOf([sheet], item).filter(([x, y]) => x >= left && x < right && y >= low && y < high);
      const units = within.reduce((sum, [, , n]) => sum + n, 0);
      if (!units) continue;
      items.set(item, (items.get(item) ?? 0) + units);
      players.set(sheet.player_id, (players.get(sheet.player_id) ?? 0) + units);
    }
  }
  const sorted = (map) => [...map].sort((a, b) => b[1] - a[1]);
  return { items: sorted(items), players: sorted(players) };
}
