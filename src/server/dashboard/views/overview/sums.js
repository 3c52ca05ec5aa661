// What charts of the Overview have in common, and sums over their points.
import { bucketEnd } from "../../lib/buckets.js";
import { byName } from "../../lib/data.js";

/** From when to when charts reach that share an axis; null where that is their own matter. */
export function inCommon(charts) {
  const ends = charts.filter(({ points }) => points.length > 11);
  if (ends.length < charts.length) return null;
  return [
    Math.min(...ends.map(({ points }) => Date.parse(points[0].start))),
    Math.max(...ends.map(({ points, bucket }) => bucketEnd(Date.parse(points.at(-1).start), bucket))),
  ];
}

/** Units of each item over the whole range, and of those that are not told apart. */
export function unitsOf(points) {
  const units = byName();
  for (const { items } of points)
    for (const [item, n] of Object.entries(items)) if (n > 0) units[item] = (units[item] ?? 0) + n;
  return { units, others: points.reduce((sum, { other }) => sum + (other ?? 0), 0) };
}
