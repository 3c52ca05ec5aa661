// The bar of filters that all views share. It has the same fields everywhere; those that the open view cannot be narrowed
// by are disabled. What is chosen goes into the address, and stands below as chips.
import * as address from "./address.js";
import { choice, fill, isTyping, moments, typed } from "./controls.js";
import { parse } from "./detail.js";
import { el } from "./elements.js";
import { chips } from "./filterChips.js";
import { armsOf, isMapLeft, mapOf, NO_MAP } from "./slices.js";
import { misunderstood } from "./spellings.js";
import { RANGES } from "./timeRange.js";
import { OWN, ZONES, zone } from "./zone.js";

/** What the bar can narrow by, in words. */
const EVERY = {
  time: "time",
  game_mode: "game mode",
  variant: "experiment",
  map: "map",
  item: "item",
  event: "event",
  detail: "detail",
  match: "match",
  player: "player",
};
/** What each view can be narrowed by; `matches/` and `players/` are the pages of one. */
const NARROWED_BY = {
  overview: Object.keys(EVERY),
  map: ["time", "game_mode", "variant", "map", "detail", "match", "player"],
  matches: ["time", "game_mode", "variant", "map"],
  "matches/": [],
  players: ["time", "game_mode", "variant", "map"],
  "players/": ["time"],
  sessions: ["time", "variant", "map", "player"],
  retention: ["time", "game_mode", "variant", "map"],
  flows: ["time", "game_mode", "variant", "map"],
  stats: ["time", "game_mode", "variant", "map", "event", "detail"],
  items: ["time", "game_mode", "variant", "map", "item"],
  economy: ["time", "game_mode", "variant", "map"],
  quality: ["time"],
  names: [],
  compare: ["time", "map"],
};
/** Views of places, which are on one map; the others are of all maps unless one is chosen. */
const OF_ONE_MAP = ["map", "compare"];
/** What a view chooses with controls of its own. */
const CHOSEN_IN_VIEW = {
  map: ["item", "event"],
  compare: ["item", "event"],
  matches: ["match"],
  players: ["player"],
  flows: ["event"],
};

export class Filters {
  #form;
  #names = { game_modes: [], experiments: {}, dimensions: {}, maps: [], items: [], event_types: [] };

