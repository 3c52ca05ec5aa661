// Annotations on a chart over time: as lines in what plotly draws, and in the numbers behind it. A chart says with `over`
// where its time is: `spans`, the first instant of each row and the first after it, and `place(at)`, where an instant is
// on its axis. Asks nothing.
import { colour } from "../lib/theme.js";
import { shortened } from "./labels.js";
import { placeOf } from "./timeAxis.js";

/** Above the chart's own marks, in pixels: room for what the annotations say. */
const BAND = 26;
/** What plots have around them, in pixels: axis, legend and margins, about. */
const AROUND = 70;
/** Flags that are closer than this become one. */
const LEAST = 52;
const MOST = 160;
const GAP = 4;
/** About how wide a letter is. */
const LETTER = 6.6;

/** The annotations that have a part in the time of a chart. */
export function within(all, { spans }) {
  const drawn = spans.filter(([from]) => !Number.isNaN(from));
  const first = drawn.reduce((least, [from]) => Math.min(least, from), Number.POSITIVE_INFINITY);
  const last = drawn.reduce((most, [, to]) => Math.max(most, to), Number.NEGATIVE_INFINITY);
  return all.filter(({ from, to }) => to >= first && (from < last || from === first));
}

const placed = ({ place = placeOf }, at) => place(at);

/** The same chart with a line for each annotation, and a shade for what lasted, below a band for what they say. */
export function withLines({ data, layout }, over, notes, height) {
  if (!notes.length) return { data, layout };
  const top = 1 - BAND / Math.max(2 * BAND, height - AROUND);
  const hue = colour("soft");
  const shapes = notes.flatMap(({ from, to }) => {
    const [x0, x1] = [from, to].map((at) => placed(over, at));
    const line = { type: "line", x0, x1: x0, y0: 0, y1: 1, yref: "paper", line: { color: hue, width: 1 } };
    const shade = {
      type: "rect",
      x0,
      x1,
      y0: 0,
      y1: top,
      yref: "paper",
      fillcolor: hue,
      opacity: 0.13,
      line: { width: 0 },
    };
    return to > from ? [{ ...shade, layer: "below" }, line] : [line];
  });
  const { yaxis, yaxis2 } = layout;
  const below = (axis) => ({ ...axis, domain: (axis.domain ?? [0, 1]).map((at) => at * top) });
  return {
    data,
    layout: { ...layout, shapes, yaxis: below(yaxis), ...(yaxis2?.domain ? { yaxis2: below(yaxis2) } : {}) },
  };
}

/**
 * Flags for what annotations say, so that none covers another: `{left, width, x, notes}` in pixels. `notes` have their place
 * `x`, in its order; what happened before the chart begins is at its edge.
 */
export function flagsOf(notes, width) {
  const groups = [];
  for (const note of notes) {
    const last = groups.at(-1);
    if (last && note.x - last.x < LEAST) last.notes.push(note);
    else groups.push({ x: note.x, notes: [note] });
  }
  // One at the end leans to the left, or joins its neighbour where there is no room.
  const end = groups.at(-1);
  if (end && groups.length > 1 && width - LEAST - groups.at(-2).x < LEAST && width - end.x < LEAST) {
    groups.pop();
    groups.at(-1).notes.push(...end.notes);
  }
  return groups.map(({ x, notes: together }, index) => {
    const left = Math.max(0, Math.min(x, width - LEAST));
    const next = groups[index + 1];
    const until = next ? Math.min(next.x, width - LEAST) - GAP : width;
    return { x, left, width: Math.min(MOST, until - left), notes: together };
  });
}

/** What a flag says. */
export const flagText = ({ notes }) => (notes.length === 1 ? notes[0].text : `${notes.length} notes`);

/** Flags as texts that plotly draws, for a picture. */
export const asTexts = (flags) =>
  flags.map((flag) => ({
    text: shortened(flagText(flag), Math.floor(flag.width / LETTER)),
    xref: "paper",
    yref: "paper",
    x: 0,
    y: 1,
    xshift: flag.left + 4,
    yshift: -4,
    xanchor: "left",
    yanchor: "top",
    showarrow: false,
    font: { color: colour("ink"), size: 11 },
  }));

/**
 * The numbers with a column of what was written at the time of each row. What was written at another time has a row of its
 * own, with no numbers.
 */
export function withColumn({ columns, rows, over }, notes) {
  if (!notes.length) return { columns, rows };
  const { spans } = over;
  const texts = rows.map(() => []);
  const own = [];
  for (const note of notes) {
    const row = spans.findIndex(([from, to]) => note.from >= from && note.from < to);
    if (row < 0) own.push(note);
    else texts[row].push(note.text);
  }
  const whole = rows.map((row, index) => [spans[index][0], [...row, texts[index].join("; ")]]);
  const blank = columns.slice(1).map(() => null);
  const lines = own.map(({ from, timestamp, text }) => [from, [timestamp, ...blank, text]]);
  const inOrder = spans.every(([from], index) => !index || from >= spans[index - 1][0]);
  const all = inOrder ? [...whole, ...lines].sort(([a], [b]) => a - b) : [...whole, ...lines];
  return { columns: [...columns, "annotations"], rows: all.map(([, row]) => row) };
}
