// Links from the page of one match or one player to the views that can show it alone.
import * as address from "./address.js";
import { el } from "./elements.js";
import { text } from "./selection.js";

/** `one` is `{match}` or `{player}`. */
export function linksFor(one) {
  const links = [
    [address.of("overview", null, one), "In the overview"],
    [address.of("map", null, one), "On the map"],
    [address.of("compare", null, { a: "{}", b: text(one) }), "Against everyone"],
  ];
  return el(
    "p.links",
    links.map(([href, words]) => el("a", { href }, words)),
  );
}
