// A flow as bands between columns: from the API's answer to what plotly draws. Asks nothing itself.

import { count, moment, percent, whole } from "../lib/format.js";
import { colour } from "../lib/theme.js";
import { escaped } from "./labels.js";
import { HUES } from "./palette.js";

/** What the bands are of, in a sentence. */
export function said(flow) {
  const far = flow.complete ? "" : ` Back to ${moment(flow.covered_since)}.`;
  const stories = count(flow.stories, "story", "stories");
  return `${stories}: one player in one match each. What was looted most, the first events, the last event.${far}`;
}

/** `types` are the events of all flows that are looked at together, so that each keeps its colour. */
export function bands(flow, colours, request, types = eventsOf(flow)) {
  const key = (column, name) => `${column} ${name}`;
  const nodes = new Map();
  const node = (column, name) => {
    const id = key(column, name);
    if (!nodes.has(id)) nodes.set(id, { index: nodes.size, column, name });
    return nodes.get(id).index;
  };
  const links = flow.links.map((link) => ({
    ...link,
    source: node(link.column, link.from),
    target: node(link.to_column, link.to),
  }));
  const hue = ({ column, name }) =>
    name === "others" || name === "no event"
      ? "#8a949e"
      : column === 0
        ? colours.of(name)
        : HUES[types.indexOf(name) % HUES.length];
  const listed = [...nodes.values()];
  const last = flow.columns - 1;
  return {
    request,
    columns: ["column", "from", "to column", "to", "stories"],
    rows: flow.links.map((link) => [link.column, link.from, link.to_column, link.to, link.stories]),
    summary: flow.links
      .slice(0, 6)
      .map((link) => `${link.from} to ${link.to}: ${whole(link.stories)}`)
      .join("; "),
    make: () => ({
      data: [
        {
          type: "sankey",
          arrangement: "snap",
          valueformat: ",d",
          textfont: { color: colour("ink"), size: 13 },
          node: {
            label: listed.map(({ name }) => escaped(name)),
            color: listed.map(hue),
            thickness: 14,
            pad: 16,
            line: { width: 0 },
            x: listed.map(({ column }) => Math.min(0.999, Math.max(0.001, column / last))),
            y: listed.map((own) => place(own, listed)),
            customdata: listed.map(({ column }) =>
              column === 0 ? "looted most" : column === last ? "the end" : `event ${column}`,
            ),
            hovertemplate: "<b>%{label}</b><br>%{customdata}<br>%{value:,} stories<extra></extra>",
          },
          link: {
            source: links.map((link) => link.source),
            target: links.map((link) => link.target),
            value: links.map((link) => link.stories),
            color: links.map((link) => `${hue(listed[link.source])}66`),
            customdata: links.map((link) => percent(link.stories / flow.stories)),
            hovertemplate:
              "<b>%{source.label} → %{target.label}</b><br>%{value:,} stories, %{customdata} of all<extra></extra>",
          },
        },
      ],
      layout: { margin: { l: 8, r: 8, t: 12, b: 12 } },
    }),
  };
}

/** Every event on the way, sorted. */
export const eventsOf = (flow) =>
  [...new Set(flow.links.flatMap((link) => [link.column > 0 ? link.from : null, link.to]).filter(Boolean))].sort();

/** Evenly below each other within a column; plotly moves them so that they do not overlap. */
function place(own, all) {
  const column = all.filter((node) => node.column === own.column);
  return (column.indexOf(own) + 0.5) / column.length;
}
