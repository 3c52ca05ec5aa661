// The bar of filters that all views share: time range, game mode, experiment variant. What is chosen goes into the address.
import * as address from "./address.js";
import { el, freshId } from "./elements.js";
import { shortMoment, zone } from "./format.js";
import { RANGES } from "./span.js";

export class Filters {
  #form;
  #names = { game_modes: [], experiments: {} };
  #drawn = "";

  constructor(form) {
    this.#form = form;
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** The names there are, as `/api/names` tells them. */
  learn(names) {
    this.#names = names;
    this.show(address.read());
  }

  /** Only the filters that the view's answers know. */
  show({ view, filters }) {
    const wanted = JSON.stringify([view, filters, this.#names.game_modes, this.#names.experiments]);
    // A bar that is rebuilt while somebody chooses would close under their hand.
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    const focused = document.activeElement?.closest?.("#filters") ? document.activeElement.name : null;
    const fields = [this.#range(filters), !["quality", "compare"].includes(view) && this.#mode(filters), ["overview", "map"].includes(view) && this.#variant(filters), this.#reset(filters)];
    this.#form.replaceChildren(...fields.filter(Boolean));
    if (focused) this.#form.elements[focused]?.focus();
  }

  #range(filters) {
    const custom = !filters.range && (filters.since || filters.until);
    const options = RANGES.map(([value, text]) => [value, text]);
    if (custom) {
      const from = filters.since ? shortMoment(filters.since) : "the beginning";
      const to = filters.until ? shortMoment(filters.until) : "now";
      options.push(["custom", `${from} – ${to}`]);
    }
    return choice("range", "Time", options, custom ? "custom" : filters.range ?? "", (value) => {
      if (value !== "custom") address.change({ range: value, since: "", until: "" });
    }, `Times are in ${zone()}; hover for UTC`);
  }

  #mode(filters) {
    const modes = this.#names.game_modes;
    if (!modes.length && !filters.game_mode) return null;
    return choice("game_mode", "Game mode", [["", "All modes"], ...withChosen(modes, filters.game_mode).map((mode) => [mode, mode])],
      filters.game_mode ?? "", (value) => address.change({ game_mode: value }));
  }

  #variant(filters) {
    const arms = Object.entries(this.#names.experiments).flatMap(([experiment, variants]) => variants.map((variant) => [experiment, variant]));
    if (!arms.length && !filters.variant) return null;
    const options = arms.map(([experiment, variant]) => [JSON.stringify([experiment, variant]), `${experiment}: ${variant}`]);
    const chosen = filters.variant ? JSON.stringify([filters.experiment ?? "", filters.variant]) : "";
    if (chosen && !options.some(([value]) => value === chosen)) options.push([chosen, `${filters.experiment}: ${filters.variant}`]);
    return choice("variant", "Experiment", [["", "Everyone"], ...options], chosen, (value) => {
      const [experiment, variant] = value ? JSON.parse(value) : ["", ""];
      address.change({ experiment, variant });
    });
  }

  #reset(filters) {
    if (!Object.keys(address.lasting(filters)).length) return null;
    const clear = () => address.change({ range: "", since: "", until: "", game_mode: "", experiment: "", variant: "" });
    return el("button.quiet", { type: "button", on: { click: clear } }, "Clear filters");
  }
}

const withChosen = (names, chosen) => (chosen && !names.includes(chosen) ? [...names, chosen] : names);

/** A labelled `select`. */
export function choice(name, label, options, chosen, onChange, title = null) {
  const id = freshId();
  const select = el("select", { id, name, title, on: { change: () => onChange(select.value) } },
    options.map(([value, text]) => el("option", { value, selected: value === chosen }, text)));
  return el("div.field", el("label", { for: id }, label), select);
}

/** A labelled slider with its value beside it. */
export function slider(name, label, { min, max, step, value }, said, onInput) {
  const id = freshId();
  const output = el("output", { for: id }, said(value));
  const input = el("input", { id, name, type: "range", min, max, step, value, on: { input: () => {
    output.textContent = said(Number(input.value));
    onInput(Number(input.value));
  } } });
  return el("div.field.slider", el("label", { for: id }, label), input, output);
}
