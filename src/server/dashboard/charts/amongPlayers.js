// How many players looted how much, and where one of them is. From the API's answer to what plotly draws. Asks nothing itself.
import { count, whole } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { counted } from "./axes.js";

/** More bars are a comb. */
const MOST_BARS = 20;

/** Players by units looted; the bar with `units` is marked. */
export function amongPlayers(units, found) {
  const buckets = together(found);
  const own = buckets.findIndex(({ from, to }) => units >= from && units < to);
  const ticks = buckets
    .map(({ from }, index) => [index - 0.5, from])
    .filter((_, index) => index % Math.ceil(buckets.length / 6) === 0);
  return {
    request: "/api/spread",
    columns: ["from units", "to below", "players"],
    rows: buckets.map(({ from, to, owners }) => [from, to, owners]),
    summary: `This player has ${count(units, "unit")}; ${count(
      buckets.reduce((sum, bucket) => sum + bucket.owners, 0),
      "player",
    )} in all.`,
    make: () => ({
      data: [
        {
          type: "bar",
          x: buckets.map((_, index) => index),
          y: buckets.map(({ owners }) => owners),
          marker: { color: buckets.map((_, index) => colour(index === own ? "series-b" : "series-a")) },
          customdata: buckets.map(({ from, to, owners }) => [
            count(owners, "player"),
            to - from === 1 ? count(from, "unit") : `${whole(from)} to ${count(to - 1, "unit")}`,
          ]),
          hovertemplate: "<b>%{customdata[0]}</b><br>with %{customdata[1]}<extra></extra>",
        },
      ],
      layout: {
        bargap: 0.05,
        xaxis: {
          title: { text: "units looted; buckets grow with them" },
          tickvals: ticks.map(([at]) => at),
          ticktext: ticks.map(([, from]) => whole(from)),
          showgrid: false,
        },
        ...(own < 0
          ? {}
          : {
              annotations: [
                {
                  x: own,
                  y: buckets[own].owners,
                  text: "here",
                  showarrow: true,
                  arrowhead: 2,
                  arrowsize: 1,
                  arrowwidth: 1.5,
                  arrowcolor: colour("ink"),
                  ax: own > buckets.length / 2 ? -26 : 26,
                  ay: -26,
                  font: { color: colour("ink"), size: 12 },
                  bgcolor: colour("panel"),
                  borderpad: 2,
                },
              ],
            }),
        yaxis: { title: { text: "players" }, ...counted(Math.max(...buckets.map(({ owners }) => owners))) },
      },
    }),
  };
}

/** As many buckets beside each other in one as make at most twenty. */
function together(buckets) {
  const each = Math.ceil(buckets.length / MOST_BARS);
  return Array.from({ length: Math.ceil(buckets.length / each) }, (_, index) => {
    const some = buckets.slice(index * each, (index + 1) * each);
    return { from: some[0].from, to: some.at(-1).to, owners: some.reduce((sum, { owners }) => sum + owners, 0) };
  });
}
