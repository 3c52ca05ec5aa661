// Where players went in a match: from place to place of their events, in the order of time, on the picture of the map.
import { coordinate, count } from "../lib/format.js";
import { BARE, below } from "../lib/ground.js";
import { colour } from "../lib/theme.js";
import { allShortened, escaped, inLegend } from "./labels.js";
import { HUES } from "./palette.js";

/** Around the places, as a part of their extent: so much of the picture is seen beside them. */
const MARGIN = 0.2;

/** `walks`: `[{player_id, steps: [{at, event, x, y, z}]}]`, each in the order of time; `at` is the time in words. */
export function paths(walks, { request, ground = BARE, strength = () => 0 }) {
  const told = allShortened(
    walks.map(({ player_id }) => player_id),
    inLegend(),
  );
  const places = walks.flatMap(({ steps }) => steps);
  const height = places.some(({ z }) => z !== undefined);
  return {
    request,
    columns: ["player", "time", "event", "x", "y", ...(height ? ["z"] : [])],
    rows: walks.flatMap(({ player_id, steps }) =>
      steps.map(({ utc, event, x, y, z }) => [player_id, utc, event, x, y, ...(height ? [z ?? null] : [])]),
    ),
    summary: `The ways of ${count(walks.length, "player")} through ${count(places.length, "place")} of events.`,
    make: () => ({
      data: walks.map(({ player_id, steps }, index) => ({
        type: "scatter",
        mode: "lines+markers",
        name: told[index],
        meta: player_id,
        x: steps.map(({ x }) => x),
        y: steps.map(({ y }) => y),
        line: { width: 2, color: HUES[index % HUES.length] },
        // The last place is where the way ends.
        marker: {
          size: steps.map((_, at) => (at === steps.length - 1 ? 11 : 6)),
          symbol: steps.map((_, at) => (at === steps.length - 1 ? "x" : "circle")),
          color: HUES[index % HUES.length],
          line: { width: 1, color: colour("panel") },
        },
        customdata: steps.map(({ at, event, x, y, z }) => [
          escaped(event),
          at,
          [x, y, ...(z === undefined ? [] : [z])].map(coordinate).join(", "),
        ]),
        hovertemplate: `<b>%{customdata[0]}</b><br>${escaped(told[index])}<br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>`,
      })),
      layout: layout(places, ground, strength()),
    }),
  };
}

function layout(places, ground, strength) {
  const spread = (axis) => {
    const all = places.map((place) => place[axis]);
    return [Math.min(...all), Math.max(...all)];
  };
  const [across, up] = [spread("x"), spread("y")];
  const margin = MARGIN * (Math.max(across[1] - across[0], up[1] - up[0]) || 1);
  const around = ([low, high]) => [low - margin, high + margin];
  const axis = (name) => ({
    title: { text: `${name}, world units` },
    exponentformat: "none",
    separatethousands: true,
    showgrid: !(ground.picture && strength),
    zeroline: false,
    constrain: "domain",
  });
  return {
    ...below(ground, strength),
    showlegend: true,
    hovermode: "closest",
    xaxis: { ...axis("x"), range: around(across) },
    yaxis: { ...axis("y"), scaleanchor: "x", range: ground.yDown ? around(up).reverse() : around(up) },
  };
}
