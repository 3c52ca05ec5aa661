// What two sides have in numbers: sums, shares, items and events, all from rollups where these know the side.
import { pairs } from "../../charts/bars.js";
import { Chart } from "../../charts/chart.js";
import { overlaid } from "../../charts/overlaid.js";
import { itemsOverTime, mostUnits } from "../../charts/overTime.js";
import { SIDES } from "../../charts/palette.js";
import { bucketEnd, coarser, widthOf } from "../../lib/buckets.js";
import { byName } from "../../lib/data.js";
import { el } from "../../lib/elements.js";
import { count, percent, rate, whole } from "../../lib/format.js";
import { drawn, isTimed } from "../../lib/timeRange.js";

const ITEMS = 12;
const TYPES = 15;
/** What is laid over each other: its key in points, one of it, and what the chart is called. */
const LAID_OVER = [
  ["sheets", "sheet", "Sheets over time"],
  ["events", "event", "Events over time"],
];

export class ComparedNumbers {
  /** `sums` is the panel that the table of sums stands in. */
  constructor(context, sums) {
    this.context = context;
    this.sums = sums;
    this.shares = new Chart("Shares of items", { height: "20rem", note: "Of all units of each side." });
    this.per = new Chart("Units per sheet", { height: "20rem", note: "Of each item, on average." });
    this.over = [0, 1].map(
      (index) => new Chart("Items over time", { height: "18rem", suffix: index ? "second side" : "first side" }),
    );
    this.pulse = LAID_OVER.map(([, , title]) => new Chart(title, { height: "18rem" }));
    this.types = new Chart("Events by type", { full: true, height: "18rem" });
    this.charts = [this.shares, this.per, ...this.over, ...this.pulse, this.types];
    this.element = el(
      "div.grid.halves",
      this.charts.map((chart) => chart.element),
    );
  }

  async load({ sides, signal }) {
    const [activities, types] = await Promise.all([
      Promise.all(sides.map(({ source }) => source.activity())),
      Promise.all(sides.map(({ source }) => source.eventTypes())),
    ]);
    // A unit per minute is no unit per hour: both sides in the wider bucket.
    const bucket = activities.map((found) => found.bucket).reduce(coarser);
    const length = Math.max(...activities.map((found) => found.length));
    const [pulses, founds] = await Promise.all([
      Promise.all(
        sides.map(({ source }, index) =>
          activities[index].bucket === bucket ? activities[index] : source.activity(bucket),
        ),
      ),
      Promise.all(sides.map(({ source }) => source.items(length, coarser(bucket, "hour")))),
    ]);
    signal.throwIfAborted();
    const measured = sides.map((side, index) => ({
      title: side.title,
      ...sumsOf(pulses[index].points, founds[index].points),
      request: founds[index].request,
      types: types[index].types,
    }));
    this.showSums(measured);
    this.showItems(measured, founds.some((found) => found.note) ? founds.map((found) => found.note).find(Boolean) : "");
    const twice = (charts, found, most, draw) => {
      const ranges = aligned(sides, found);
      charts.forEach((chart, index) => {
        chart.setTitle(sides[index].title);
        chart.setNote(found[index].note);
        if (found[index].points.length) chart.show(draw(found[index], { most, range: ranges[index] }));
        else chart.empty("Nothing in this selection.", found[index].request);
      });
    };
    const inBulk = (found, index) => ({ ...found, points: drawn(found, activities[index].bulk) });
    const [over, pulse] = [founds.map(inBulk), pulses.map(inBulk)];
    twice(this.over, over, Math.max(...over.map(({ points }) => mostUnits(points))), (found, scale) =>
      itemsOverTime(found, this.context.colours, scale),
    );
    this.showPulse(sides, pulse);
    this.showTypes(measured, types);
  }

  /** Lines over each other, and the difference below. */
  showPulse(sides, pulse) {
    const ranges = aligned(sides, pulse);
    const [{ request }] = pulse;
    const titles = sides.map(({ title }) => title);
    for (const [index, chart] of this.pulse.entries()) {
      const [key, of] = LAID_OVER[index];
      const lacking =
        ranges.some((range) => !range) || pulse.every(({ points }) => points.every((point) => !point[key]));
      if (lacking) {
        chart.empty("Nothing to overlay in these selections.", request);
        continue;
      }
      const apart = ranges[0][0] === ranges[1][0] ? "" : "Each from its own beginning, by the time of the first. ";
      chart.setNote(`${apart}Second minus first below. ${pulse.map(({ note }) => note).find(Boolean) ?? ""}`.trim());
      chart.show(overlaid(pulse, { ranges, titles, key, of, request }));
    }
  }

