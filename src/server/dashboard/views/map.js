// The map: where an item was found or an event happened, alone or as the difference between two selections; drag over a
// region to see what was found there and by whom.

import { Chart } from "../charts/chart.js";
import {
  compareMaps,
  controls,
  counts,
  difference,
  finenessOf,
  gridsOf,
  leftOut,
  places,
  usualFineness,
  whatOf,
} from "../charts/heatmap.js";
import { FEW } from "../charts/mapMarks.js";
import { reachOf } from "../charts/mapReach.js";
import { listen } from "../charts/plot.js";
import { RegionBox } from "../charts/regionBox.js";
import * as address from "../lib/address.js";
import * as api from "../lib/api.js";
import { choice, fill, formOf, isSliding, numeric } from "../lib/controls.js";
import { el } from "../lib/elements.js";
import { Guide } from "../lib/empty.js";
import { floorOf, heightsOf, showFloors } from "../lib/floors.js";
import { count, percent, significant } from "../lib/format.js";
import { digitsOf } from "../lib/gridMath.js";
import { Grounds, strengthOf } from "../lib/ground.js";
import { LatestOnly } from "../lib/latestOnly.js";
import { Panel } from "../lib/panel.js";
import * as selection from "../lib/selection.js";
import { mapOf } from "../lib/slices.js";
import { Source } from "../lib/source.js";
import { named, OTHER } from "../lib/text.js";
import { isTimed, timeRange } from "../lib/timeRange.js";
import { MapPicture } from "./mapPicture.js";
import { region } from "./mapRegion.js";
import { NamedRegions } from "./namedRegions.js";

/** Places of different maps are never put together. */
const SEVERAL =
  "This stands for several maps, whose places are never put together. To see one of them, give it a place of its own on the page Names, or open this page with its name in the address (map=NAME).";
const UNCHOSEN = "Drag over the map, or type its edges, to see what was found there and by whom.";

export function open(root, state, context) {
  return new MapView(root, state, context);
}

class MapView {
  constructor(root, state, context) {
    this.context = context;
    this.filters = state.filters;
    this.requests = new LatestOnly();
    this.failed = (error) => this.chart.fail(error, () => this.load());
    this.controls = formOf("What the map shows");
    this.actions = el("p.actions");
    this.floors = formOf("Floors");
    this.floors.classList.add("actions", "floors");
    this.chart = new Chart("Map", { tall: true, heading: "h1", controls: el("div", this.floors, this.actions) });
    this.edges = formOf("The region");
    this.edges.classList.add("edges");
    this.found = new Panel("In the region", { note: UNCHOSEN, controls: this.edges });
    this.found.empty("No region is chosen.");
    this.grounds = new Grounds();
    this.picture = new MapPicture({
      onChange: () => this.load(),
      onPreview: (ground) => this.preview(ground),
    });
    this.regions = new NamedRegions({
      onChange: () => this.load(),
      onDraw: () => this.redraw(),
    });
    this.ofPlaces = [el("div.panel", this.controls), this.found.element, this.regions.element];
    this.guide = new Guide("map");
    // A map may have its picture before there are places.
    root.append(
      el(
        "div.map-grid",
        el("div.side", this.guide.around(this.chart.element), this.picture.editor),
        el("div.side", this.ofPlaces, this.picture.element),
      ),
    );
    this.chart.on("plotly_selected", (event) => this.select(event));
    this.box = new RegionBox(this.chart.canvas, (edges) => this.choose(edges));
    this.chart.canvas.after(this.box.element);
    this.keys = (event) => this.onKey(event);
    addEventListener("keydown", this.keys);
    this.load();
  }

  change({ filters }) {
    const asked = (given) =>
      JSON.stringify([
        given.item,
        given.event,
        given.detail,
        given.than,
        given.map,
        given.zoom,
        given.floor,
        given.regions_by,
        selection.text(given),
        timeRange(given).since?.slice(0, 16),
      ]);
    const same = asked(filters) === asked(this.filters);
    const moved = filters.region !== this.filters.region;
    this.filters = filters;
    if (same && moved) {
      this.showRegion();
      this.showActions();
      this.redraw();
    }
    // The sliders change the picture of what is here already.
    else if (same && this.sides) this.requests.run(false, (signal) => this.draw(signal), this.failed);
    else this.load();
  }

  refresh() {
    return this.load(true);
  }

