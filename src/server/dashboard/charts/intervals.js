// Estimates with their intervals, one below the other (a forest plot): where an interval lies to one side of `reference`, it is filled. Asks
// nothing itself.
import { significant } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { allShortened, escaped, places } from "./labels.js";

/**
 * `rows`: `{name, low, estimate, high}`. `reference` is what the estimates are held against, such as no difference; `title` says
 * what is estimated, and by which interval; `say` writes a number.
 */
export function intervals(rows, { title, request, reference = null, say = significant }) {
  const said = rows.map(({ low, estimate, high }) => `${say(estimate)} (${say(low)} to ${say(high)})`);
  const isClear = rows.map(({ low, high }) => reference === null || low > reference || high < reference);
  const ticks = allShortened(rows.map(({ name }) => name));
  return {
    request,
    columns: ["name", "low", "estimate", "high"],
    rows: rows.map(({ name, low, estimate, high }) => [name, low, estimate, high]),
    summary: `${title}: ${rows.map(({ name }, index) => `${name} ${said[index]}`).join(", ")}.`,
    make: () => {
      const hue = colour("series-a");
      return {
        data: [
          {
            type: "scatter",
            mode: "markers",
            x: rows.map(({ estimate }) => estimate),
            y: rows.map((_, index) => index),
            error_x: {
              type: "data",
              symmetric: false,
              array: rows.map(({ estimate, high }) => high - estimate),
              arrayminus: rows.map(({ estimate, low }) => estimate - low),
              color: hue,
              thickness: 2,
              width: 5,
            },
            marker: {
              size: 10,
              color: isClear.map((clear) => (clear ? hue : colour("panel"))),
              line: { color: hue, width: 2 },
            },
            customdata: rows.map(({ name }, index) => [escaped(name), said[index]]),
            hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
          },
        ],
        layout: {
          hovermode: "closest",
          xaxis: { title: { text: title }, zeroline: false },
          yaxis: {
            ...places(ticks),
            range: [rows.length - 0.4, -0.6],
            showgrid: false,
            zeroline: false,
            tickfont: { color: colour("ink"), size: 13 },
          },
          shapes:
            reference === null
              ? []
              : [
                  {
                    type: "line",
                    x0: reference,
                    x1: reference,
                    y0: 0,
                    y1: 1,
                    yref: "paper",
                    line: { color: colour("soft"), width: 1.5, dash: "dot" },
                  },
                ],
        },
      };
    },
  };
}
