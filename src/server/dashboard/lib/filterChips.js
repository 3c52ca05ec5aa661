// The filters that are set, as chips: each says the whole of it on hover and has a cross. Those that the open view cannot be
// narrowed by stand apart.
import * as address from "./address.js";
import { cuttable, el } from "./elements.js";
import { shortMoment } from "./format.js";
import { NO_MAP } from "./slices.js";
import { RANGES } from "./timeRange.js";

/** The fields of the bar that filters are set with. */
const FIELD = { time: "range" };
/** What of the address goes with a chip. */
const PARTS = { time: ["range", "since", "until"], variant: ["experiment", "variant"] };

/** A row for what `filters` set; `applied` are those that the view is narrowed by. Nothing where nothing is set. */
export function chips(filters, applied, form) {
  const set = Object.entries(wordsOf(filters)).filter(([, words]) => words);
  if (!set.length) return null;
  const chip = ([name, [kind, value]]) => {
    const isLeft = !applied.includes(name);
    const remove = () => {
      address.change(Object.fromEntries((PARTS[name] ?? [name]).map((part) => [part, ""])));
      (form.elements[FIELD[name] ?? name] ?? form.elements["open-filters"])?.focus();
    };
    const words = [kind, value].filter(Boolean).join(" ");
    return el(
      `li.set-filter${isLeft ? ".left" : ""}`,
      { "data-filter": name, title: isLeft ? `${words}: ignored on this page` : words },
      kind ? el("span.soft", kind) : null,
      cuttable(value),
      el(
        "button.cross",
        { type: "button", "aria-label": `Remove ${words}`, title: "Remove", on: { click: remove } },
        "✕",
      ),
    );
  };
  const [left, kept] = [true, false].map((isLeft) => set.filter(([name]) => applied.includes(name) !== isLeft));
  const clear = () => {
    address.change(Object.fromEntries(set.flatMap(([name]) => PARTS[name] ?? [name]).map((part) => [part, ""])));
    form.elements["open-filters"]?.focus();
  };
  return el(
    "div.set-filters",
    kept.length ? el("ul", { "aria-label": "Filters that are set" }, kept.map(chip)) : null,
    left.length
      ? [el("p.note", { role: "status" }, "Ignored here:"), el("ul", { "aria-label": "Ignored here" }, left.map(chip))]
      : null,
    set.length > 1 ? el("button.quiet.clear", { type: "button", on: { click: clear } }, "Clear all") : null,
  );
}

/** What is set, as a kind and a value. */
function wordsOf(filters) {
  const { experiment, variant, map, range, since, until } = filters;
  const known = RANGES.find(([name]) => name && name === range)?.[1];
  const between =
    since || until ? [since ? shortMoment(since) : "the beginning", until ? shortMoment(until) : "now"] : [];
  const one = (kind, value) => (value ? [kind, value] : null);
  return {
    time: one("", known ?? between.join(" – ")),
    game_mode: one("mode", filters.game_mode),
    variant: one(experiment, variant),
    map: one("map", map === NO_MAP ? "none" : map),
    item: one("item", filters.item),
    event: one("event", filters.event),
    detail: one("detail", filters.detail),
    match: one("match", filters.match),
    player: one("player", filters.player),
  };
}