  constructor(form) {
    this.#form = form;
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** The names there are, as `/api/names` tells them. */
  learn(names) {
    this.#names = names;
    this.show(address.read());
  }

  /** Shows what the address says, for the view that is open. */
  show({ view, id, filters }) {
    const { game_modes, experiments, dimensions, maps, items, event_types: events } = this.#names;
    // A bar that is rebuilt while somebody chooses would close under their hand.
    if (isTyping(this.#form)) return;
    const path = id === null ? view : `${view}/`;
    const known = Object.hasOwn(NARROWED_BY, path) ? NARROWED_BY[path] : [];
    const isLeft = (name) => name === "map" && !OF_ONE_MAP.includes(view) && isMapLeft(filters);
    const custom = !filters.range && (filters.since || filters.until);
    const fields = {
      time: () => [this.#range(filters, custom), custom && moments("bar", filters, address.change)],
      game_mode: () => this.#mode(filters),
      variant: () => this.#variant(filters),
      map: () => this.#map(view, filters),
      item: () => this.#item(filters),
      event: () => this.#event(filters),
      detail: () => this.#detail(filters),
      match: () => typed("match", "Match", filters.match, (match) => address.change({ match })),
      player: () => typed("player", "Player", filters.player, (player) => address.change({ player })),
    };
    const names = [game_modes, experiments, dimensions, maps, items, events];
    fill(this.#form, [view, id, filters, ...names], () => {
      const applied = known.filter((name) => !isLeft(name));
      const here = CHOSEN_IN_VIEW[view] ?? [];
      const shown = Object.keys(EVERY).flatMap((name) =>
        disabledUnless(known.includes(name), fields[name](), name, here),
      );
      return [
        this.#opener(filters),
        el("div.filter-fields", { id: FIELDS }, shown, this.#zone(filters)),
        chips(filters, [...applied, ...here], this.#form),
        misread(filters, known),
        ...misunderstood(filters).map((told) => notUnderstood(told, this.#form)),
      ].filter(Boolean);
    });
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

  /** It changes how times are read and where days begin, not what is shown. */
  #zone(filters) {
    const names = withChosen(ZONES, filters.tz);
    const options = [
      ["", `${OWN} (this browser)`],
      ...names.filter((name) => name !== OWN).map((name) => [name, name]),
    ];
    return choice("tz", "Time zone", options, filters.tz ?? "", (tz) => address.change({ tz }));
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

  #event(filters) {
    const types = withChosen(this.#names.event_types, filters.event);
    return types.length
      ? choice(
          "event",
          "Event",
          [["", "All events"], ...types.map((type) => [type, type])],
          filters.event ?? "",
          (value) => address.change({ event: value }),
        )
      : null;
  }

  /** A detail is of one type of event. */
  #detail(filters) {
    if (!this.#names.event_types.length && !filters.detail) return null;
    const field = typed("detail", "Detail", filters.detail, (detail) => address.change({ detail }));
    field.querySelector("input").placeholder = "weapon=rifle";
    return field;
  }

  /** The map that places are on. */
  #map(view, filters) {
    const named = filters.map === NO_MAP ? "" : (filters.map ?? "");
    const maps = withChosen(this.#names.maps, named);
    if (!maps.length) return null;
    const options = maps.map((map) => [map, map]);
    const change = (map) => address.change({ map });
    if (!OF_ONE_MAP.includes(view)) return choice("map", "Map", [["", "All maps"], ...options], named, change);
    return choice("map", "Map", [...options, [NO_MAP, "Without a map"]], mapOf(filters, this.#names), change);
  }

  /** A dimension is an experiment that nobody makes. */
  #variant(filters) {
    const { experiments, dimensions } = this.#names;
    const arms = armsOf(this.#names);
    if (!arms.length && !filters.variant) return null;
    const options = arms.map(([experiment, variant]) => [
      JSON.stringify([experiment, variant]),
      `${experiment}: ${variant}`,
    ]);
    const chosen = filters.variant ? JSON.stringify([filters.experiment ?? "", filters.variant]) : "";
    if (chosen && !options.some(([value]) => value === chosen))
      options.push([chosen, `${filters.experiment}: ${filters.variant}`]);
    const label = Object.keys(dimensions).length
      ? Object.keys(experiments).length
        ? "Experiment or dimension"
        : "Dimension"
      : "Experiment";
    return choice("variant", label, [["", "Everyone"], ...options], chosen, (value) => {
      const [experiment, variant] = value ? JSON.parse(value) : ["", ""];
      address.change({ experiment, variant });
    });
  }

  /** On a phone the fields are shown when asked for. */
  #opener(filters) {
    const n = Object.keys(address.narrowing(filters)).length;
    const isOpen = () => this.#form.classList.contains("open");
    const button = el(
      "button.quiet.open-filters",
      {
        type: "button",
        name: "open-filters",
        "aria-controls": FIELDS,
        "aria-expanded": String(isOpen()),
        on: {
          click: () => {
            this.#form.classList.toggle("open");
            button.setAttribute("aria-expanded", String(isOpen()));
          },
        },
      },
      n ? `Filters (${n})` : "Filters",
    );
    return button;
  }
}

const FIELDS = "filter-fields";

/** A field of the bar; one that does nothing in the view that is open says so. */
function disabledUnless(isKnown, field, name, chosenHere) {
  const fields = [field].flat(2).filter(Boolean);
  if (isKnown) return fields;
  const why = chosenHere.includes(name) ? "Chosen below" : `This page cannot be narrowed by ${EVERY[name]}`;
  for (const { lastChild: control } of fields) {
    control.disabled = true;
    control.title = why;
  }
  return fields;
}

/** What is wrong with the detail, in a sentence. */
function misread({ detail, event }, known) {
  if (!detail || !known.includes("detail")) return null;
  const reason = parse(detail)
    ? !event && "Details belong to one type of event: choose the event as well."
    : "A detail is written as weapon=rifle or damage>50.";
  return reason ? el("p.note.misread", { role: "status" }, reason) : null;
}

/** What the address says in vain, and what takes it out. */
function notUnderstood({ names, text }, form) {
  const remove = () => {
    address.change(Object.fromEntries(names.map((name) => [name, ""])));
    form.elements["open-filters"]?.focus();
  };
  return el(
    "p.note.misread",
    { role: "status" },
    text,
    " ",
    el(
      "button.quiet",
      { type: "button", "aria-label": `Remove ${names.join(" and ")}`, on: { click: remove } },
      "Remove",
    ),
  );
}

const withChosen = (names, chosen) => (chosen && !names.includes(chosen) ? [...names, chosen] : names);
