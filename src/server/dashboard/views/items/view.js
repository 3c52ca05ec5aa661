// Items: what goes together with finding one. How sheets end that have it, and at which levels it is found.

import { Chart } from "../../charts/chart.js";
import { byLevel, drawn, MOST_DRAWN, outcomes, words } from "../../charts/itemOutcomes.js";
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { choice, fill, formOf } from "../../lib/controls.js";
import { slice } from "../../lib/data.js";
import { el } from "../../lib/elements.js";
import { Guide } from "../../lib/empty.js";
import { count, shortMoment, whole } from "../../lib/format.js";
import { LatestOnly } from "../../lib/latestOnly.js";
import { timeRange } from "../../lib/timeRange.js";
import { awaited } from "../../lib/waiting.js";

/** Texts with more values than this say no outcome. */
const MOST_VALUES = 20;
/** What most games call it. */
const USUAL = /^(won|win|victory|success|survived|outcome|result)$/i;

export function open(root, state) {
  return new ItemsView(root, state);
}

class ItemsView {
  constructor(root, state) {
    this.filters = state.filters;
    this.requests = new LatestOnly();
    this.controls = formOf("What a sheet ends with");
    this.outcomes = new Chart("With an item and without", { full: true, tall: true, controls: this.controls });
    this.levels = new Chart("By level", { full: true });
    this.guide = new Guide("items");
    root.append(
      ...this.guide.around(el("h1.hidden-title", "Items"), el("div.grid", this.outcomes.element, this.levels.element)),
    );
    this.load();
  }

  change({ filters }) {
    this.filters = filters;
    this.load();
  }

  refresh() {
    return this.load(true);
  }

  async load(inBackground = false) {
    const { filters } = this;
    await this.requests.run(
      inBackground,
      async (signal) => {
        const narrowed = { ...slice(filters), ...timeRange(filters) };
        // A map is a slice as a variant is; the API takes one of them.
        if (filters.map?.trim() && !filters.variant) narrowed.map = filters.map;
        const { data } = await awaited(
          api.get(api.path("/api/stats-fields", narrowed), signal),
          "Looking for custom stats…",
        );
        signal.throwIfAborted();
        const [sheets] = data.sources.filter(({ event_type: type }) => type === null);
        const isEmpty = !sheets?.rows_in_slice;
        await this.guide.settle(isEmpty, filters, signal);
        const first = await this.loadOutcomes(sheets?.fields ?? [], narrowed, signal);
        await this.loadLevels(filters.item || first, narrowed, signal);
      },
      (error) => {
        for (const panel of [this.outcomes, this.levels]) panel.fail(error, () => this.load());
      },
    );
  }

  /** Shows how sheets end; returns the item that is in most of them. */
  async loadOutcomes(all, narrowed, signal) {
    const fields = all.filter(({ name, kind, distinct, more_distinct: more }) => {
      return !name.startsWith(" ") && (kind !== "text" || (distinct <= MOST_VALUES && !more));
    });
    const field = chosenOf(fields, this.filters.field);
    if (!field) {
      fill(this.controls, [], () => []);
      this.outcomes.empty("No custom stat of these sheets says how they end. Send one, such as “won”.");
      return this.mostFound(narrowed, signal);
    }
    let value = null;
    let values = [];
    if (field.kind === "text") {
      const asked = api.path("/api/stats-fields/values", { field: field.name, ...narrowed });
      const { data } = await api.get(asked, signal);
      values = data.values.map(({ value: own }) => own).filter((own) => !own.startsWith(" "));
      value = values.includes(this.filters.is) ? this.filters.is : values[0];
    }
    const request = api.path("/api/items/outcome", { field: field.name, value, ...narrowed });
    const { data } = await awaited(api.get(request, signal), "Looking at all sheets…");
    signal.throwIfAborted();
    this.showControls(fields, field, values, value);
    this.showOutcomes(data, field, request);
    return data.items[0]?.item ?? this.mostFound(narrowed, signal);
  }

