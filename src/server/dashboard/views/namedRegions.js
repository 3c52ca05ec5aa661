// Regions of the map that somebody has drawn and named, and what lies in each.
import * as address from "../lib/address.js";
import * as api from "../lib/api.js";
import { confirmed } from "../lib/confirm.js";
import { choice, fill, formOf } from "../lib/controls.js";
import { slice } from "../lib/data.js";
import { cuttable, el } from "../lib/elements.js";
import { count, date, percent, significant, whole } from "../lib/format.js";
import { LatestOnly } from "../lib/latestOnly.js";
import { simplified } from "../lib/outline.js";
import { Panel } from "../lib/panel.js";
import { named } from "../lib/text.js";
import { isTimed, timeRange } from "../lib/timeRange.js";
import { typedName } from "../lib/typedName.js";
import { zone } from "../lib/zone.js";

const NONE = "Draw one to see what lies in it.";

/** As a name of the address: no dimension is called so. */
const MODE = " mode";
const TIME = " time";
/** Columns that a table has room for. */
const MOST_SLICES = 6;

/** The slices of a dimension, an experiment or the modes. */
function slicesOf(by, { game_modes, dimensions, experiments }) {
  if (by === MODE) return game_modes.map((game_mode) => ({ title: game_mode, filters: { game_mode } }));
  const values = { ...experiments, ...dimensions }[by] ?? [];
  return values.map((variant) => ({ title: variant, filters: { experiment: by, variant } }));
}

const sliced = (filters, { title, filters: own }) => ({ title, filters: { ...filters, ...own } });

export class NamedRegions {
  #onChange;
  #onDraw;
  #requests = new LatestOnly();
  #map = "";
  #drawing = false;

