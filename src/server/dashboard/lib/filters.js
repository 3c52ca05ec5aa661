// The bar of filters that all views share. What is chosen goes into the address; what the open view cannot be narrowed
// by, the bar says.
import * as address from "./address.js";
import { el, freshId } from "./elements.js";
import { zone } from "./format.js";
import { isTimed, RANGES } from "./timeRange.js";

const EVERY = ["time", "game_mode", "variant", "item", "match", "player"];
/** What each view can be narrowed by; `matches/` and `players/` are the pages of one. */
const NARROWED_BY = {
  overview: EVERY,
  map: ["time", "game_mode", "variant", "match", "player"],
  matches: ["time", "game_mode"],
  "matches/": [],
  players: ["time", "game_mode"],
  "players/": ["time"],
  retention: ["time", "game_mode"],
  flows: ["time", "game_mode"],
  quality: ["time"],
  compare: ["time"],
};
/** What a view chooses with controls of its own. */
const OWN = { map: ["item"], compare: ["item"], matches: ["match"], players: ["player"] };

export class Filters {
  #form;
  #names = { game_modes: [], experiments: {}, items: [] };
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
  show({ view, id, filters }) {
    const { game_modes, experiments, items } = this.#names;
    const wanted = JSON.stringify([view, id, filters, game_modes, experiments, items]);
    // A bar that is rebuilt while somebody chooses would close under their hand.
    if (wanted === this.#drawn || isTyping(this.#form)) return;
    this.#drawn = wanted;
    const focused = document.activeElement?.closest?.("#filters") ? document.activeElement.name : null;
    const known = NARROWED_BY[id === null ? view : `${view}/`] ?? [];
    const custom = !filters.range && (filters.since || filters.until);
    const fields = {
      time: () => [this.#range(filters, custom), ...(custom ? moments("bar", filters, address.change) : [])],
      game_mode: () => this.#mode(filters),
      variant: () => this.#variant(filters),
      item: () => this.#item(filters),
      match: () => typed("match", "Match", filters.match, (match) => address.change({ match })),
      player: () => typed("player", "Player", filters.player, (player) => address.change({ player })),
    };
    const shown = EVERY.filter((name) => known.includes(name)).flatMap((name) => fields[name]());
    this.#form.replaceChildren(
      ...[...shown, this.#reset(filters), unapplied(filters, [...known, ...(OWN[view] ?? [])])].filter(Boolean),
    );
    if (focused) this.#form.elements[focused]?.focus();
  }

  #range(filters, custom) {
    const options = RANGES.map(([value, text]) => [value, text]);
    options.push(["custom", "From … to …"]);
    return choice(
      "range",
      "Time",
      options,
      custom ? "custom" : (filters.range ?? ""),
      (value) => {
        const day = { since: new Date(Date.now() - 86400e3).toISOString(), until: new Date().toISOString() };
        address.change(value === "custom" ? { range: "", ...day } : { range: value, since: "", until: "" });
      },
      `Times are in ${zone()}; hover for UTC`,
    );
  }

  #mode(filters) {
    const modes = this.#names.game_modes;
    if (!modes.length && !filters.game_mode) return null;
    return choice(
      "game_mode",
      "Game mode",
      [["", "All modes"], ...withChosen(modes, filters.game_mode).map((mode) => [mode, mode])],
      filters.game_mode ?? "",
      (value) => address.change({ game_mode: value }),
    );
  }

  #item(filters) {
    const items = withChosen(this.#names.items, filters.item);
    return items.length
      ? choice("item", "Item", [["", "All items"], ...items.map((item) => [item, item])], filters.item ?? "", (value) =>
          address.change({ item: value }),
        )
      : null;
  }

  #variant(filters) {
    const arms = Object.entries(this.#names.experiments).flatMap(([experiment, variants]) =>
      variants.map((variant) => [experiment, variant]),
    );
    if (!arms.length && !filters.variant) return null;
    const options = arms.map(([experiment, variant]) => [
      JSON.stringify([experiment, variant]),
      `${experiment}: ${variant}`,
    ]);
    const chosen = filters.variant ? JSON.stringify([filters.experiment ?? "", filters.variant]) : "";
    if (chosen && !options.some(([value]) => value === chosen))
      options.push([chosen, `${filters.experiment}: ${filters.variant}`]);
    return choice("variant", "Experiment", [["", "Everyone"], ...options], chosen, (value) => {
      const [experiment, variant] = value ? JSON.parse(value) : ["", ""];
      address.change({ experiment, variant });
    });
  }

  #reset(filters) {
    if (!Object.keys(address.lasting(filters)).length) return null;
    const clear = () =>
      address.change({
        range: "",
        since: "",
        until: "",
        game_mode: "",
        experiment: "",
        variant: "",
        item: "",
        match: "",
        player: "",
      });
    return el("button.quiet", { type: "button", on: { click: clear } }, "Clear filters");
  }
}

