// Retention as curves, one for each cohort and one for all: from the API's answer to what plotly draws. Asks nothing
// itself.
import { count, percent, whole } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { HUES } from "./palette.js";

/** More are not told apart by colour. */
const MOST_HUES = 8;
const ALL = "all cohorts";

/** Whether there is anything to draw: on day 0 everybody is there, so curves begin with day 1. */
export const hasCurves = ({ mean }) => mean.length > 1;

/** `chosen` is the cohort that stands out, if any. */
export function retentionCurves({ data, mean }, request, chosen = null) {
  const few = data.length <= MOST_HUES;
  const longest = Math.max(...data.map(({ days }) => days.at(-1).day));
  const rows = [
    ...mean.map(({ day, cohort_players, players, share }) => [ALL, day, cohort_players, players, share, "true"]),
    ...data.flatMap(({ cohort, players, days }) =>
      days.map((day) => [cohort, day.day, players, day.players, day.share, String(day.complete)]),
    ),
  ];
  const make = () => {
    // What is drawn last lies on top.
    const cohorts = data.filter(({ cohort }) => cohort !== chosen);
    const outstanding = data.filter(({ cohort }) => cohort === chosen);
    const hue = (index) => (few ? HUES[index % HUES.length] : colour("soft"));
    const faint = few && !chosen ? 0.8 : 0.28;
    return {
      data: [
        ...cohorts.flatMap((one) =>
          curve(one, { color: hue(data.indexOf(one)), width: 1.5, opacity: faint, legend: few }),
        ),
        ...outstanding.flatMap((one) => curve(one, { color: colour("series-a"), width: 3, opacity: 1, legend: true })),
        together(mean),
      ],
      layout: {
        showlegend: true,
        hovermode: "closest",
        xaxis: {
          title: { text: "days since first seen" },
          range: [0.6, longest + 0.4],
          zeroline: false,
          tickformat: "d",
          ...(longest <= 10 ? { dtick: 1 } : {}),
        },
        yaxis: { title: { text: "share of the cohort" }, rangemode: "tozero", tickformat: ".0%" },
      },
    };
  };
  const last = mean.at(-1);
  return {
    make,
    request,
    columns: ["cohort", "day", "cohort players", "players", "share", "complete"],
    rows,
    summary:
      `Retention of ${count(data.length, "cohort")}, weighted by size: ` +
      `${percent(mean[1].share)} on day 1, ${percent(last.share)} on day ${last.day}.`,
  };
}

/** The line of the days that are over, and a hollow mark for one that is not: it would look like a drop. */
function curve({ cohort, players, days }, { color, width, opacity, legend }) {
  const later = days.filter(({ day }) => day > 0);
  const drawn = (chosen, more) => ({
    type: "scatter",
    name: cohort,
    legendgroup: cohort,
    showlegend: false,
    opacity,
    x: chosen.map(({ day }) => day),
    y: chosen.map(({ share }) => share),
    customdata: chosen.map((day) => [
      percent(day.share),
      `${whole(day.players)} of ${count(players, "player")}${day.complete ? "" : " so far"}`,
    ]),
    hovertemplate: `<b>%{customdata[0]}</b> on day %{x}<br>first seen ${cohort}: %{customdata[1]}<extra></extra>`,
    ...more,
  });
  const [over, open] = [true, false].map((wanted) => later.filter(({ complete }) => complete === wanted));
  return [
    drawn(over, {
      mode: "lines+markers",
      showlegend: legend,
      line: { color, width },
      marker: { color, size: width * 2 },
    }),
    ...(open.length
      ? [
          drawn(open, {
            mode: "markers",
            marker: { color, size: 6, symbol: "circle-open", line: { width: 1.5 } },
          }),
        ]
      : []),
  ];
}

function together(mean) {
  const later = mean.filter(({ day }) => day > 0);
  const color = colour("series-b");
  return {
    type: "scatter",
    mode: "lines+markers",
    name: ALL,
    x: later.map(({ day }) => day),
    y: later.map(({ share }) => share),
    line: { color, width: 3.5 },
    marker: { color, size: 6 },
    customdata: later.map(({ share, players, cohort_players, cohorts }) => [
      percent(share),
      `${whole(players)} of ${count(cohort_players, "player")} in ${count(cohorts, "cohort")}`,
    ]),
    hovertemplate: "<b>%{customdata[0]}</b> on day %{x}<br>%{customdata[1]}<extra></extra>",
  };
}
