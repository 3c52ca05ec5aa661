// Axes: how far they reach and what their ticks say.
/**
 * An axis of counts up to `highest`, or to `most` where that is given. Thousands are cut to k; what is counted has no
 * halves.
 */
export function counted(highest, most = 0) {
  const reach = most || highest;
  return {
    rangemode: "tozero",
    tickformat: reach < 10_000 ? ",~r" : "~s",
    ...(reach <= 5 ? { dtick: 1 } : {}),
    ...(most ? { range: [0, most * 1.05] } : {}),
  };
}

/**
 * How much further than its longest bar an axis reaches in a chart that is `width` wide, so that what is said beside
 * the bar fits; `widths` are those of the names, in letters.
 */
export function roomFor(width, widths, said) {
  const character = 7.2;
  const label = 16 + character * Math.min(22, Math.max(...widths));
  const bars = Math.max(60, width - label - 24);
  return bars / Math.max(24, bars - 14 - character * said.length);
}

/** On a phone. */
export const narrow = () => matchMedia("(max-width: 40rem)").matches;
