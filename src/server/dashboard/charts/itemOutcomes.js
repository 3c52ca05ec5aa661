// What goes together with finding an item: how much better or worse sheets end that have it, and how much of it players of
// each level find. Asks nothing itself.
import { count, percent, significant, whole } from "../lib/format.js";
import { intervals } from "./intervals.js";
import { SIDES } from "./palette.js";

/** Items that are drawn. */
export const MOST_DRAWN = 20;

const signed = (text, n) => (n > 0 ? `+${text}` : text);

/** How the mean of a field is said, and a difference of two: shares as per cent, in points; numbers as they are. */
export function words(isShare) {
  const points = (n) => signed(significant(n * 100), n);
  return isShare
    ? { mean: percent, difference: (n) => `${points(n)} points`, unit: "percentage points", scale: 100 }
    : { mean: significant, difference: (n) => signed(significant(n), n), unit: "difference", scale: 1 };
}

/** Items whose difference is known, the largest first; where there are too many, those that are told apart from chance. */
export function drawn(items) {
  const known = items.filter(({ difference }) => difference);
  const chosen = known.toSorted((a, b) => b.is_significant - a.is_significant || b.with.sheets - a.with.sheets);
  return chosen.slice(0, MOST_DRAWN).toSorted((a, b) => b.difference.value - a.difference.value);
}

/** The difference that each item makes, with its interval. */
export function outcomes(data, isShare, request) {
  const told = words(isShare);
  const points = drawn(data.items).map(({ item, difference, is_significant: isClear, with: found, without }) => ({
    name: item,
    low: difference.low * told.scale,
    estimate: difference.value * told.scale,
    high: difference.high * told.scale,
    isClear,
    more: [
      `with it ${told.mean(found.mean)} in ${count(found.sheets, "sheet")} of ${count(found.players, "player")}`,
      `without ${told.mean(without.mean)} in ${count(without.sheets, "sheet")}`,
    ],
  }));
  const say = (scaled) => told.difference(scaled / told.scale);
  return {
    ...intervals(points, { title: told.unit, request, reference: 0, say }),
    columns: ["item", "with", "without", "difference", "low", "high", "p", "told apart", "sheets with", "players with"],
    rows: data.items.map(({ item, with: found, without, difference, p_value: p, is_significant: is }) => [
      item,
      found.mean,
      without.mean,
      difference?.value ?? null,
      difference?.low ?? null,
      difference?.high ?? null,
      p,
      is,
      found.sheets,
      found.players,
    ]),
  };
}

/** Units of an item in a sheet, by the player's level, with intervals. */
export function byLevel({ item, levels }, request) {
  const names = levels.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`));
  const every = Math.ceil(levels.length / 12);
  const ticks = levels.map((_, index) => index).filter((index) => index % every === 0);
  const reach = (of) => levels.map(({ estimate }) => (estimate ? of(estimate) : 0));
  return {
    make: () => ({
      data: [
        {
          type: "scatter",
          mode: "lines+markers",
          x: levels.map((_, index) => index),
          y: levels.map(({ units_per_sheet: units }) => units),
          error_y: {
            type: "data",
            symmetric: false,
            array: reach(({ value, high }) => high - value),
            arrayminus: reach(({ value, low }) => value - low),
            color: SIDES[0],
            thickness: 1.5,
            width: 0,
          },
          line: { color: SIDES[0], width: 1.5 },
          marker: { color: SIDES[0], size: 7 },
          customdata: levels.map((level, index) => [
            names[index],
            significant(level.units_per_sheet),
            level.estimate
              ? `${significant(level.estimate.low)} to ${significant(level.estimate.high)}`
              : "too few players for an interval",
            `${count(level.sheets, "sheet")} of ${count(level.players, "player")}`,
            `${percent(level.sheets_with_item / level.sheets)} of sheets have it`,
          ]),
          hovertemplate:
            "<b>%{customdata[1]} a sheet</b><br>level %{customdata[0]}<br>%{customdata[2]}<br>%{customdata[3]}<br>%{customdata[4]}<extra></extra>",
        },
      ],
      layout: {
        hovermode: "closest",
        xaxis: {
          title: { text: "level" },
          tickvals: ticks,
          ticktext: ticks.map((index) => names[index]),
          showgrid: false,
          zeroline: false,
        },
        yaxis: { title: { text: "units a sheet" }, rangemode: "tozero" },
      },
    }),
    request,
    columns: ["level from", "level to", "units a sheet", "low", "high", "sheets", "players", "sheets with it", "units"],
    rows: levels.map((level) => [
      level.from,
      level.to,
      level.units_per_sheet,
      level.estimate?.low ?? null,
      level.estimate?.high ?? null,
      level.sheets,
      level.players,
      level.sheets_with_item,
      level.units,
    ]),
    summary: `${item}: ${levels
      .map((level, index) => `${significant(level.units_per_sheet)} at level ${names[index]}`)
      .slice(0, 8)
      .join(", ")}; ${whole(levels.length)} bands.`,
  };
}
