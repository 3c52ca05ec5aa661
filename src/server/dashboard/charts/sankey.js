// A flow as bands between columns: from the API's answer to what plotly draws. Asks nothing itself.

import { count, moment, percent, whole } from "../lib/format.js";
import { named } from "../lib/text.js";
import { colour } from "../lib/theme.js";
import { narrow } from "./axes.js";
import { escaped, shortened, standIn } from "./labels.js";
import { EVENT_HUES } from "./palette.js";

/** Letters of a name, those below which a cut one says nothing, and how wide one is, in pixels. */
const MOST_LETTERS = 24;
const LEAST_LETTERS = 4;
const LETTER = 6.8;
/** What is between nodes, and at both sides of an upright flow, in pixels. */
const PAD = 16;
const SIDE = 28;

/** Whether a flow was asked for from an event on. */
const beginsWithEvent = (request) => new URLSearchParams(request.split("?")[1]).has("from");

/** What the bands are of, in a sentence. */
export function said(flow, request) {
  const far = flow.complete
    ? ""
    : flow.covered_since === null
      ? " Very long paths are cut."
      : ` Back to ${moment(flow.covered_since)}.`;
  const paths = count(flow.stories, "path");
  const asked = new URLSearchParams(request.split("?")[1]);
  const [from, to] = [asked.get("from") ?? asked.get("from_item"), asked.get("to") ?? asked.get("to_item")];
  const of = flow.looked_at > flow.stories ? ` of ${whole(flow.looked_at)}` : "";
  const first = from === null ? "What was looted most" : `From ${named(from)}`;
  const last = to === null ? "the last one" : `up to ${named(to)}`;
  const steps = from === null && to !== null ? "the last steps before" : "the first steps";
  return `${paths}${of}: a path is one player in one match or session. ${first}, ${steps}, ${last}.${far}`;
}

/** A node as words; what stands for others, or for none, is no name. */
export const wordsOf = (name, kind) => (kind === "name" || kind === "item" ? named(name) : `(${name})`);

const placeOf = ({ column }, last, isLoot) =>
  column === last ? "the end" : `${isLoot ? "loot" : "event"}, step ${column}`;

/** `types` are the events of all flows that are looked at together, so that each keeps its colour. */
export function bands(flow, colours, request, types = eventsOf(flow, request)) {
  const nodes = new Map();
  const node = (column, name, kind) => {
    const id = JSON.stringify([column, kind, name]);
    if (!nodes.has(id)) nodes.set(id, { index: nodes.size, column, name, kind });
    return nodes.get(id).index;
  };
  const links = flow.links.map((link) => ({
    ...link,
    source: node(link.column, link.from, link.from_kind),
    target: node(link.to_column, link.to, link.to_kind),
  }));
  const isName = ({ kind }) => kind === "name" || kind === "item";
  const full = (own) => (isName(own) ? escaped(own.name) : standIn(own.name));
  const isLoot = ({ column, kind }) => kind === "item" || (column === 0 && !beginsWithEvent(request));
  const hue = (own) => {
    if (!isName(own)) return "#8a949e";
    return isLoot(own) ? colours.of(own.name) : EVENT_HUES[types.indexOf(own.name) % EVENT_HUES.length];
  };
  const listed = [...nodes.values()];
  const last = flow.columns - 1;
  return {
    request,
    columns: ["column", "from", "to column", "to", "paths", "kind of from", "kind of to"],
    rows: flow.links.map((link) => [
      link.column,
      link.from,
      link.to_column,
      link.to,
      link.stories,
      link.from_kind,
      link.to_kind,
    ]),
    summary: flow.links
      .slice(0, 6)
      .map(
        (link) =>
          `${wordsOf(link.from, link.from_kind)} to ${wordsOf(link.to, link.to_kind)}: ${percent(link.stories / flow.stories)}, ${count(link.stories, "path")}`,
      )
      .join("; "),
    make: (width) => ({
      data: [
        {
          type: "sankey",
          arrangement: "snap",
          // A phone is higher than it is wide.
          orientation: narrow() ? "v" : "h",
          valueformat: ",d",
          textfont: { color: colour("ink"), size: narrow() ? 11 : 13 },
          node: {
            label: listed.map((own, index) => {
              const share = through(links, index) / flow.stories;
              const most = narrow() ? lettersIn(share, listed, width) : MOST_LETTERS;
              if (most < LEAST_LETTERS) return "";
              return isName(own) ? shortened(own.name, most) : standIn(own.name);
            }),
            color: listed.map(hue),
            thickness: 14,
            pad: PAD,
            line: { width: 0 },
            // From top to bottom plotly finds better places itself.
            ...(narrow()
              ? {}
              : {
                  x: listed.map(({ column }) => Math.min(0.999, Math.max(0.001, column / last))),
                  y: listed.map((own) => place(own, listed)),
                }),
            customdata: listed.map((own, index) => [
              full(own),
              own.column === 0 ? (isLoot(own) ? "looted most" : "the start") : placeOf(own, last, isLoot(own)),
              `${percent(through(links, index) / flow.stories)} · ${count(through(links, index), "path")}`,
            ]),
            hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
          },
          link: {
            source: links.map((link) => link.source),
            target: links.map((link) => link.target),
            value: links.map((link) => link.stories),
            color: links.map((link) => `${hue(listed[link.source])}66`),
            customdata: links.map((link) => [
              full(listed[link.source]),
              full(listed[link.target]),
              `${percent(link.stories / flow.stories)} · ${count(link.stories, "path")}`,
            ]),
            hovertemplate: "<b>%{customdata[0]} → %{customdata[1]}</b><br>%{customdata[2]}<extra></extra>",
          },
        },
      ],
      // Names stand in the middle of what may be thin, and the last ones at the very end.
      layout: { margin: narrow() ? { l: SIDE, r: SIDE, t: 24, b: 28 } : { l: 8, r: 8, t: 16, b: 32 } },
    }),
  };
}

/** Beside each other nodes have room for as many letters as they are wide; a tap tells the whole name. */
function lettersIn(share, nodes, width) {
  const inColumn = new Map();
  for (const { column } of nodes) inColumn.set(column, (inColumn.get(column) ?? 0) + 1);
  const wide = width - 2 * SIDE - PAD * (Math.max(...inColumn.values()) - 1);
  return Math.min(MOST_LETTERS, Math.floor((share * wide + PAD / 2) / LETTER));
}

/** How many paths go through the node at `index`: all that come in, or all that begin there. */
function through(links, index) {
  const sum = (end) => links.filter((link) => link[end] === index).reduce((all, link) => all + link.stories, 0);
  return Math.max(sum("source"), sum("target"));
}

/** Every event on the way, sorted. */
export const eventsOf = (flow, request) =>
  [
    ...new Set(
      flow.links.flatMap((link) => [
        ...((link.column > 0 || beginsWithEvent(request)) && link.from_kind === "name" ? [link.from] : []),
        ...(link.to_kind === "name" ? [link.to] : []),
      ]),
    ),
  ].sort();

/** Evenly below each other within a column; plotly moves them so that they do not overlap. */
function place(own, all) {
  const column = all.filter((node) => node.column === own.column);
  return (column.indexOf(own) + 0.5) / column.length;
}
