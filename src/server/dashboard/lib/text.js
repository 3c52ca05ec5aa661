// Text from outside, as it can be shown: what shows nothing by itself, or changes how its neighbours are shown, is
// written as its code, and a mark that lacks its letter gets a dotted circle. The same rule as in `model/visible.rs`.

/** Controls, marks of direction, spaces of no width, noncharacters, and whatever else is not seen. */
const UNSEEN =
  /\p{Cc}|\p{Cs}|\p{Default_Ignorable_Code_Point}|\p{Noncharacter_Code_Point}|[\u2028\u2029\u2800\ufff9-\ufffb]/u;
const PICTOGRAPH = /[\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\u{1f000}-\u{1faff}]|\ufe0f/u;
/** Scripts whose letters join, or do not, by characters that are not seen. */
const JOINING = /[\u0600-\u18af]/;
const MARK = /[\p{Mn}\p{Me}]/u;
/** Most text has nothing of all this. */
const SUSPECT = new RegExp(`${UNSEEN.source}|${MARK.source}`, "u");
const LEFTWARDS = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Stands among counted names for all that have no place of their own (`model/name.rs`). No name begins with a space. */
export const OTHER = " (other)";
/** Stands for all dimensions without one. */
const OTHER_DIMENSION = " (other dimension)";

/** `text` with a visible stand-in for everything that is not seen, such as `\u{202e}`. A name that looks like ours is quoted. */
export function visible(text) {
  if (text === OTHER || text === OTHER_DIMENSION) return text.trimStart();
  if (text === "(other)") return '"(other)"';
  if (!SUSPECT.test(text)) return text;
  const characters = [...text];
  let shown = "";
  let before = " ";
  characters.forEach((character, index) => {
    const next = characters[index + 1] ?? " ";
    if (UNSEEN.test(character) && !belongs(character, before, next)) {
      shown += `\\u{${character.codePointAt(0).toString(16)}}`;
      before = " ";
      return;
    }
    if (MARK.test(character) && /\s/.test(before)) shown += "◌";
    shown += character;
    before = character;
  });
  return shown;
}

/** Whether an unseen character is a part of what is seen: of an emoji, of a word in a script that joins its letters. */
function belongs(character, before, next) {
  switch (character) {
    case "\ufe0e":
    case "\ufe0f":
      return PICTOGRAPH.test(before) || (/[0-9#*]/.test(before) && next === "\u20e3");
    case "\u200d":
      return (PICTOGRAPH.test(before) && PICTOGRAPH.test(next)) || (JOINING.test(before) && JOINING.test(next));
    case "\u200c":
      return JOINING.test(before) && JOINING.test(next);
    default:
      return false;
  }
}

/** A name as a part of a sentence: one that runs from right to left must not turn around what follows it. */
export function named(name) {
  const shown = visible(String(name));
  return LEFTWARDS.test(shown) ? `\u2068${shown}\u2069` : shown;
}

/** Text of several lines or with names in it: line ends, tabs and what `named` puts around names stay. */
export const prose = (text) =>
  text
    .split(/(\r?\n|\t|\u2068[^\u2066-\u2069\r\n\t]*\u2069)/)
    .map((part, index) => (index % 2 && (part[0] !== "\u2068" || LEFTWARDS.test(part)) ? kept(part) : visible(part)))
    .join("");

const kept = (part) => (part[0] === "\u2068" ? `\u2068${visible(part.slice(1, -1))}\u2069` : part);

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const DOUBLE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f000}-\u{3fffd}]/u;

/** What a reader takes for one character each, and how many Latin letters each is as wide as. */
const split = (text) =>
  [...graphemes.segment(text)].map(({ segment }) => ({ segment, width: DOUBLE.test(segment) ? 2 : 1 }));

/** How wide a text is, in Latin letters. */
export const widthOf = (text) => split(text).reduce((sum, { width }) => sum + width, 0);

/**
 * Labels for names, at most `most` Latin letters wide: each without its middle, or without what those have in common
 * that would look the same. They are for reading alone; what belongs to which is said by the whole name.
 */
export function labels(names, most = 22) {
  const whole = names.map((name) => visible(String(name)));
  const cut = whole.map((name) => withoutMiddle(name, most));
  return cut.map((label, index) => {
    const same = whole.filter((name, other) => cut[other] === label && name !== whole[index]);
    return same.length ? aroundDifference(whole[index], same, most) : label;
  });
}

export const label = (name, most = 22) => withoutMiddle(visible(String(name)), most);

function withoutMiddle(text, most) {
  const parts = split(text);
  if (parts.reduce((sum, { width }) => sum + width, 0) <= most) return text;
  const head = taken(parts, Math.ceil((most - 1) / 2));
  const tail = taken(parts.toReversed(), Math.floor((most - 1) / 2)).toReversed();
  return `${head.join("")}…${tail.join("")}`;
}

/** The part of a name with the first character by which it differs from others. */
function aroundDifference(text, others, most) {
  const parts = split(text);
  const compared = others.map((other) => split(other));
  const differs = parts.findIndex(({ segment }, at) => compared.some((other) => other[at]?.segment !== segment));
  const head = taken(parts, Math.floor((most - 2) / 4));
  const from = Math.max(head.length, (differs < 0 ? parts.length : differs) - 2);
  const middle = taken(parts.slice(from), most - 2 - Math.floor((most - 2) / 4));
  return `${head.join("")}…${middle.join("")}${from + middle.length < parts.length ? "…" : ""}`;
}

/** As many as are `most` wide together. */
function taken(parts, most) {
  let room = most;
  const fitting = parts.findIndex(({ width }) => {
    room -= width;
    return room < 0;
  });
  return parts.slice(0, fitting < 0 ? parts.length : fitting).map(({ segment }) => segment);
}
