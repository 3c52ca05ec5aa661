// A side of a comparison: any selection, as the text that stands in the address, as words, and as controls to choose it
// with.
import { choice, moments, typed } from "./controls.js";
import { el } from "./elements.js";
import { shortMoment } from "./format.js";
import { armsOf } from "./slices.js";
import { isTimed, RANGES } from "./timeRange.js";

const KEYS = ["game_mode", "experiment", "variant", "range", "since", "until", "match", "player"];

/** The side that the text of an address names, or null. */
export function parse(text) {
  try {
    const given = JSON.parse(text ?? "");
    if (!given || typeof given !== "object") return null;
    return Object.fromEntries(
      KEYS.filter((key) => typeof given[key] === "string" && given[key]).map((key) => [key, given[key]]),
    );
  } catch {
    return null;
  }
}

export const text = (side) =>
  JSON.stringify(Object.fromEntries(KEYS.filter((key) => side[key]).map((key) => [key, side[key]])));

/** The filters of a side: what it does not say itself about time, the page's filters do. */
export function filtersOf(side, { range, since, until, item }) {
  return { item, ...(isTimed(side) ? {} : { range, since, until }), ...side };
}

/** A side in words: `mode solo, yesterday`. */
export function title({ game_mode, experiment, variant, match, player, ...time }) {
  const named = RANGES.find(([name]) => name && name === time.range)?.[1].toLowerCase();
  const between =
    time.since || time.until
      ? `${time.since ? shortMoment(time.since) : "the beginning"} – ${time.until ? shortMoment(time.until) : "now"}`
      : "";
  const who = [
    game_mode && `mode ${game_mode}`,
    variant && `${experiment}: ${variant}`,
    match && `match ${match}`,
    player && `player ${player}`,
  ].filter(Boolean);
  return [...(who.length ? who : ["everyone"]), named ?? between].filter(Boolean).join(", ");
}

/** Everyone, each mode, each variant: `[text, words]`. */
export function slices(names) {
  const { game_modes } = names;
  const modes = game_modes.map((mode) => [text({ game_mode: mode }), `Mode ${mode}`]);
  const arms = armsOf(names).map(([experiment, variant]) => [
    text({ experiment, variant }),
    `${experiment}: ${variant}`,
  ]);
  return [["{}", "Everyone"], ...(game_modes.length > 1 ? [...modes, ...arms] : [...arms, ...modes])];
}

/** The controls of one side; `name` tells those of both sides apart, `change` is given the side as it shall be. */
export function editor(name, legend, side, names, hue, change) {
  const { game_mode, experiment, variant } = side;
  const who = text({ game_mode, experiment, variant });
  const options = slices(names);
  if (!options.some(([value]) => value === who)) options.push([who, title({ game_mode, experiment, variant })]);
  const { range, since, until } = side;
  const custom = !range && (since || until);
  const times = [["", "As above"], ...RANGES.slice(1), ["custom", "From … to …"]].map(([value, words]) => [
    value,
    words,
  ]);
  return el(
    "fieldset.side-of",
    el("legend", el("span.swatch", { "aria-hidden": "true", var: { "--swatch": hue } }), legend),
    choice(`${name}-who`, "Who", options, who, (value) =>
      change({ ...side, game_mode: "", experiment: "", variant: "", ...parse(value) }),
    ),
    choice(`${name}-when`, "When", times, custom ? "custom" : (range ?? ""), (value) =>
      change(
        value === "custom"
          ? { ...side, range: "", since: new Date(Date.now() - 86400e3).toISOString(), until: new Date().toISOString() }
          : { ...side, range: value, since: "", until: "" },
      ),
    ),
    custom && moments(name, side, (changes) => change({ ...side, ...changes })),
    typed(`${name}-match`, "Match", side.match, (value) => change({ ...side, match: value })),
    typed(`${name}-player`, "Player", side.player, (value) => change({ ...side, player: value })),
  );
}
