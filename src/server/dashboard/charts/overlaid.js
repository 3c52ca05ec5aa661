// Both sides of a comparison over time as lines on one axis, and below them the difference. From the API's answers to what
// plotly draws. Asks nothing itself.
import { bucketEnd, perBucket } from "../lib/buckets.js";
import { count, shortMoment, utc, whole } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { counted, narrow } from "./axes.js";
import { allShortened, escaped } from "./labels.js";
import { SIDES } from "./palette.js";
import { placeOf, timeAxis } from "./timeAxis.js";

/** More would be more than a comparison shows. */
const MOST = 2000;
const DIFFERENCE = 0.28;
const GAP = 0.1;

/**
 * `found` are the points of both sides in the same bucket, `ranges` from when to when each is shown: where these differ, the sides
 * are laid over each other from their beginnings, on the axis of the first. `of` is one of what is counted.
 */
export function overlaid(found, { ranges, titles, key, of, request }) {
  const [{ bucket }] = found;
  const rows = rowsOf(found, ranges, key);
  const apart = ranges[0][0] !== ranges[1][0];
  const told = allShortened(titles, narrow() ? 30 : 60);
  const signed = (n) => `${n > 0 ? "+" : n < 0 ? "−" : ""}${whole(Math.abs(n))}`;
  const texts = rows.map(({ starts, counts: [a, b] }) => [
    utc(starts[0]),
    new Date(starts[0]).toISOString(),
    apart ? `${shortMoment(starts[0])} against ${shortMoment(starts[1])}` : shortMoment(starts[0]),
    `${escaped(titles[0])}: ${count(a, of)}<br>${escaped(titles[1])}: ${count(b, of)}<br>difference ${signed(b - a)}`,
  ]);
  const hovertemplate = "<b>%{customdata[2]}</b><br>%{customdata[3]}<extra></extra>";
  const x = rows.map(({ starts }) => placeOf(starts[0]));
  const points = rows.map(({ starts }) => ({ start: new Date(starts[0]).toISOString() }));
  return {
    request,
    over: { spans: rows.map(({ starts: [start] }) => [start, bucketEnd(start, bucket)]) },
    columns: ["start", ...titles, "difference"],
    rows: rows.map(({ starts, counts: [a, b] }) => [new Date(starts[0]).toISOString(), a, b, b - a]),
    summary: titles
      .map((title, side) => {
        const sum = rows.reduce((all, { counts }) => all + counts[side], 0);
        return `${title}: ${count(sum, of)} ${perBucket(bucket)}`;
      })
      .join("; "),
    make: () => ({
      data: [
        ...SIDES.map((hue, side) => ({
          type: "scatter",
          mode: "lines",
          name: told[side],
          meta: titles[side],
          yaxis: "y2",
          x,
          y: rows.map(({ counts }) => counts[side]),
          line: { color: hue, width: 2, shape: "hv", dash: side ? "dot" : "solid" },
          customdata: texts,
          hovertemplate,
        })),
        {
          type: "bar",
          name: "difference",
          showlegend: false,
          x,
          y: rows.map(({ counts: [a, b] }) => b - a),
          width: rows.map(({ starts: [start] }) => (bucketEnd(start, bucket) - start) * 0.92),
          offset: 0,
          marker: { color: rows.map(({ counts: [a, b] }) => SIDES[b > a ? 1 : 0]), line: { width: 0 } },
          customdata: texts,
          hovertemplate,
        },
      ],
      layout: {
        showlegend: true,
        hovermode: "closest",
        dragmode: false,
        xaxis: { ...timeAxis(points, bucket, ranges[0]), anchor: "y" },
        yaxis: {
          title: { text: "difference" },
          nticks: 4,
          tickformat: ",~r",
          zeroline: true,
          zerolinecolor: colour("soft"),
          domain: [0, DIFFERENCE],
        },
        yaxis2: {
          title: { text: `${of}s ${perBucket(bucket)}` },
          ...counted(Math.max(...rows.map(({ counts }) => Math.max(...counts)))),
          domain: [DIFFERENCE + GAP, 1],
          anchor: "x",
        },
      },
    }),
  };
}

/** Each bucket with the starts and the counts of both sides; the API leaves out those in which nothing happened. */
function rowsOf(found, ranges, key) {
  const [{ bucket }] = found;
  const counts = found.map(({ points }) => new Map(points.map((point) => [Date.parse(point.start), point[key]])));
  const rows = [];
  let starts = ranges.map(([from]) => from);
  while (starts[0] < ranges[0][1] && rows.length < MOST) {
    rows.push({ starts, counts: starts.map((start, side) => counts[side].get(start) ?? 0) });
    starts = starts.map((start) => bucketEnd(start, bucket));
  }
  return rows;
}
