// Sheets over time, and below them, on the same axis, events stacked by type. From the API's answers to what plotly draws. Asks
// nothing itself.
import { perBucket } from "../lib/buckets.js";
import { count, shortMoment, utc } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { counted } from "./axes.js";
import { allShortened, inLegend, standIn } from "./labels.js";
import { EVENT_HUES } from "./palette.js";
import { tellStacks } from "./stack.js";
import { barsOver, spansOf, timeAxis } from "./timeAxis.js";

/** The part of the height that sheets have, and what is between them and events. */
const SHEETS = 0.34;
const GAP = 0.1;

/** `points` have `sheets`, `events` and by type those of `types`; `range` is that of the axis where it is given. */
export function sheetsAndEvents({ points, types, bucket, request }, { range = null } = {}) {
  const sum = (of) => points.reduce((total, point) => total + of(point), 0);
  const ofTypes = types.map((type) => [type, (point) => point.types[type] ?? 0]);
  const other = (point) => Math.max(0, point.events - types.reduce((all, type) => all + (point.types[type] ?? 0), 0));
  const series = [...ofTypes, ...(sum(other) ? [[null, other]] : [])];
  const tell = tellStacks(series, "event");
  const names = [...allShortened(types, inLegend()), types.length ? standIn("all others") : "events"];
  const hasSheets = sum(({ sheets }) => sheets) > 0;
  const hue = (index) =>
    types.length && index < types.length ? EVENT_HUES[index % EVENT_HUES.length] : colour("event");
  const bars = barsOver(points, bucket);
  const told = (point, text) => [utc(point.start), point.start, shortMoment(point.start), text];
  const hovertemplate = "<b>%{customdata[2]}</b><br>%{customdata[3]}<br>%{customdata[0]}<extra></extra>";
  const make = () => {
    const ofSheets = {
      ...bars,
      name: "sheets",
      yaxis: "y2",
      y: points.map(({ sheets }) => sheets),
      marker: { color: colour("series-a"), line: { width: 0 } },
      customdata: points.map((point) => told(point, count(point.sheets, "sheet"))),
      hovertemplate,
    };
    return {
      data: [
        ...(hasSheets ? [ofSheets] : []),
        ...series.map(([type, of], index) => ({
          ...bars,
          name: names[index],
          ...(type === null ? {} : { meta: type }),
          y: points.map(of),
          marker: { color: hue(index), line: { width: 0 } },
          customdata: points.map((point) => told(point, tell(point, index))),
          hovertemplate,
        })),
      ],
      layout: {
        barmode: "stack",
        bargap: 0.08,
        showlegend: true,
        dragmode: "select",
        selectdirection: "h",
        xaxis: { ...timeAxis(points, bucket, range), anchor: "y" },
        yaxis: {
          title: { text: `events ${perBucket(bucket)}` },
          ...counted(Math.max(...points.map(({ events }) => events))),
          domain: hasSheets ? (series.length ? [0, 1 - SHEETS - GAP] : [0, 0.01]) : [0, 1],
        },
        ...(hasSheets && {
          yaxis2: {
            title: { text: "sheets" },
            ...counted(Math.max(...points.map(({ sheets }) => sheets))),
            nticks: 4,
            domain: series.length ? [1 - SHEETS, 1] : [0, 1],
            anchor: "x",
          },
        }),
      },
    };
  };
  return {
    make,
    request,
    over: { spans: spansOf(points, bucket) },
    columns: ["start", "sheets", "items", "events", ...types],
    rows: points.map((point) => [
      point.start,
      point.sheets,
      point.items,
      point.events,
      ...ofTypes.map(([, of]) => of(point)),
    ]),
    summary: `${count(
      sum(({ sheets }) => sheets),
      "sheet",
    )} and ${count(
      sum(({ events }) => events),
      "event",
    )} ${perBucket(bucket)}.`,
  };
}