  async load(inBackground = false) {
    const { filters } = this;
    if (!inBackground) {
      this.sides = null;
      this.squares = null;
      this.usual = undefined;
    }
    await this.requests.run(
      inBackground,
      async (signal) => {
        const [{ data: names }, { data: totals }] = await Promise.all([
          api.get("/api/names", signal),
          api.get("/api/aggregate", signal),
        ]);
        const chosen = mapOf(filters, names);
        const map = chosen.trim();
        const ground = await this.grounds.find(map, signal);
        signal.throwIfAborted();
        this.ground = ground;
        this.picture.show(map, ground.map, () => this.sides?.sides[0].extent);
        showFloors(this.floors, ground.map, filters);
        // What places are asked for with, beside the filters of a selection.
        this.at = { map, heights: heightsOf(floorOf(filters, ground.map)) };
        this.context.colours.learn(totals.item_colours);
        this.what = whatOf(filters, names, totals.located_items);
        this.showControls(names, filters);
        const other = selection.parse(filters.than);
        const shown = [filters, ...(other ? [selection.filtersOf(other, filters)] : [])].map((own) => ({
          filters: { ...own, ...this.at },
          title: selection.title(own),
        }));
        this.regions.show(map, ground.map, this.what, shown, names);
        const isBare = !names.event_types.length && !Object.values(totals.located_items).some((n) => n > 0);
        for (const part of this.ofPlaces) part.hidden = isBare;
        if (isBare) return this.guide.example();
        const why = chosen === OTHER ? SEVERAL : "Nothing with a place has arrived yet.";
        if (chosen === OTHER || !(this.what.event || this.what.item)) {
          this.guide.leave();
          return this.chart.empty(why);
        }
        const sources = shown.map((side) => new Source(side.filters, signal));
        const sides = await places(sources, this.what, edgesOf(filters.zoom));
        signal.throwIfAborted();
        const isElsewhere = isTimed(filters) && !filters.zoom && sides.every(({ lattice }) => !lattice);
        await this.guide.settle(isElsewhere, filters, signal);
        this.sides = { sides, other };
        const [{ item }, total] = [this.what, totals.total_items[this.what.item]];
        this.located =
          item && total
            ? `On all maps, ${percent((totals.located_items[item] ?? 0) / total)} of ${count(total, "unit")} have one.`
            : "";
        this.usual ??= other ? undefined : usualFineness(sides[0].count);
        this.showControls(names, filters);
        this.showActions();
        await this.draw(signal);
        if (!inBackground) this.showRegion();
      },
      this.failed,
    );
  }

  showControls(names, filters) {
    if (isSliding(this.controls)) return;
    const than = filters.than ?? "";
    const slices = [["", "Nothing"], ...selection.slices(names)];
    if (!slices.some(([value]) => value === than)) slices.push([than, selection.title(selection.parse(than) ?? {})]);
    fill(this.controls, [names, this.what, filters, !this.ground.picture, this.usual], () => {
      const { what, sliders } = controls(names, this.what, filters, this.ground, finenessOf(filters, this.usual));
      const compared = choice("than", "Compare with", slices, than, (value) => address.change({ than: value }));
      return [what, compared, ...sliders];
    });
  }

  /** How to see another part of the map: the region that is chosen, all of it, or that where nearly all is. */
  showActions() {
    const { region: chosen, zoom } = this.filters;
    const [{ extent, lattice }] = this.sides?.sides ?? [{}];
    const button = (text, change) =>
      el("button.quiet", { type: "button", on: { click: () => address.change(change) } }, text);
    const edges = ({ x_min, x_max, y_min, y_max }) => [x_min, x_max, y_min, y_max].join(" ");
    const everything = extent && edges(extent);
    const pictured = this.shownGround().picture && edges(this.shownGround().picture.bounds);
    const buttons = [
      edgesOf(chosen) && chosen !== zoom && button("Zoom to the region", { zoom: chosen }),
      zoom && button("Zoom out", { zoom: "" }),
      pictured && zoom !== pictured && button("Show the whole picture", { zoom: pictured }),
      everything && zoom !== everything && (zoom || lattice?.outside > 0) && button("Show all", { zoom: everything }),
    ];
    this.actions.replaceChildren(...buttons.filter(Boolean));
  }