  showOutcomes(data, field, request) {
    const isShare = field.kind !== "number";
    const said = data.value === null ? data.field : `${data.field} is ${data.value}`;
    this.outcomes.setTitle(said);
    const { all } = data;
    if (!all.sheets) return this.outcomes.empty("No sheet in this selection says how it ends.", request);
    const mean = words(isShare).mean(all.mean);
    const ends = isShare
      ? `${mean} of ${count(all.sheets, "sheet")}`
      : `${mean} on average in ${count(all.sheets, "sheet")}`;
    const shown = drawn(data.items);
    const left = data.item_count - shown.length;
    this.outcomes.setNote(
      [
        `${ends} of ${count(all.players, "player")}.`,
        "Dots are the mean with an item less the mean without it; lines are 95% intervals, which know that sheets of one player are alike. A dot is filled where that is told apart from chance.",
        "An association, not an effect: who finds an item may differ in much else.",
        left > 0 &&
          `${count(left, "item")} ${left === 1 ? "is" : "are"} left out: too few players, or not among the ${MOST_DRAWN} that are told apart best.`,
        coverNote(data),
      ]
        .filter(Boolean)
        .join(" "),
    );
    if (!shown.length) {
      return this.outcomes.empty(
        "Too few to say: that takes 20 players who found an item, and 20 who did not.",
        request,
      );
    }
    this.outcomes.show(outcomes(data, isShare, request));
  }

  /** Where no outcome is known: the item with most units. */
  async mostFound(narrowed, signal) {
    const { total_items: units } = await api.get(api.path("/api/aggregate", sliceOf(narrowed)), signal);
    const [first] = Object.entries(units).toSorted((a, b) => b[1] - a[1]);
    return first?.[0] ?? null;
  }

  async loadLevels(item, narrowed, signal) {
    if (!item) return this.levels.empty("No item was found in this selection.");
    const request = api.path("/api/items/by-level", { item, ...narrowed });
    const { data } = await awaited(api.get(request, signal), "Looking at all sheets…");
    signal.throwIfAborted();
    this.levels.setTitle(item);
    const without = data.without_level ? `${count(data.without_level, "sheet")} say no level.` : "";
    const other = this.filters.item ? "" : "Choose another item above.";
    this.levels.setNote(
      ["Units in a sheet, with intervals.", without, other, coverNote(data)].filter(Boolean).join(" "),
    );
    if (data.levels.length) this.levels.show(byLevel(data, request));
    else this.levels.empty("No sheet in this selection says a “player_level”.", request);
  }

  showControls(fields, field, values, value) {
    const names = fields.map(({ name }) => [name, name]);
    if (!fields.some(({ name }) => name === field.name)) names.push([field.name, field.name]);
    fill(this.controls, [names, field.name, values, value], () => {
      const of = choice("field", "Ends with", names, field.name, (own) => address.change({ field: own, is: "" }));
      if (!values.length) return [of];
      const told = values.map((own) => [own, own]);
      return [of, choice("is", "Is", told, value, (is) => address.change({ is }))];
    });
  }

  close() {
    this.requests.stop();
    this.outcomes.close();
    this.levels.close();
  }
}

/** What `/api/aggregate` can be narrowed by: it is of all time. */
function sliceOf({ since: _since, until: _until, ...rest }) {
  return rest;
}

/** The stat that the address names, one whose name says that it is an outcome, or the first yes or no that there is. */
function chosenOf(fields, name) {
  if (name) return fields.find((field) => field.name === name) ?? { name, kind: "number" };
  const usual = fields.find((field) => field.kind !== "number" && USUAL.test(field.name));
  return usual ?? fields.find(({ kind }) => kind === "boolean") ?? fields[0];
}

function coverNote({ complete, covered_since: since, looked_at: n }) {
  if (complete) return "";
  return `Of the newest ${whole(n)} sheets${since ? `, from ${shortMoment(since)} on` : ""}: choose a shorter time to see all.`;
}
