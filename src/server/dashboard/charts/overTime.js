// Charts over time: from the API's answers to what plotly draws, and from a click or a drag to the time that it means.
// Asks nothing itself.

import { bucketEnd, bucketStart, perBucket } from "../lib/buckets.js";
import { count, shortMoment, utc } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { counted } from "./axes.js";
import { allShortened, inLegend, standIn } from "./labels.js";
import { tellStacks } from "./stack.js";
import { barsOver, instantAt, spansOf, timeAxis } from "./timeAxis.js";

const ALL_OTHERS = standIn("all others");

/** Units of each item over time, stacked; the axes reach to `most` and over `range` where these are given. */
export function itemsOverTime({ items, points, bucket, request }, colours, { most = 0, range = null } = {}) {
  const others = points.some((point) => point.other > 0);
  const series = [
    ...items.map((item) => [item, (point) => point.items[item] ?? 0]),
    // No item is called nothing.
    ...(others ? [[null, (point) => point.other]] : []),
  ];
  const total = points.reduce(
    (sum, point) => sum + Object.values(point.items).reduce((a, b) => a + b, 0) + point.other,
    0,
  );
  const tell = tellStacks(series, "unit");
  const make = () => {
    const told = [...allShortened(items, inLegend()), ALL_OTHERS];
    return {
      data: series.map(([item, units], index) => ({
        ...barsOver(points, bucket),
        name: told[index],
        ...(item === null ? {} : { meta: item }),
        y: points.map(units),
        marker: { color: item === null ? colour("soft") : colours.of(item), line: { width: 0 } },
        customdata: points.map((point) => [...moments(point), tell(point, index)]),
        hovertemplate: "<b>%{customdata[2]}</b><br>%{customdata[3]}<br>%{customdata[0]}<extra></extra>",
      })),
      layout: {
        barmode: "stack",
        bargap: 0.08,
        showlegend: true,
        dragmode: "select",
        selectdirection: "h",
        xaxis: timeAxis(points, bucket, range),
        yaxis: { title: { text: `units ${perBucket(bucket)}` }, ...counted(mostUnits(points), most) },
      },
    };
  };
  return {
    make,
    request,
    over: { spans: spansOf(points, bucket) },
    columns: ["start", ...series.map(([item]) => item)],
    rows: points.map((point) => [point.start, ...series.map(([, units]) => units(point))]),
    summary:
      `Units of ${count(items.length, "item")} over time, ${perBucket(bucket)}: ` +
      `${count(total, "unit")} in ${count(points.length, "bucket")}.`,
  };
}

/** The units of the fullest bucket. */
export const mostUnits = (points) =>
  Math.max(0, ...points.map((point) => Object.values(point.items).reduce((sum, n) => sum + n, point.other)));

/** The instants between which something was dragged over, of a chart over time; at least one bucket. */
export function selectedRange(event, bucket) {
  const [from, to] = event?.range?.x ?? [];
  if (!from || !to) return null;
  const [first, last] = [instantAt(from), instantAt(to)].sort((a, b) => a - b);
  const since = bucketStart(first, bucket);
  const until = bucketEnd(bucketStart(Math.max(since, last - 1), bucket), bucket);
  return { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
}

/** The instants of the bucket that was clicked. */
export function clickedRange(event, bucket) {
  const start = event?.points?.[0]?.customdata?.[1];
  if (!start) return null;
  const since = Date.parse(start);
  return { since: new Date(since).toISOString(), until: new Date(bucketEnd(since, bucket)).toISOString() };
}

/** What is told of a point on hover: the instant in UTC, for programs, and by the clock of the page. */
const moments = ({ start }) => [utc(start), start, shortMoment(start)];