  async draw(signal) {
    const {
      sides: [own, than],
      other,
    } = this.sides;
    const { event, item } = this.what;
    const name = event ?? item;
    const unit = event ? "event" : "unit";
    const { bins, sigma } = finenessOf(this.filters, this.usual);
    const kept = this.squares?.bins === bins ? this.squares.grid : null;
    const [a, b] = gridsOf([own.lattice, ...(than ? [than.lattice] : [])], bins, kept);
    this.squares = { bins, grid: a ?? b };
    const outside = (own.lattice?.outside ?? 0) + (than?.lattice?.outside ?? 0);
    const notes = [...new Set([own.note, than?.note, leftOut(outside, unit)].filter(Boolean))].join(" ");
    this.digits = digitsOf((a ?? b)?.sideX ?? 1);
    const where = this.filters.zoom && own.count ? "this part of the map" : "this selection";
    if (!a && !b)
      return this.chart.empty(`No ${unit} of ${named(name)} has a place in ${where}. ${notes}`.trim(), own.request);
    const lacking =
      than &&
      [
        [own, this.filters],
        [than, other],
      ].find(([{ lattice }]) => !lattice)?.[1];
    if (lacking) {
      const why = `No ${unit} of ${named(name)} has a place in ${selection.title(lacking)}, so there is nothing to compare with.`;
      return this.chart.empty(`${why} ${notes}`.trim(), own.request);
    }
    if (than) {
      this.reach = reachOf(a, this.shownGround());
      const compared = await compareMaps(a, b, signal);
      signal.throwIfAborted();
      const shape = difference(a, b, compared, {
        name,
        unit,
        request: own.request,
        sigma,
        ...this.onGround(),
        titles: [selection.title(this.filters), selection.title(other)],
      });
      this.chart.setNote(`${shape.said} ${notes}`);
      await this.chart.show(shape);
    } else {
      const few = own.count < FEW ? own.lattice : null;
      const drawn = few ? "each drawn where it was" : `in squares of ${significant(a.sideX)} world units`;
      this.chart.setNote(
        `${count(own.count, unit)} of ${named(name)} with a place, ${drawn}. ${[this.located, notes].filter(Boolean).join(" ")}`,
      );
      const ground = this.onGround();
      this.reach = reachOf(a, ground.ground, { few: few && !this.filters.zoom, regions: ground.regions });
      await this.chart.show(counts(a, { name, unit, request: own.request, sigma, few, reach: this.reach, ...ground }));
    }
    listen(this.chart.canvas, "plotly_deselect", () => address.change({ region: "" }));
    listen(this.chart.canvas, "plotly_afterplot", () => this.box.settle());
    this.box.show(edgesOf(this.filters.region));
  }

  /** What lies under the map: what is being tried out, or else what was set. */
  shownGround() {
    return this.tried ?? this.ground;
  }

  onGround() {
    return {
      ground: this.shownGround(),
      strength: () => strengthOf(this.filters),
      regions: this.ground.map?.regions ?? [],
      drag: this.regions.drawing ? "lasso" : "select",
      chosen: edgesOf(this.filters.region),
    };
  }

  /** Shows the map on another ground, or with null on its own again. */
  preview(ground) {
    this.tried = ground;
    if (this.sides) this.showActions();
    this.redraw();
  }

  redraw() {
    if (this.sides) this.requests.run(true, (signal) => this.draw(signal), this.failed);
  }

  select(event) {
    if (this.regions.drawing && event?.lassoPoints) return this.regions.take(event.lassoPoints, this.digits);
    const { x, y } = event?.range ?? {};
    if (!x || !y) return;
    this.choose([Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)]);
  }

  /** Chooses the region with these edges, if there are any. */
  choose(edges) {
    if (!edges) return;
    // What is dragged over the edge ends there.
    edges.forEach((edge, index) => {
      const [low, high] = this.reach[index < 2 ? 0 : 1];
      edges[index] = Math.min(high, Math.max(low, edge));
    });
    address.change({ region: edges.map((edge) => Number(edge.toFixed(this.digits))).join(" ") });
  }

  /** What is in the region of the address, and fields to choose one without a pointer. */
  showRegion() {
    const edges = edgesOf(this.filters.region);
    const values = edges ? [edges.left, edges.right, edges.low, edges.high] : [];
    const focused = this.edges.contains(document.activeElement) ? document.activeElement.name : null;
    this.edges.replaceChildren(
      ...["x from", "x to", "y from", "y to"].map((label, index) =>
        numeric(label, values[index], (value) => {
          const changed = [0, 1, 2, 3].map((at) => (at === index ? value : this.edges.elements[at].value));
          if (changed.every((edge) => edge !== "")) address.change({ region: changed.join(" ") });
        }),
      ),
    );
    if (focused) this.edges.elements[focused]?.focus();
    if (edges) {
      region(this.found, edges, { ...this.filters, ...this.at }, this.context);
      return;
    }
    this.found.setNote(UNCHOSEN);
    this.found.empty("No region is chosen.");
  }

  /** Escape lets go of the region, unless it means something else there. */
  onKey(event) {
    if (event.key !== "Escape" || event.defaultPrevented || !this.filters.region) return;
    if (!event.target.closest?.("dialog, input, select, [popover]")) address.change({ region: "" });
  }

  close() {
    removeEventListener("keydown", this.keys);
    this.regions.close();
    this.requests.stop();
    this.chart.close();
  }
}

/** A rectangle of the address, `left right low high` in world units, or null. */
function edgesOf(text) {
  const edges = (text ?? "").split(" ").filter(Boolean).map(Number);
  const [left, right, low, high] = edges;
  return edges.length === 4 && edges.every(Number.isFinite) && left < right && low < high
    ? { left, right, low, high }
    : null;
}
