// Counts from sheets that were fetched, in the shape of the answers that come from rollups. Pure.
import { byName } from "./data.js";
import { WIDTH_MS } from "./timeRange.js";

/** The squares of the server's grids are this many world units wide, or a power of two times that. */
const SIDE = 5;
const FINEST_SIDE = 0.05;
const MOST_ACROSS = 180;

const unitsIn = (sheet) => Object.values(sheet.looted_items).reduce((sum, n) => sum + n, 0);

/** Sheets, items and events in each bucket, as `/api/activity` has them. */
export function activityOf(sheets, bucket) {
  return buckets(
    sheets,
    bucket,
    () => ({ sheets: 0, items: 0, events: 0 }),
    (point, sheet) => {
      point.sheets += 1;
      point.items += unitsIn(sheet);
      point.events += sheet.event_count;
    },
  );
}

/** Units of the `most` collected items in each bucket, as `/api/activity/items` has them. */
export function itemsOf(sheets, bucket, most) {
  const totals = new Map();
  for (const sheet of sheets)
    for (const [item, n] of Object.entries(sheet.looted_items))
      if (n > 0) totals.set(item, (totals.get(item) ?? 0) + n);
  const items = [...totals]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([item]) => item);
  const named = new Set(items);
  const points = buckets(
    sheets,
    bucket,
    () => ({ items: Object.fromEntries(items.map((item) => [item, 0])), other: 0 }),
    (point, sheet) => {
      for (const [item, n] of Object.entries(sheet.looted_items)) {
        if (named.has(item)) point.items[item] += n;
        else point.other += n;
      }
    },
  );
  return { items, points: points.filter((point) => point.other || Object.values(point.items).some((n) => n > 0)) };
}

function buckets(sheets, bucket, fresh, add) {
  const points = new Map();
  for (const sheet of sheets) {
    const at = Math.floor(Date.parse(sheet.timestamp) / WIDTH_MS[bucket]) * WIDTH_MS[bucket];
    if (!points.has(at)) points.set(at, fresh());
    add(points.get(at), sheet);
  }
  return [...points]
    .sort((a, b) => a[0] - b[0])
    .map(([at, point]) => ({ start: new Date(at).toISOString(), ...point }));
}

/** The places of an item with their units: `[x, y, units]`. */
export function placesOf(sheets, item) {
  return sheets.flatMap(({ locations, looted_items }) => {
    const places = byName(locations)[item] ?? [];
    // One point stands for the whole count, many for a unit each.
    return typeof places[0] === "number" ? [[...places, looted_items[item] ?? 0]] : places.map(([x, y]) => [x, y, 1]);
  });
}

/** The places of an item on squares of `side` world units; as fine as suits them where none is given. */
export function latticeOf(sheets, item, side = null) {
  const places = placesOf(sheets, item).filter(([, , units]) => units > 0);
  if (!places.length) return { lattice: null, count: 0 };
  const reach = (axis) =>
    places.reduce(
      ([low, high], place) => [Math.min(low, place[axis]), Math.max(high, place[axis])],
      [Infinity, -Infinity],
    );
  const [[left, right], [low, high]] = [reach(0), reach(1)];
  const least = Math.max(right - left, high - low) / MOST_ACROSS;
  const square = side ?? SIDE * 2 ** Math.ceil(Math.log2(Math.max(least, FINEST_SIDE) / SIDE));
  const [x0, y0] = [Math.floor(left / square) * square, Math.floor(low / square) * square];
  const cells = Array.from({ length: Math.floor((high - y0) / square) + 1 }, () =>
    new Array(Math.floor((right - x0) / square) + 1).fill(0),
  );
  for (const [x, y, units] of places) cells[Math.floor((y - y0) / square)][Math.floor((x - x0) / square)] += units;
  return {
    lattice: { x0, y0, sideX: square, sideY: square, cells },
    count: places.reduce((sum, [, , units]) => sum + units, 0),
  };
}

/** How many sheets have how many units, in at most `most` buckets of `width` units; the last one takes the rest. */
export function spreadOf(sheets, width, most) {
  const counts = new Array(most).fill(0);
  for (const sheet of sheets) counts[Math.min(most - 1, Math.floor(unitsIn(sheet) / width))] += 1;
  return counts;
}

/** The width with which `most` buckets reach beyond all but a hundredth of the sheets. */
export function spreadWidth(sheets, most) {
  const units = sheets.map(unitsIn).sort((a, b) => a - b);
  const high = units[Math.floor(units.length * 0.99)] ?? 0;
  return Math.max(1, Math.ceil((high + 1) / most));
}
