// What a game says in objects of its own making: as names and values, and as chips beside a row.
import { cuttable, el } from "./elements.js";
import { significant, whole } from "./format.js";

const MOST_CHIPS = 8;
const MOST_DEEP = 4;

/** `[name, value]` of each value without parts; one within another is called by both names. Lists and nulls are left out. */
export function leaves(said, prefix = "", deep = 0) {
  if (!said || typeof said !== "object" || Array.isArray(said)) return [];
  return Object.entries(said).flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    if (value === null || Array.isArray(value)) return [];
    if (typeof value === "object") return deep < MOST_DEEP ? leaves(value, `${name}.`, deep + 1) : [];
    return [[name, value]];
  });
}

/** A value in words. */
export function shown(value) {
  if (typeof value === "number") return Number.isInteger(value) ? whole(value) : significant(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}

/** Chips for the first of them; null without any. */
export function chips(said) {
  const found = leaves(said);
  if (!found.length) return null;
  const some = found
    .slice(0, MOST_CHIPS)
    .map(([name, value]) => el("span.chip.said", el("span.soft", cuttable(name)), cuttable(shown(value))));
  if (found.length > MOST_CHIPS) some.push(el("span.chip", `+${found.length - MOST_CHIPS}`));
  return el("div.chips", some);
}
