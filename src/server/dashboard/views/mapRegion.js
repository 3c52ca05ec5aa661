// What was found within a rectangle of the map and by whom, from the newest sheets: single places are kept with their
// sheets alone.
import * as address from "../lib/address.js";
import { cuttable, el } from "../lib/elements.js";
import { count } from "../lib/format.js";
import { digitsOf } from "../lib/gridMath.js";
import { Source } from "../lib/source.js";

let asked = 0;

/** Fills `panel`. */
export async function region(panel, area, filters, context) {
  asked += 1;
  const mine = asked;
  const digits = digitsOf(Math.min(area.right - area.left, area.high - area.low) / 50);
  const at = new Intl.NumberFormat("en", { maximumFractionDigits: digits });
  const range = (from, to) => `${at.format(from)} to ${at.format(to)}`;
  panel.wait();
  try {
    const { data, request, note } = await new Source(filters).within(area);
    if (mine !== asked) return;
    panel.setNote(`x ${range(area.left, area.right)}, y ${range(area.low, area.high)} world units. ${note}`);
    panel.tools.replaceChildren(
      el("a.quiet", { href: request, target: "_blank", rel: "noopener", title: "The request behind this list" }, "API"),
    );
    const { items, players, player_count } = data;
    if (!items.length) return panel.empty("Nothing was found there in these sheets.");
    const kept = address.lasting(filters);
    const swatch = (item) =>
      el("span.swatch", { "aria-hidden": "true", var: { "--swatch": context.colours.of(item) } });
    panel.body.replaceChildren(
      el("h3", "What"),
      el(
        "ol.lines",
        items.map(({ item, units }) =>
          el("li", el("span", swatch(item), cuttable(item)), el("span.number", count(units, "unit"))),
        ),
      ),
      el("h3", "By whom"),
      el(
        "ol.lines",
        players.map(({ player_id, units }) =>
          el(
            "li",
            el("a", { href: address.of("players", player_id, kept) }, cuttable(player_id)),
            el("span.number", count(units, "unit")),
          ),
        ),
      ),
      el("p.note", `${count(player_count, "player")} in all.`),
    );
    panel.ready();
  } catch (error) {
    if (mine === asked) panel.fail(error, () => region(panel, area, filters, context));
  }
}
