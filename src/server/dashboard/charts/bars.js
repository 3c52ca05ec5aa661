// Bars that compare names: a ranking, or pairs for the two sides of a comparison. Asks nothing itself.
import { percent, whole } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { narrow, roomFor } from "./axes.js";
import { escaped, shortened } from "./labels.js";
import { SIDES } from "./palette.js";

const ALL_OTHERS = "all others";

/** Names with numbers as bars across, the most first, and `others` without a name. `of` gives each its colour. */
export function ranking(numbers, of, { request, unit, most = 12, others = 0 }) {
  const sorted = Object.entries(numbers).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const total = sorted.reduce((sum, entry) => sum + entry[1], others);
  const listed = sorted.slice(0, most);
  const rest = sorted.slice(most).reduce((sum, entry) => sum + entry[1], others);
  if (rest > 0) listed.push([others ? ALL_OTHERS : `${sorted.length - most} more`, rest]);
  const shares = listed.map(([, n]) => (total ? n / total : 0));
  return {
    make: (width) => ({
      data: [
        {
          type: "bar",
          orientation: "h",
          y: listed.map(([name]) => shortened(name)),
          x: listed.map(([, n]) => n),
          marker: {
            color: listed.map(([name], index) => (index < Math.min(most, sorted.length) ? of(name) : colour("soft"))),
          },
          text: listed.map(([, n], index) => ` ${whole(n)} · ${percent(shares[index])} `),
          textposition: "outside",
          cliponaxis: false,
          textfont: { color: colour("ink"), size: 12 },
          customdata: listed.map(([name], index) => [escaped(name), percent(shares[index])]),
          hovertemplate: `<b>%{customdata[0]}</b><br>%{x:,} ${unit}<br>%{customdata[1]} of all<extra></extra>`,
        },
      ],
      layout: {
        xaxis: {
          rangemode: "tozero",
          range: [
            0,
            Math.max(1, listed[0]?.[1] ?? 0) *
              roomFor(
                width,
                listed.map(([name]) => name),
                `${whole(listed[0]?.[1] ?? 0)} · ${percent(0.999)}`,
              ),
          ],
          showgrid: false,
          showticklabels: false,
          zeroline: false,
        },
        yaxis: {
          autorange: "reversed",
          type: "category",
          ticks: "",
          showgrid: false,
          tickfont: { color: colour("ink"), size: 13 },
        },
        bargap: 0.35,
      },
    }),
    request,
    columns: ["name", unit, "share"],
    rows: [...sorted, ...(others ? [[ALL_OTHERS, others]] : [])].map(([name, n]) => [name, n, total ? n / total : 0]),
    summary: `${whole(total)} ${unit}: ${listed
      .slice(0, 5)
      .map(([name, n], index) => `${name} ${whole(n)} (${percent(shares[index])})`)
      .join(", ")}.`,
  };
}

/**
 * Both sides of a comparison as pairs of bars: `of(side, name)` is a bar's height, `said(side, name)` says it on hover;
 * `format` is d3's for the axis. A side is `{title}`.
 */
export function pairs(names, sides, { of, said, title, format = "", request, column }) {
  return {
    request,
    columns: [column, ...sides.map((side) => side.title)],
    rows: names.map((name) => [name, ...sides.map((side) => of(side, name))]),
    summary: names
      .slice(0, 6)
      .map((name) => `${name}: ${sides.map((side) => said(side, name)).join(" against ")}`)
      .join("; "),
    make: () => ({
      data: sides.map((side, index) => ({
        type: "bar",
        name: escaped(side.title),
        x: names.map((name) => shortened(String(name))),
        y: names.map((name) => of(side, name)),
        marker: {
          color: SIDES[index],
          pattern: {
            shape: index ? "/" : "",
            size: 6,
            solidity: 0.3,
            fillmode: "overlay",
            fgcolor: colour("panel"),
            fgopacity: 0.6,
          },
        },
        customdata: names.map((name) => [escaped(name), said(side, name)]),
        hovertemplate: `<b>%{customdata[0]}</b>: %{customdata[1]}<br>${escaped(side.title)}<extra></extra>`,
      })),
      layout: {
        barmode: "group",
        bargap: 0.3,
        showlegend: true,
        yaxis: { title: { text: title }, rangemode: "tozero", tickformat: format },
        xaxis: { type: "category", ...(names.length > 15 ? { nticks: narrow() ? 4 : 8, tickangle: 0 } : {}) },
      },
    }),
  };
}
