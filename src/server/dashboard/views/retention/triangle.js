// Retention as a triangle: a row for each cohort, a column for each day since, the share as text and as colour.
import { el } from "../../lib/elements.js";
import { count, percent, whole } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";
import { saveCsv } from "../../lib/save.js";

const ALL = "All, weighted";

export class Triangle extends Panel {
  #head = el("tr");
  #rows = el("tbody");
  #api = el("a.quiet", { target: "_blank", rel: "noopener", title: "The request behind this table" }, "API");
  #csv = [];
  /** The rows that are there, by name. */
  #drawn = new Map();

  constructor(controls) {
    super("Who comes back", { full: true, controls });
    const save = () => saveCsv("loot-retention", ["cohort", "day", "players", "share", "complete"], this.#csv);
    this.tools.append(
      el("button.quiet", { type: "button", title: "Save the numbers of the triangle", on: { click: save } }, "CSV"),
      this.#api,
    );
    this.body.append(
      el(
        "div.table-scroll",
        { tabindex: "0", role: "region", "aria-label": "Retention by cohort and day" },
        el("table.triangle", el("thead", this.#head), this.#rows),
      ),
    );
  }

  show({ data, mean }, request) {
    this.#api.href = request;
    this.tools.hidden = !data.length;
    if (!data.length) return this.empty("Nobody was seen for the first time in this range.");
    const longest = Math.max(...data.map(({ days }) => days.at(-1).day));
    const later = data.flatMap(({ days }) => days.filter(({ day }) => day > 0));
    // Day 0 is all of them; the deepest colour is for the most that came back.
    const most = Math.max(...later.map(({ share }) => share));
    const days = Array.from({ length: longest + 1 }, (_, day) => day);
    this.#head.replaceChildren(
      el("th", { scope: "col" }, "First seen"),
      el("th.number", { scope: "col" }, "Players"),
      ...days.map((day) => el("th.number", { scope: "col", "aria-label": `Day ${day}` }, day ? day : "Day 0")),
    );
    const row = (name, players, cells) => ({ name, players, cells, days, most });
    const together = mean.map((day) => ({
      ...day,
      complete: true,
      of: `${whole(day.players)} of ${count(day.cohort_players, "player")} in ${count(day.cohorts, "cohort")}`,
    }));
    const everybody = data.reduce((sum, { players }) => sum + players, 0);
    this.#showRows([
      row(ALL, everybody, together),
      ...data.toReversed().map(({ cohort, players, days: seen }) =>
        row(
          cohort,
          players,
          seen.map((day) => ({ ...day, of: `${whole(day.players)} of ${count(players, "player")}` })),
        ),
      ),
    ]);
    this.#csv = data.flatMap(({ cohort, days: seen }) =>
      seen.map(({ day, players, share, complete }) => [cohort, day, players, share, String(complete)]),
    );
    this.ready();
  }

  /** There may be thousands of cells, while of a few days the numbers grow: rows that say the same stay. */
  #showRows(rows) {
    const before = this.#drawn;
    this.#drawn = new Map(
      rows.map((row) => {
        const key = JSON.stringify(row);
        const known = before.get(row.name);
        return [row.name, known?.key === key ? known : { key, element: rowOf(row) }];
      }),
    );
    const names = [...this.#drawn.keys()];
    if (names.join() !== [...before.keys()].join())
      this.#rows.replaceChildren(...[...this.#drawn.values()].map(({ element }) => element));
    else
      for (const name of names) {
        const [old, now] = [before.get(name).element, this.#drawn.get(name).element];
        if (old !== now) old.replaceWith(now);
      }
  }
}

function rowOf({ name, players, cells, days, most }) {
  return el(
    name === ALL ? "tr.together" : "tr",
    el("th", { scope: "row" }, name),
    el("td.number", whole(players)),
    days.map((day) => (cells[day] ? cell(name, cells[day], most) : el("td"))),
  );
}

/** `most` is the share that has the deepest colour. */
function cell(name, { day, share, complete, of }, most) {
  const title = `${name}, day ${day}: ${of} (${percent(share)})${complete ? "" : "; this day is not over"}`;
  const depth = day && most ? Math.min(1, share / most) : 0;
  return el(complete ? "td.share" : "td.share.open", { title, var: { "--depth": depth.toFixed(3) } }, short(share));
}

const short = (share) => (share > 0 && share < 0.005 ? "<1%" : `${Math.round(share * 100)}%`);
