// Where players went in a match: from place to place of their events, in the order of time, on the picture of the map.
import { coordinate, count } from "../lib/format.js";
import { BARE, below } from "../lib/ground.js";
import { colour } from "../lib/theme.js";
import { allShortened, escaped, inLegend } from "./labels.js";
import { HUES } from "./palette.js";

/** Around the places, as a part of their extent: so much of the picture is seen beside them. */
const MARGIN = 0.2;

/**
 * `walks`: `[{player_id, steps: [{at, utc, event, x, y, z}]}]`, each in the order of time; `at` is the time in words. What is
 * drawn is as far as they were at `until()`, in ms, or all of it where that is null; in the midst of two places players are
 * on the straight line.
 */
export function paths(walks, { request, ground = BARE, strength = () => 0, until = () => null }) {
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
      data: walks
        .map((walk) => travelled(walk, until()))
        .map(({ player_id, steps, isOver }, index) => ({
          type: "scatter",
          mode: "lines+markers",
          name: told[index],
          meta: player_id,
          x: steps.map(({ x }) => x),
          y: steps.map(({ y }) => y),
          line: { width: 2, color: HUES[index % HUES.length] },
          // The last place is where the way ends, or where the player is.
          marker: {
            size: steps.map((_, at) => (at === steps.length - 1 ? 11 : 6)),
            symbol: steps.map((_, at) => (at === steps.length - 1 && isOver ? "x" : "circle")),
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

/** A walk as far as it was at `until`. */
function travelled(walk, until) {
  const { steps } = walk;
  const next = until === null ? -1 : steps.findIndex(({ utc }) => Date.parse(utc) > until);
  if (next < 0) return { ...walk, isOver: true };
  const before = steps.slice(0, next);
  const last = before.at(-1);
  if (!last) return { ...walk, steps: [], isOver: false };
  const [from, to] = [last, steps[next]].map(({ utc }) => Date.parse(utc));
  const part = (until - from) / (to - from);
  const between = (axis) => last[axis] + part * (steps[next][axis] - last[axis]);
  const now = { at: last.at, event: `after ${last.event}`, x: between("x"), y: between("y") };
  return { ...walk, steps: [...before, now], isOver: false };
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
