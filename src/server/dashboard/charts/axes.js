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

/** About how wide the bars of a chart may be that is `width` wide; `widths` are those of the names beside them, in letters. */
export function plotWidth(width, widths) {
  const label = 16 + 7.2 * Math.min(22, Math.max(0, ...widths));
  return Math.max(60, width - label - 24);
}

/**
 * How much further than its longest bar an axis reaches in a chart that is `width` wide, so that what is said beside
 * the bar fits; `widths` are those of the names, in letters.
 */
export function roomFor(width, widths, said) {
  const bars = plotWidth(width, widths);
  return bars / Math.max(24, bars - 14 - 7.2 * said.length);
}

/** On a phone. */
export const narrow = () => matchMedia("(max-width: 40rem)").matches;
