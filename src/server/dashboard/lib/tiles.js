// A row of numbers with names. It knows neither what they mean nor where they come from.
import { el, say } from "./elements.js";
import { compact, significant, whole } from "./format.js";

export class Tiles {
  #tiles;

  /** `named`: `[key, title, why]`, where `why` is told on hover; `classes` as `el` takes them. */
  constructor(named, classes = "") {
    this.#tiles = new Map(named.map(([key, , why]) => [key, { value: el("dd", { title: why }, "–"), why }]));
    this.element = el(
      `dl.tiles${classes}`,
      named.map(([key, title]) => el("div.tile", { "data-tile": key }, el("dt", title), this.#tiles.get(key).value)),
    );
  }

  /** What stands below a number, in the place of what stood there. */
  under(key, ...nodes) {
    const { value } = this.#tiles.get(key);
    if (!value.nextSibling) value.after(el("dd.under"));
    value.nextSibling.replaceChildren(...nodes.filter(Boolean));
  }

  /** `reason` is told on hover for as long as the text stands. */
  say(key, text, reason = null) {
    const { value, why } = this.#tiles.get(key);
    say(value, text);
    value.title = reason ?? why ?? "";
  }

  sayAll(texts) {
    for (const [key, text] of Object.entries(texts)) this.say(key, text);
  }

  count(key, n) {
    this.say(key, compact(n), n < 1e6 ? null : whole(n));
  }

  /** Like `count`, of what may have digits after the point or be less than nothing. */
  amount(key, n) {
    if (Math.abs(n) < 1e6) this.say(key, significant(n));
    else this.say(key, compact(n), significant(n));
  }
}
