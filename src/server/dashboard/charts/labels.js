// Names from data as texts that plotly draws.
import { label, labels, named, OTHER } from "../lib/text.js";
import { narrow } from "./axes.js";

/**
 * plotly reads tags, entities and `%{…}` in its texts; names from data must not be any. What follows a name in a sentence
 * is not turned around by it.
 */
export const escaped = (text) => (text === OTHER ? OTHERS : plain(named(text)));

const plain = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("{", "&#123;");

export const shortened = (text, most) => (text === OTHER ? OTHERS : plain(label(text, most)));

/** Labels of names that are told apart by their places, `most` letters wide. */
export const allShortened = (names, most) =>
  labels(names, most).map((label, index) => (names[index] === OTHER ? OTHERS : plain(label)));

/** How wide a name in a legend is at most, in letters: a dozen leave room for the chart, and its bars say it whole. */
export const inLegend = () => (narrow() ? 10 : 20);

/** The text of what `escaped`, `shortened` or `standIn` gave, for other places than plotly; `isStandIn` as these say it. */
export function read(told) {
  const isStandIn = told.startsWith("<i>");
  const text = isStandIn ? told.slice(3, -4) : told;
  const characters = { "&lt;": "<", "&gt;": ">", "&#123;": "{", "&amp;": "&" };
  return { text: text.replaceAll(/&(?:lt|gt|#123|amp);/g, (entity) => characters[entity]), isStandIn };
}

/** What stands for several names or for none: no name can look like it, as the tags of a name are text. */
export const standIn = (words) => `<i>${plain(words)}</i>`;

/** All names that have no place of their own. */
const OTHERS = standIn("(other)");

/** The places of bars along an axis, told by labels: names that look alike are still two. */
export const places = (ticktext) => ({ type: "linear", tickvals: ticktext.map((_, index) => index), ticktext });
