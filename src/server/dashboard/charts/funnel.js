// A funnel: chosen events and loot in order, how many come that far, and how long it takes them.
import * as address from "../lib/address.js";
import * as api from "../lib/api.js";
import { choice, fill, formOf } from "../lib/controls.js";
import { count, duration, percent } from "../lib/format.js";
import { asked, keyOf, ofAnswer, optionsOf, stepOf, wordsOf } from "../lib/steps.js";
import { colour } from "../lib/theme.js";
import { reading } from "../lib/waiting.js";
import { narrow, roomFor } from "./axes.js";
import { Chart } from "./chart.js";
import { escaped, shortened } from "./labels.js";

const MOST_STEPS = 6;

export class Funnel extends Chart {
  constructor() {
    const controls = formOf("Steps of the funnel");
    super("Funnel", {
      full: true,
      height: "20rem",
      controls,
      note: "Each step after the one before it, by the same player in the same match or session.",
    });
    this.controls = controls;
  }

  /** `common` are the parameters that flow and funnel share, `all` the steps there are, `usual` those where none are chosen. */
  async load(filters, common, all, usual, signal) {
    if (!all.length) return this.empty("No event has arrived yet.");
    const steps = chosen(filters, all, usual);
    fill(this.controls, [steps, all, filters.within], () => [...stepChoices(steps, all), windowChoice(filters)]);
    await this.show(await askFunnel(steps, { within: windowOf(filters), ...common }, signal));
  }
}

/** What a chart shows of the funnel of some steps. */
export async function askFunnel(steps, common, signal) {
  const request = requestOf(steps, common);
  const { data } = await reading(request, signal, "Counting the funnel…");
  signal.throwIfAborted();
  const most = Math.max(1, ...data.steps.map((step) => step.stories));
  const names = data.steps.map((step) => wordsOf(ofAnswer(step)));
  return {
    request,
    columns: ["step", "event", "player-matches", "of first", "of previous", "median seconds"],
    rows: data.steps.map((step, index) => [
      index + 1,
      names[index],
      step.stories,
      step.of_first,
      step.of_previous,
      step.median_seconds,
    ]),
    summary: data.steps.map((step, index) => `${names[index]}: ${said(step, index).join(", ")}`).join("; "),
    make: (width) => {
      const told = data.steps.map((step, index) =>
        said(step, index)
          .slice(0, narrow() ? 1 : 4)
          .join(" · "),
      );
      const labels = names.map((name, index) => `${index + 1}. ${shortened(name, narrow() ? 14 : 28)}`);
      const longest = told.reduce((long, text) => (text.length > long.length ? text : long), "");
      const room = roomFor(
        width,
        labels.map((label) => label.length),
        longest,
      );
      return {
        data: [
          {
            type: "bar",
            orientation: "h",
            y: data.steps.map((_, index) => index),
            x: data.steps.map((step) => step.stories),
            marker: { color: colour("series-a"), opacity: data.steps.map((_, index) => 1 - index * 0.1) },
            text: told.map((text) => ` ${text} `),
            textposition: "outside",
            cliponaxis: false,
            textfont: { color: colour("ink"), size: 12 },
            customdata: data.steps.map((step, index) => [escaped(names[index]), said(step, index).join("<br>")]),
            hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
          },
        ],
        layout: {
          bargap: 0.3,
          xaxis: { range: [0, most * room], showgrid: false, showticklabels: false, zeroline: false },
          yaxis: {
            autorange: "reversed",
            showgrid: false,
            zeroline: false,
            tickvals: data.steps.map((_, index) => index),
            ticktext: labels,
            tickfont: { color: colour("ink"), size: 13 },
          },
        },
      };
    },
  };
}

/** What is asked of the API; `common` are filters. */
export const requestOf = (steps, common) =>
  api.path("/api/funnel", {
    ...Object.assign({}, ...steps.map((step, index) => asked(step, `step${index + 1}`, `item${index + 1}`))),
    ...common,
  });

/** What there is to say of a step. */
export function said(step, index) {
  return [
    step.of_first === null ? "" : index ? `${percent(step.of_first)} of the first` : percent(step.of_first),
    count(step.stories, "player-match", "player-matches"),
    index > 0 && step.of_previous !== null ? `${percent(step.of_previous)} of the step before` : "",
    step.median_seconds === null ? "" : `median ${duration(step.median_seconds)} after it`,
  ].filter(Boolean);
}

/** The most seconds from step to step: `[value, words]`. */
const WINDOWS = [
  ["", "Any time"],
  ["10", "10 seconds"],
  ["60", "A minute"],
  ["300", "5 minutes"],
  ["1800", "30 minutes"],
  ["3600", "An hour"],
  ["86400", "A day"],
  ["604800", "7 days"],
];

/** What the address says of them, or nothing. */
export const windowOf = ({ within }) =>
  /^[1-9]\d{0,5}$/.test(within ?? "") && Number(within) <= 604_800 ? within : "";

/** The control for them. */
export function windowChoice(filters) {
  const chosen = windowOf(filters);
  const known = WINDOWS.some(([value]) => value === chosen);
  const options = known ? WINDOWS : [...WINDOWS, [chosen, duration(Number(chosen))]];
  return choice("within", "Each within", options, chosen, (within) => address.change({ within }));
}

/** Controls for the steps. */
export function stepChoices(steps, all) {
  const change = (index, value) => {
    const changed = [...steps];
    changed.splice(index, 1, ...(value ? [JSON.parse(value)] : []));
    address.change({ steps: changed.length ? JSON.stringify(changed) : "" });
  };
  const options = optionsOf(all, steps);
  const fields = steps.map((step, index) =>
    choice(
      `step${index + 1}`,
      `Step ${index + 1}`,
      index === 0 && steps.length === 1 ? options : [...options, ["", "Remove"]],
      keyOf(step),
      (value) => change(index, value),
    ),
  );
  return steps.length < MOST_STEPS
    ? [
        ...fields,
        choice(
          "next",
          "Add a step",
          [["", "Choose…"], ...options],
          "",
          (value) => value && change(steps.length, value),
        ),
      ]
    : fields;
}

/** The steps of the address, else the usual ones, else the first one there is. */
export function chosen({ steps }, all, usual) {
  const known = new Set(all.map(keyOf));
  try {
    const given = JSON.parse(steps ?? "[]")
      .map(stepOf)
      .filter((step) => step && known.has(keyOf(step)))
      .slice(0, MOST_STEPS);
    if (given.length) return given;
  } catch {
    // Somebody changed the address by hand.
  }
  return usual.length ? usual : all.slice(0, 1);
}
