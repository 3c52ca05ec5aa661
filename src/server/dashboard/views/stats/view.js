// Stats: what the game says in its own words, in details of events and in custom stats of sheets. The fields there are, one
// of them as a distribution and over time, and the newest events that say it.

import { Chart } from "../../charts/chart.js";
import { distribution, outside, overTime } from "../../charts/fieldValues.js";
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { choice, fill, formOf } from "../../lib/controls.js";
import { slice } from "../../lib/data.js";
import { detail } from "../../lib/detail.js";
import { el } from "../../lib/elements.js";
import { Guide } from "../../lib/empty.js";
import { count, shortMoment, whole } from "../../lib/format.js";
import { LatestOnly } from "../../lib/latestOnly.js";
import { timeRange } from "../../lib/timeRange.js";
import { awaited } from "../../lib/waiting.js";
import { zone } from "../../lib/zone.js";
import { Fields } from "./fields.js";
import { Groups } from "./groups.js";
import { NewestEvents } from "./newestEvents.js";

export function open(root, state, context) {
  return new StatsView(root, state, context);
}

class StatsView {
  constructor(root, state, context) {
    this.filters = state.filters;
    this.context = context;
    this.requests = new LatestOnly();
    this.fields = new Fields();
    this.controls = formOf("The field, and what it is split by");
    this.chart = new Chart("Distribution", { full: true, controls: this.controls });
    this.course = new Chart("Over time", { full: true });
    this.groups = new Groups();
    this.newest = new NewestEvents();
    this.guide = new Guide("stats");
    root.append(
      ...this.guide.around(
        el("h1.hidden-title", "Stats"),
        el(
          "div.grid",
          this.fields.element,
          this.chart.element,
          this.course.element,
          this.groups.element,
          this.newest.element,
        ),
      ),
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
    const panels = [this.fields, this.chart, this.course, this.groups, this.newest];
    await this.requests.run(
      inBackground,
      async (signal) => {
        const narrowed = { ...slice(filters), ...timeRange(filters) };
        // A map is a slice as a variant is; the API takes one of them.
        if (filters.map?.trim() && !filters.variant) narrowed.map = filters.map;
        const listed = api.path("/api/stats-fields", { type: filters.event, ...narrowed });
        const [{ data }, { data: names }] = await Promise.all([
          awaited(api.get(listed, signal), "Looking for fields…"),
          api.get("/api/names", signal),
        ]);
        signal.throwIfAborted();
        await this.guide.settle(!data.sources.some(({ fields }) => fields.length), filters, signal);
        const chosen = chosenOf(data.sources, filters);
        this.fields.show(data, chosen, listed);
        if (!chosen) return this.nothing();
        this.showControls(data.sources, chosen, names);
        await this.loadField(chosen, narrowed, signal);
      },
      (error) => {
        for (const panel of panels) panel.fail(error, () => this.load());
      },
    );
  }

  nothing() {
    this.controls.replaceChildren();
    this.groups.element.hidden = true;
    this.newest.element.hidden = true;
    for (const panel of [this.chart, this.course]) panel.empty("No details and no custom stats in this selection.");
  }

  async loadField({ of, field }, narrowed, signal) {
    const { filters } = this;
    const asked = { type: of, ...narrowed, ...(of ? detail(filters) : {}) };
    const request = api.path("/api/stats-fields/values", { ...asked, field, by: filters.by, tz: zone() });
    const { data } = await awaited(api.get(request, signal), `Looking at all rows for ${field}…`);
    signal.throwIfAborted();
    const title = of ? `${field} of ${of}` : `${field} of sheets`;
    this.chart.setTitle(title);
    this.course.setTitle(title);
    const unused = filters.detail && !of ? "Custom stats are not narrowed by a detail of events." : "";
    this.chart.setNote([rowsNote(data), coverNote(data), outside(data), unused].filter(Boolean).join(" "));
    if (!data.rows) {
      for (const panel of [this.chart, this.course]) panel.empty("No row in this selection has it.", request);
    } else {
      this.chart.show(distribution(data, request));
      this.course.show(overTime(data, request));
    }
    this.groups.element.hidden = !filters.by;
    if (filters.by) this.groups.show(data, filters.by);
    this.newest.element.hidden = !of;
    if (of) await this.newest.load(asked, filters, signal);
  }

  showControls(sources, chosen, { game_modes, dimensions = {}, experiments, maps = [] }) {
    const fields = sources.flatMap((source) =>
      source.fields.map(({ name }) => [
        JSON.stringify([source.event_type, name]),
        `${source.event_type ?? "sheets"}: ${name}`,
      ]),
    );
    const own = JSON.stringify([chosen.of, chosen.field]);
    if (!fields.some(([value]) => value === own)) fields.push([own, `${chosen.of ?? "sheets"}: ${chosen.field}`]);
    const by = [
      ["", "Nothing"],
      ...(game_modes.length ? [["game_mode", "Game mode"]] : []),
      ...(maps.length ? [["map", "Map"]] : []),
      ...Object.keys(dimensions).map((name) => [`dim.${name}`, name]),
      ...Object.keys(experiments).map((name) => [`experiment.${name}`, `${name} (experiment)`]),
    ];
    fill(this.controls, [fields, own, by, this.filters.by], () => [
      choice("field", "Field", fields, own, (value) => {
        const [of, field] = JSON.parse(value);
        address.change({ of: of ?? "", field });
      }),
      choice("by", "Split by", by, this.filters.by ?? "", (value) => address.change({ by: value })),
    ]);
  }

  close() {
    this.requests.stop();
    this.chart.close();
    this.course.close();
  }
}

/** The field that the address names, or the first that there is. */
function chosenOf(sources, { field, of, event }) {
  if (field) return { of: of || event || null, field };
  const first = sources.find(({ fields }) => fields.length);
  return first ? { of: first.event_type, field: first.fields[0].name } : null;
}

function rowsNote({ rows, rows_in_slice: all, of_other_kinds: others }) {
  const said = `${whole(rows)} of ${count(all, "row")} ${rows === 1 ? "has" : "have"} it.`;
  return others ? `${said} ${count(others, "value")} of another kind ${others === 1 ? "is" : "are"} left out.` : said;
}

function coverNote({ complete, covered_since: since, looked_at: n }) {
  if (complete) return "";
  return `Of the newest ${count(n, "row")}${since ? `, from ${shortMoment(since)} on` : ""}: choose a shorter time to see all.`;
}
