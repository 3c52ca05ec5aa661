// Estimates with their intervals, one below the other (a forest plot). A dot is filled where it is told apart from `reference`. Asks nothing
// itself.
import { significant } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { allShortened, escaped, places } from "./labels.js";

/**
 * `rows`: `{name, low, estimate, high}`. `reference` is what the estimates are held against, such as no difference; `title` says
 * what is estimated, and by which interval; `say` writes a number. A row may say with `isClear` that it is told apart by another
 * measure than its interval, and in `more` what else a tooltip tells of it, in lines.
 */
export function intervals(rows, { title, request, reference = null, say = significant }) {
  const said = rows.map(({ low, estimate, high }) => `${say(estimate)} (${say(low)} to ${say(high)})`);
  const beyond = ({ low, high }) => reference === null || low > reference || high < reference;
  const isFilled = rows.map((row) => row.isClear ?? beyond(row));
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
              color: isFilled.map((filled) => (filled ? hue : colour("panel"))),
              line: { color: hue, width: 2 },
            },
            customdata: rows.map(({ name, more = [] }, index) => [
              [`<b>${escaped(name)}</b>`, said[index], ...more].join("<br>"),
            ]),
            hovertemplate: "%{customdata[0]}<extra></extra>",
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
