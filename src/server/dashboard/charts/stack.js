// What stacked bars say of themselves: all that is in the stack, with its share, and the sum. Asks nothing.
import { percent, whole } from "../lib/format.js";
import { escaped, standIn } from "./labels.js";

/** More lines would not fit beside a chart. */
const MOST_LINES = 12;

/**
 * What is said of the stack `at(of)` for each of `series`, `[name, of]`, with the one that is pointed at in bold: a function of a
 * point and the number of the series. A series without a name is all others.
 */
export function tellStacks(series, unit) {
  return (point, chosen) => {
    const parts = series.map(([name, of], index) => ({ name, n: of(point), index })).filter(({ n }) => n > 0);
    const total = parts.reduce((sum, { n }) => sum + n, 0);
    const kept = parts.filter(({ index }, place) => place < MOST_LINES || index === chosen);
    const line = ({ name, n, index }) => {
      const text = `${name === null ? standIn("all others") : escaped(name)}: ${whole(n)} · ${percent(total ? n / total : 0)}`;
      return index === chosen ? `<b>${text}</b>` : text;
    };
    const more = parts.length - kept.length;
    return [
      ...kept.map(line),
      ...(more ? [standIn(`${more} more`)] : []),
      `${whole(total)} ${total === 1 ? unit : `${unit}s`} in all`,
    ].join("<br>");
  };
}