  /** `onChange` is called when regions may have changed, `onDraw` when one is to be drawn, or no longer. */
  constructor({ onChange, onDraw }) {
    this.#onChange = onChange;
    this.#onDraw = onDraw;
    this.button = el("button.quiet", { type: "button", on: { click: () => this.draw(!this.#drawing) } });
    this.by = formOf("Regions");
    this.panel = new Panel("Regions", { controls: el("div", this.by, el("p.actions", this.button)) });
    this.element = this.panel.element;
    this.draw(false);
  }

  get drawing() {
    return this.#drawing;
  }

  draw(isDrawing) {
    this.#drawing = isDrawing;
    this.button.textContent = isDrawing ? "Stop drawing" : "Draw a region";
    this.button.setAttribute("aria-pressed", String(isDrawing));
    this.#onDraw(isDrawing);
  }

  /** Tells what lies in the regions of the map `name`, for each of `sides`: filters, and who that is in words. */
  show(name, map, { item, event }, given, names) {
    this.#map = name;
    const { regions_by: by = "" } = given[0].filters;
    const slices = slicesOf(by, names).slice(0, MOST_SLICES);
    const sides = slices.length && given.length === 1 ? slices.map((own) => sliced(given[0].filters, own)) : given;
    this.#choose(names, by, Boolean(map?.regions.length) && given.length === 1);
    if (!map?.regions.length || !(item || event)) {
      this.panel.setNote("");
      this.panel.tools.replaceChildren();
      this.panel.body.replaceChildren();
      this.panel.empty(map?.regions.length ? "Nothing with a place has arrived yet." : NONE);
      return;
    }
    if (by === TIME && given.length === 1) {
      this.#overTime({ map: name, item, event_type: event }, given[0].filters, () =>
        this.show(name, map, { item, event }, given, names),
      );
      return;
    }
    const requests = sides.map(({ filters }) =>
      api.path("/api/map/regions", { map: name, item, event_type: event, ...slice(filters) }),
    );
    const failed = (error) => this.panel.fail(error, () => this.show(name, map, { item, event }, given, names));
    this.#requests.run(
      false,
      async (signal) => {
        const answers = await Promise.all(requests.map((request) => api.get(request, signal)));
        signal.throwIfAborted();
        this.#fill(
          answers.map(({ data }) => data),
          requests[0],
          sides,
        );
      },
      failed,
    );
  }

  /** The newest days, side by side; from the rows, since no total knows places by time. */
  #overTime(what, filters, again) {
    const { match: match_id, player: player_id } = filters;
    const whose = { match_id, player_id, ...slice(filters), ...timeRange(filters) };
    const request = api.path("/api/map/regions/over-time", { ...what, ...whose, bucket: "day", tz: zone() });
    this.#requests.run(
      false,
      async (signal) => {
        const { data } = await api.get(request, signal);
        signal.throwIfAborted();
        const days = data.points.slice(-MOST_SLICES);
        if (!days.length) {
          this.panel.empty("Nothing with a place in this selection.");
          return;
        }
        const { item, event_type } = data;
        const counted = days.map(({ regions, elsewhere }) => {
          const values = data.regions.map((name) => ({ name, units: regions[name] }));
          const units = values.reduce((sum, one) => sum + one.units, elsewhere);
          const share = (one) => (units ? one.units / units : 0);
          return { item, event_type, units, regions: values.map((one) => ({ ...one, share: share(one) })) };
        });
        const sides = days.map(({ start }) => ({ title: date(start), filters: {} }));
        this.#fill(counted, request, sides);
        if (!data.complete) this.panel.setNote(`Of the newest ${whole(data.looked_at)} rows.`);
      },
      (error) => this.panel.fail(error, again),
    );
  }

  /** By what the counts are told apart, where there is something. */
  #choose(names, by, isShown) {
    const all = [...Object.keys(names.dimensions), ...Object.keys(names.experiments)];
    const options = [
      [TIME, "Day"],
      ...(names.game_modes.length > 1 ? [[MODE, "Game mode"]] : []),
      ...all.map((one) => [one, one]),
    ];
    this.by.hidden = !isShown || !options.length;
    fill(this.by, [options, by], () => [
      choice("regions-by", "Split by", [["", "Nothing"], ...options], by, (regions_by) =>
        address.change({ regions_by }),
      ),
    ]);
  }

  #fill(counted, request, sides) {
    const [{ item, event_type, side, regions }] = counted;
    const unit = event_type ? "event" : "unit";
    const narrowed = sides.some(({ filters }) => isTimed(filters) || filters.match || filters.player);
    const squares = side ? `, in squares of ${significant(side)} world units` : "";
    const all = new Intl.ListFormat("en").format(counted.map(({ units }) => count(units, unit)));
    const floors = sides.some(({ filters }) => filters.heights) ? " On all floors." : "";
    const partly = counted.find(({ counted_from_rows: from }) => from && !from.complete);
    const far = partly ? ` In the newest ${whole(partly.counted_from_rows.looked_at)} rows.` : "";
    const apart = `${far}${narrowed ? " At all times, and of everyone." : ""}${floors}`;
    this.panel.setNote(`Of ${all} of ${named(event_type ?? item)} with a place${squares}.${apart}`);
    this.panel.tools.replaceChildren(
      el(
        "a.quiet",
        { href: api.href(request), target: "_blank", rel: "noopener", title: "The request behind this table" },
        "API",
      ),
    );
    const numbers = sides.length > 1 ? sides.map(({ title }) => title) : [event_type ? "Events" : "Units", "Share"];
    const cells = (index) => {
      const found = counted.map((one) => one.regions[index]);
      return found.length > 1
        ? found.map(({ units, share }) => `${percent(share)} (${whole(units)})`)
        : [whole(found[0].units), percent(found[0].share)];
    };
    const remove = (name) =>
      el(
        "button.quiet",
        {
          type: "button",
          "aria-label": `Remove ${named(name)}`,
          title: "Remove",
          on: { click: () => this.#remove(name) },
        },
        "✕",
      );
    const head = el(
      "tr",
      el("th", { scope: "col" }, "Region"),
      numbers.map((text) => el("th.number.wraps", { scope: "col" }, text)),
      el("td"),
    );
    const rows = regions.map(({ name }, index) =>
      el(
        "tr",
        el("td", cuttable(name)),
        cells(index).map((text) => el("td.number", text)),
        el("td", remove(name)),
      ),
    );
    this.panel.body.replaceChildren(el("div.table-scroll", el("table.regions", el("thead", head), el("tbody", rows))));
    this.panel.ready();
  }

  /** An outline was drawn: `{x, y}`, lists of coordinates. */
  async take({ x, y }, digits) {
    const points = x.map((across, index) => [across, y[index]]);
    const corners = simplified(points).map((point) => point.map((at) => Number(at.toFixed(digits))));
    this.draw(false);
    if (corners.length < 3) return;
    const region = await typedName("Name this region", "A name that it does not have yet, or has to be moved", "Save");
    if (region) await this.#change(() => api.put(this.#path({ region, corners: corners.flat().join(",") })));
  }

  async #remove(region) {
    const sure = await confirmed({
      title: `Remove the region ${named(region)}?`,
      text: "Data stay.",
      yes: "Remove",
      no: "Keep it",
    });
    if (sure) await this.#change(() => api.remove(this.#path({ region })));
  }

  #path(more) {
    return api.path("/api/map/region", { map: this.#map, ...more });
  }

  async #change(work) {
    try {
      await work();
      this.#onChange();
    } catch (error) {
      this.panel.fail(error);
    }
  }

  close() {
    this.#requests.stop();
  }
}
