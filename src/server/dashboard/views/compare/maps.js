// Where things are on two sides: both maps on one scale, and their difference with significant cells marked.

import { Chart } from "../../charts/chart.js";
import {
  compareMaps,
  controls,
  counts,
  difference,
  finenessOf,
  gridsOf,
  leftOut,
  mostOn,
  places,
  whatOf,
} from "../../charts/heatmap.js";
import { fill, formOf, isSliding } from "../../lib/controls.js";
import { el } from "../../lib/elements.js";
import { count } from "../../lib/format.js";
import { Grounds, strengthOf } from "../../lib/ground.js";
import { mapOf } from "../../lib/slices.js";
import { named } from "../../lib/text.js";

export class ComparedMaps {
  constructor() {
    this.controls = formOf("What the maps show");
    this.grounds = new Grounds();
    this.maps = [0, 1].map(
      (index) => new Chart("Map", { height: "26rem", suffix: index ? "second side" : "first side" }),
    );
    this.difference = new Chart("Difference of the maps", { full: true, height: "30rem", controls: this.controls });
    this.charts = [...this.maps, this.difference];
    this.element = el("div.grid.halves", this.difference.element, ...this.maps.map((chart) => chart.element));
  }

  async load({ sides, filters, names, totals, signal }) {
    const what = whatOf(filters, names, totals.located_items);
    const name = what.event ?? what.item;
    const map = mapOf(filters, names).trim();
    const ground = await this.grounds.find(map, signal);
    const strength = () => strengthOf(filters);
    signal.throwIfAborted();
    this.showControls(names, what, filters, ground);
    const unit = what.event ? "event" : "unit";
    if (!name) {
      for (const chart of this.charts) chart.empty("Nothing with a place has arrived yet.");
      return;
    }
    const found = await places(
      sides.map(({ source }) => source.onMap(map)),
      what,
    );
    signal.throwIfAborted();
    const { bins, sigma } = finenessOf(filters);
    const grids = gridsOf(
      found.map(({ lattice }) => lattice),
      bins,
    );
    const most = mostOn(grids, sigma);
    this.maps.forEach((chart, index) => {
      const { request, note, refused } = found[index];
      chart.setTitle(sides[index].title);
      const outside = leftOut(found[index].lattice?.outside, unit);
      chart.setNote(`${count(found[index].count, unit)} of ${named(name)}. ${note} ${outside}`.trim());
      if (grids[index]) chart.show(counts(grids[index], { name, unit, request, sigma, most, ground, strength }));
      else
        chart.empty(
          refused ? note : `No ${unit} of ${named(name)} has a place in this selection. ${note}`.trim(),
          request,
        );
    });
    const refusal = found.find(({ refused }) => refused);
    const { request } = found[0];
    const lacking = sides.filter((_, index) => !grids[index]).map(({ title }) => title);
    if (refusal || lacking.length)
      return this.difference.empty(
        refusal?.note ?? `No ${unit} of ${named(name)} has a place in ${lacking.join(" or in ")}.`,
        request,
      );
    const compared = await compareMaps(...grids, signal);
    signal.throwIfAborted();
    const shape = difference(...grids, compared, {
      name,
      unit,
      request,
      sigma,
      ground,
      strength,
      titles: sides.map(({ title }) => title),
    });
    this.difference.setNote(shape.said);
    this.difference.show(shape);
  }

  showControls(names, what, filters, ground) {
    if (isSliding(this.controls)) return;
    fill(this.controls, [names, what, finenessOf(filters), strengthOf(filters), !ground.picture], () => {
      const made = controls(names, what, filters, ground);
      return [made.what, ...made.sliders];
    });
  }

  fail(error, again) {
    for (const chart of this.charts) chart.fail(error, again);
  }

  close() {
    for (const chart of this.charts) chart.close();
  }
}
