// Retention: of the players who were first seen on one day, how many came back so many days later.

import { Chart } from "../../charts/chart.js";
import { hasCurves, retentionCurves } from "../../charts/retentionCurves.js";
import * as address from "../../lib/address.js";
import { choice, fill, formOf } from "../../lib/controls.js";
import { slice } from "../../lib/data.js";
import { el } from "../../lib/elements.js";
import { Guide } from "../../lib/empty.js";
import { count, percent, whole } from "../../lib/format.js";
import { LatestOnly } from "../../lib/latestOnly.js";
import { byDay } from "../../lib/playerDays.js";
import { asSlice } from "../../lib/slices.js";
import { named } from "../../lib/text.js";
import { Tiles } from "../../lib/tiles.js";
import { timeRange } from "../../lib/timeRange.js";
import { Triangle } from "./triangle.js";

const USUAL_DAYS = "30";
const DAYS = ["7", "14", "30", "60", "90"];
/** The days that games are compared by. */
const TOLD = [1, 3, 7, 14, 30];

export function open(root, state) {
  return new RetentionView(root, state);
}

class RetentionView {
  constructor(root, state) {
    this.filters = state.filters;
    this.requests = new LatestOnly();
    this.tiles = new Tiles(
      TOLD.map((day) => [`day-${day}`, `Day ${day}`]),
      ".five",
    );
    this.reach = formOf("How far cohorts are followed");
    this.choice = formOf("The cohort that stands out");
    this.triangle = new Triangle(this.reach);
    this.curves = new Chart("Retention curves", { full: true, height: "24rem", controls: this.choice });
    this.guide = new Guide("retention");
    root.append(
      ...this.guide.around(
        el("h1.hidden-title", "Retention"),
        this.tiles.element,
        el("p.note.aside", "Across all cohorts whose day is over, weighted by size."),
        el("div.grid", this.triangle.element, this.curves.element),
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
    const { cohort } = this.filters;
    const whose = asSlice(this.filters);
    const days = DAYS.includes(this.filters.days) ? this.filters.days : USUAL_DAYS;
    await this.requests.run(
      inBackground,
      async (signal) => {
        const asked = { days, ...timeRange(this.filters), ...slice(whose) };
        const { answer: found, request, note } = await byDay("/api/retention", asked, signal);
        await this.guide.settle(!found.data.length, this.filters, signal);
        signal.throwIfAborted();
        this.showControls(days, found.data, cohort);
        this.showTiles(found.mean);
        this.triangle.setNote(noteOf(found.data, whose, note));
        this.triangle.show(found, request);
        this.choice.hidden = !hasCurves(found);
        if (hasCurves(found)) this.curves.show(retentionCurves(found, request, cohort));
        else this.curves.empty("No cohort's second day is over yet.", request);
      },
      (error) => {
        for (const panel of [this.triangle, this.curves]) panel.fail(error, () => this.load());
      },
    );
  }

  showControls(days, data, cohort) {
    fill(this.reach, days, () => [
      choice(
        "days",
        "Follow for",
        DAYS.map((n) => [n, `${n} days`]),
        days,
        (value) => address.change({ days: value === USUAL_DAYS ? "" : value }),
      ),
    ]);
    const names = data.map((one) => one.cohort).reverse();
    if (cohort && !names.includes(cohort)) names.push(cohort);
    fill(this.choice, [names, cohort], () => [
      choice(
        "cohort",
        "Highlight the cohort of",
        [["", "None"], ...names.map((name) => [name, name])],
        cohort ?? "",
        (value) => address.change({ cohort: value }),
      ),
    ]);
  }

  showTiles(mean) {
    for (const day of TOLD) {
      const known = mean[day];
      if (known)
        this.tiles.say(
          `day-${day}`,
          percent(known.share),
          `${whole(known.players)} of ${count(known.cohort_players, "player")} in ${count(known.cohorts, "cohort")}`,
        );
      else this.tiles.say(`day-${day}`, "–", "This day is not over for any cohort, or not followed that far");
    }
  }

  close() {
    this.requests.stop();
    this.curves.close();
  }
}

function noteOf(data, { game_mode, experiment, variant }, zoneNote) {
  const open = data.some(({ days }) => days.some(({ complete }) => !complete));
  const inMode = game_mode ? ` in mode ${game_mode}` : "";
  const inSlice = variant ? ` with ${experiment} ${named(variant)}` : "";
  return [
    `Players by the day they were first seen on${inMode}${inSlice}, and the share of them who were there so many days later.`,
    zoneNote,
    open && "Hatched days are not over yet.",
  ]
    .filter(Boolean)
    .join(" ");
}
