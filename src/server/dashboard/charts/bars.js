// Bars that compare names: a ranking, or pairs for the two sides of a comparison. Asks nothing itself.
import { compact, count, percent, whole } from "../lib/format.js";
import { widthOf } from "../lib/text.js";
import { colour } from "../lib/theme.js";
import { narrow, plotWidth } from "./axes.js";
import { allShortened, escaped, places, standIn } from "./labels.js";
import { SIDES } from "./palette.js";

/**
 * Names with numbers as bars across, and `others` without a name; counts and shares stand in columns of their own. `of` gives
 * each its colour. A bar is told by its place, not by its label: names that look alike when they are cut are still two.
 * `unit` is what is counted: one of it, and many where that is not the same with an s. The most come first, or the `rarest`;
 * on a `log` scale what is rare is seen beside what is common.
 */
export function ranking(
  numbers,
  of,
  { request, unit: [one, many = `${one}s`], most = 10, others = 0, log = false, rarest = false },
) {
  const sorted = Object.entries(numbers).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const total = sorted.reduce((sum, entry) => sum + entry[1], others);
  const ordered = rarest ? sorted.filter(([, n]) => n > 0).reverse() : sorted;
  const named = ordered.slice(0, most);
  const rest = ordered.slice(most).reduce((sum, entry) => sum + entry[1], others);
  const words = others ? "all others" : `${ordered.length - most} more`;
  const bars = rest > 0 ? [...named, [null, rest]] : named;
  const shares = bars.map(([, n]) => (total ? n / total : 0));
  const ticks = allShortened(named.map(([name]) => name));
  if (rest > 0) ticks.push(standIn(words));
  const counts = bars.map(([, n]) => compact(n));
  const percents = shares.map(percent);
  return {
    make: (width) => {
      const plot = plotWidth(
        width,
        bars.map(([name]) => widthOf(name ?? words)),
      );
      const [countWidth, shareWidth] = [counts, percents].map((texts) => columnWidth(texts) / plot);
      const column = (texts, x) =>
        texts.map((text, index) => ({
          xref: "paper",
          x,
          y: index,
          xanchor: "right",
          showarrow: false,
          text,
          font: { color: colour("ink"), size: 12 },
        }));
      return {
        data: [
          {
            type: "bar",
            orientation: "h",
            y: bars.map((_, index) => index),
            x: bars.map(([, n]) => n),
            marker: { color: bars.map(([name]) => (name === null ? colour("soft") : of(name))) },
            customdata: bars.map(([name], index) => [
              name === null ? standIn(words) : escaped(name),
              percents[index],
              count(bars[index][1], one, many),
            ]),
            hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[2]}<br>%{customdata[1]} of all<extra></extra>",
          },
        ],
        layout: {
          annotations: [...column(counts, 1 - shareWidth), ...column(percents, 1)],
          xaxis: {
            ...reach(bars, log),
            domain: [0, Math.max(0.2, 1 - countWidth - shareWidth)],
            showgrid: false,
            showticklabels: false,
            zeroline: false,
          },
          yaxis: {
            ...places(ticks),
            range: [bars.length - 0.4, -0.6],
            ticks: "",
            showgrid: false,
            zeroline: false,
            tickfont: { color: colour("ink"), size: 13 },
          },
          bargap: 0.35,
        },
      };
    },
    request,
    columns: ["name", many, "share"],
    // No name is empty: that of the others is.
    rows: [...ordered, ...(others ? [[null, others]] : [])].map(([name, n]) => [name, n, total ? n / total : 0]),
    summary: `${count(total, one, many)}: ${bars
      .slice(0, 5)
      .map(([name, n], index) => `${name ?? words} ${whole(n)} (${percent(shares[index])})`)
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
    make: (width) => ({
      data: sides.map((side, index) => ({
        type: "bar",
        name: allShortened(
          sides.map((one) => one.title),
          narrow() ? 30 : 60,
        )[index],
        meta: side.title,
        x: names.map((_, place) => place),
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
        customdata: names.map((name) => [escaped(name), said(side, name), escaped(side.title)]),
        hovertemplate: "<b>%{customdata[0]}</b>: %{customdata[1]}<br>%{customdata[2]}<extra></extra>",
      })),
      layout: {
        barmode: "group",
        bargap: 0.3,
        showlegend: true,
        yaxis: { title: { text: title }, rangemode: "tozero", tickformat: format },
        xaxis: { ...someOf(names, width), range: [-0.5, names.length - 0.5], zeroline: false, showgrid: false },
      },
    }),
  };
}

/** As many of the labels as can be read below each other's bars. */
function someOf(names, width) {
  const { tickvals, ticktext } = places(allShortened(names));
  if (names.length <= 15) return { type: "linear", tickvals, ticktext };
  const every = Math.ceil(names.length / Math.max(4, Math.floor(width / 110)));
  const some = (list) => list.filter((_, index) => index % every === 0);
  return { type: "linear", tickvals: some(tickvals), ticktext: some(ticktext), tickangle: 0 };
}

/** As far as the longest bar; a logarithmic axis begins below the shortest. */
function reach(bars, log) {
  const seen = bars.map(([, n]) => n).filter((n) => n > 0);
  if (!log || !seen.length) return { rangemode: "tozero", range: [0, Math.max(1, ...seen)] };
  return { type: "log", range: [Math.log10(Math.min(...seen)) - 0.3, Math.log10(Math.max(...seen))] };
}

/** In pixels, with room before it. */
const columnWidth = (texts) => 14 + 7.2 * Math.max(...texts.map((text) => text.length), 0);