/** Filters that are set, and that this view cannot be narrowed by, in a sentence. */
function unapplied(filters, known) {
  const set = {
    time: isTimed(filters) && "the time range",
    game_mode: filters.game_mode && `mode ${filters.game_mode}`,
    variant: filters.variant && `${filters.experiment}: ${filters.variant}`,
    item: filters.item && `item ${filters.item}`,
    match: filters.match && `match ${filters.match}`,
    player: filters.player && `player ${filters.player}`,
  };
  const left = Object.entries(set)
    .filter(([name, words]) => words && !known.includes(name))
    .map(([, words]) => words);
  return left.length ? el("p.note.unapplied", { role: "status" }, `Not narrowed here by ${left.join(", ")}.`) : null;
}

const withChosen = (names, chosen) => (chosen && !names.includes(chosen) ? [...names, chosen] : names);

/** A labelled `select`. */
export function choice(name, label, options, chosen, onChange, title = null) {
  const id = freshId();
  const select = el(
    "select",
    { id, name, title, on: { change: () => onChange(select.value) } },
    options.map(([value, text]) => el("option", { value, selected: value === chosen }, text)),
  );
  return el("div.field", el("label", { for: id }, label), select);
}

/** A labelled line to type a name into; it counts when it is left, and with Enter. */
export function typed(name, label, value, onChange) {
  const id = freshId();
  const input = el("input", {
    id,
    name,
    type: "search",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "128",
    placeholder: "Any",
    value: value ?? "",
    on: { change: () => taken(input, (text) => onChange(text.trim())) },
  });
  return el("div.field", el("label", { for: id }, label), input);
}

/** Whether somebody has typed into a form what does not count yet. */
export function isTyping(form) {
  const input = document.activeElement;
  return form.contains(input) && input.matches("input:not([type=range])") && input.value !== input.defaultValue;
}

/** What was typed counts from now on. */
function taken(input, onChange) {
  if (input.value === input.defaultValue) return;
  input.defaultValue = input.value;
  onChange(input.value);
}

/** A labelled field for a number. */
export function numeric(label, value, onChange) {
  const id = freshId();
  const input = el("input", {
    id,
    name: label.replace(" ", "-"),
    type: "number",
    step: "any",
    value: value ?? "",
    on: { change: () => taken(input, onChange) },
  });
  return el("div.field", el("label", { for: id }, label), input);
}

/** Two moments of the viewer's zone, from and to. */
export function moments(name, { since, until }, onChange) {
  const field = (key, label, value) => {
    const id = freshId();
    // It changes with every digit; what counts is what is there when it is left, and with Enter.
    const take = () => taken(input, (text) => onChange({ [key]: text ? new Date(text).toISOString() : "" }));
    const input = el("input", {
      id,
      name: `${name}-${key}`,
      type: "datetime-local",
      value: value ? local(value) : "",
      on: { blur: take, keydown: ({ key: pressed }) => pressed === "Enter" && take() },
    });
    return el("div.field", el("label", { for: id }, label), input);
  };
  return [field("since", "From", since), field("until", "To", until)];
}

/** What an input of a moment takes: the viewer's wall clock, to the minute. */
function local(at) {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? ""
    : new Date(date.getTime() - date.getTimezoneOffset() * 60e3).toISOString().slice(0, 16);
}

/** A labelled slider with its value beside it. */
export function slider(name, label, { min, max, step, value }, said, onInput) {
  const id = freshId();
  const output = el("output", { for: id }, said(value));
  const input = el("input", {
    id,
    name,
    type: "range",
    min,
    max,
    step,
    value,
    on: {
      input: () => {
        output.textContent = said(Number(input.value));
        onInput(Number(input.value));
      },
    },
  });
  return el("div.field.slider", el("label", { for: id }, label), input, output);
}