  showSums(sides) {
    const line = (title, of) => {
      const [a, b] = sides.map(of);
      const change = a ? `${b >= a ? "+" : "−"}${percent(Math.abs(b / a - 1))}` : "–";
      return el(
        "tr",
        el("th", { scope: "row" }, title),
        ...[a, b].map((n) => el("td.number", number(n))),
        el("td.number", change),
      );
    };
    const per = (key) => (side) => (side.sheets ? side[key] / side.sheets : 0);
    this.sums.body.replaceChildren(
      el(
        "div.table-scroll",
        { tabindex: "0", role: "region", "aria-label": "Side by side, as a table" },
        el(
          "table",
          el(
            "thead",
            el(
              "tr",
              el("th", { scope: "col" }, el("span.hidden-title", "What")),
              ...sides.map(({ title }, index) =>
                el(
                  "th.number.wraps",
                  { scope: "col" },
                  el("span.swatch", { "aria-hidden": "true", var: { "--swatch": SIDES[index] } }),
                  ` ${title}`,
                ),
              ),
              el("th.number", { scope: "col" }, "Change"),
            ),
          ),
          el(
            "tbody",
            line("Sheets", (side) => side.sheets),
            line("Units looted", (side) => side.all),
            line("Events", (side) => side.events),
            line("Units per sheet", per("all")),
            line("Events per sheet", per("events")),
          ),
        ),
      ),
    );
    this.sums.ready();
  }

  showItems(sides, note) {
    const names = byFirst(sides.map(({ units }) => units)).slice(0, ITEMS);
    const { request } = sides[0];
    for (const [chart, of, title, format, said] of [
      [this.shares, (side, item) => ratio(side.units[item], side.all), "share of units", ".0%", percent],
      [this.per, (side, item) => ratio(side.units[item], side.sheets), "units per sheet", ",~r", number],
    ]) {
      if (names.length)
        chart.show(
          pairs(names, sides, {
            of,
            title,
            format,
            request,
            column: "item",
            said: (side, item) => `${said(of(side, item))}<br>${count(side.units[item] ?? 0, "unit")}`,
          }),
        );
      else chart.empty("Nothing in this selection.", request);
    }
    this.shares.setNote(`Of all units of each side. ${note}`);
    this.per.setNote(`Of each item, on average. ${note}`);
  }

  showTypes(sides, found) {
    const { request } = found[0];
    const names = byFirst(sides.map(({ types }) => types)).slice(0, TYPES);
    this.types.setNote(
      `Events of each type for each sheet, on average. ${found.map(({ note }) => note).find(Boolean) ?? ""}`,
    );
    if (!names.length) return this.types.empty("No event in either selection.", request);
    const of = (side, type) => ratio(side.types[type], side.sheets);
    this.types.show(
      pairs(names, sides, {
        of,
        title: "events per sheet",
        format: ",~r",
        request,
        column: "event",
        said: (side, type) => `${number(of(side, type))} per sheet<br>${whole(side.types[type] ?? 0)} in all`,
      }),
    );
  }

  fail(error, again) {
    for (const panel of [this.sums, ...this.charts]) panel.fail(error, again);
  }

  close() {
    for (const chart of this.charts) chart.close();
  }
}

const ratio = (part = 0, all) => (all ? part / all : 0);
const number = (n) => (Number.isInteger(n) ? whole(n) : n < 10 ? n.toFixed(2) : rate(n));

function sumsOf(activity, found) {
  const sum = (key) => activity.reduce((total, point) => total + point[key], 0);
  const units = byName();
  for (const point of found) for (const [item, n] of Object.entries(point.items)) units[item] = (units[item] ?? 0) + n;
  return { sheets: sum("sheets"), all: sum("items"), events: sum("events"), units };
}

/** Every name, those of which the first side has most first. */
function byFirst([a, b]) {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.sort((x, y) => (a[y] ?? 0) - (a[x] ?? 0) || (b[y] ?? 0) - (b[x] ?? 0) || (x < y ? -1 : 1));
}

/**
 * The time that each side's axis shows: the same for both, or as long for both where each side has a time of its own.
 */
function aligned(sides, found) {
  const extents = found.map(({ points, bucket }) =>
    points.length ? [Date.parse(points[0].start), bucketEnd(Date.parse(points.at(-1).start), bucket)] : null,
  );
  const there = extents.filter(Boolean);
  const apart =
    JSON.stringify([sides[0].filters.range, sides[0].filters.since]) !==
    JSON.stringify([sides[1].filters.range, sides[1].filters.since]);
  const own = sides.some(({ filters }) => isTimed(filters) || filters.match || filters.player);
  if (!there.length) return [null, null];
  const around = [Math.min(...there.map(([from]) => from)), Math.max(...there.map(([, to]) => to))];
  const length = Math.max(...there.map(([from, to]) => to - from), 12 * widthOf(found[0].bucket));
  if (!apart && !own) return [around, around];
  return extents.map((extent) => extent && [extent[0], extent[0] + length]);
}
