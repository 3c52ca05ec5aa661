// Economy: what brings a currency into the game and what takes it out, over time, by level and by player, and whether there
// is more and more of it.

import { Chart } from "../../charts/chart.js";
import { moneyByLevel, moneyOverTime } from "../../charts/money.js";
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { choice, fill, formOf } from "../../lib/controls.js";
import { slice } from "../../lib/data.js";
import { cuttable, el } from "../../lib/elements.js";
import { Guide } from "../../lib/empty.js";
import { count, percent, shortMoment, significant, whole } from "../../lib/format.js";
import { LatestOnly } from "../../lib/latestOnly.js";
import { Panel } from "../../lib/panel.js";
import { Table } from "../../lib/table.js";
import { Tiles } from "../../lib/tiles.js";
import { isTimed, timeRange } from "../../lib/timeRange.js";
import { awaited } from "../../lib/waiting.js";
import { zone } from "../../lib/zone.js";
import * as editor from "./editor.js";

export function open(root, state) {
  return new EconomyView(root, state);
}

class EconomyView {
  constructor(root, state) {
    this.filters = state.filters;
    this.requests = new LatestOnly();
    this.tiles = new Tiles([
      ["sources", "Came in"],
      ["sinks", "Went out"],
      ["net", "Net"],
      ["ratio", "Sinks take", "The share of what came in over the last seven full days that went out again"],
      ["players", "Players"],
      ["gini", "Gini", "0 where all players have the same balance, 1 where one has all"],
      ["top", "Top 1% hold", "The share of all balances above zero that the richest 1 of 100 players have"],
    ]);
    this.warning = el("p.note.warning", { role: "status", hidden: true });
    this.controls = formOf("The currency");
    this.flows = new Panel("Sources and sinks", { controls: this.controls });
    this.edit = el("button.quiet", { type: "button", on: { click: () => this.editFlows() } }, "Change…");
    this.flows.tools.append(this.edit);
    this.over = new Chart("Balance over time", { wide: true });
    this.levels = new Chart("By level", { wide: true });
    this.richest = new Panel("Who has the most");
    this.table = new Table("Who has the most", [
      {
        key: "player",
        title: "Player",
        cell: ({ player_id: id }) =>
          el("a", { href: address.of("players", id, address.lasting(this.filters)) }, cuttable(id)),
      },
      { key: "net", title: "Balance", number: true, cell: ({ net }) => significant(net) },
      { key: "sources", title: "Got", number: true, cell: ({ sources }) => significant(sources) },
      { key: "sinks", title: "Spent", number: true, cell: ({ sinks }) => significant(sinks) },
    ]);
    this.table.sorted(null, true);
    this.richest.body.append(this.table.element);
    const name = el("button.quiet", { type: "button", on: { click: () => this.editFlows() } }, "Name them…");
    this.guide = new Guide("economy", { actions: ["Already sending it? Then say what is money: ", name] });
    root.append(
      ...this.guide.around(
        el("h1.hidden-title", "Economy"),
        this.tiles.element,
        this.warning,
        el("div.grid", this.over.element, this.flows.element, this.levels.element, this.richest.element),
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
    await this.requests.run(
      inBackground,
      async (signal) => {
        const { data: all } = await api.get("/api/economy/currencies", signal);
        signal.throwIfAborted();
        this.kept = all.find(({ currency }) => currency === filters.currency) ?? all[0] ?? null;
        this.showControls(all);
        if (!this.kept) return this.guide.example();
        const narrowed = { ...slice(filters), ...timeRange(filters), tz: zone() };
        // A map is a slice as a variant is; the API takes one of them.
        if (filters.map?.trim() && !filters.variant) narrowed.map = filters.map;
        const request = api.path("/api/economy", { currency: this.kept.currency, ...narrowed });
        const { data } = await awaited(api.get(request, signal), "Looking at all rows with money…");
        await this.guide.settle(!data.points.length && isTimed(filters), filters, signal);
        signal.throwIfAborted();
        this.show(data, request);
      },
      (error) => {
        for (const panel of [this.over, this.flows, this.levels, this.richest]) panel.fail(error, () => this.load());
      },
    );
  }

  editFlows() {
    editor.open(this.kept, (currency) => {
      const { filters } = address.read();
      if ((filters.currency ?? "") === currency) this.load();
      else address.change({ currency });
    });
  }

  showControls(all) {
    const names = all.map(({ currency }) => currency);
    this.controls.hidden = names.length < 2;
    fill(this.controls, [names, this.kept?.currency], () =>
      names.length > 1
        ? [
            choice(
              "currency",
              "Currency",
              names.map((name) => [name, name]),
              this.kept.currency,
              (currency) => address.change({ currency }),
            ),
          ]
        : [],
    );
  }

  show(data, request) {
    const { total, wealth, inflation, points, levels } = data;
    const share = (n) => (n === null ? "–" : percent(n));
    for (const key of ["sources", "sinks", "net"]) this.tiles.amount(key, total[key]);
    this.tiles.sayAll({
      ratio: share(inflation.sink_ratio),
      players: whole(wealth.players),
      gini: wealth.gini === null ? "–" : significant(wealth.gini),
      top: share(wealth.top_percent_share),
    });
    this.warning.hidden = !inflation.warning;
    this.warning.textContent = inflation.warning
      ? `Inflation: on each of the last ${count(inflation.days, "whole day")} more ${data.currency} came in than went out.`
      : "";
    this.flows.setNote(`What ${data.currency} comes from, and what it goes to.`);
    this.flows.body.replaceChildren(list("Sources", data.sources), list("Sinks", data.sinks));
    this.flows.ready();
    const part = data.complete
      ? ""
      : `From ${shortMoment(data.covered_since)} on: choose a shorter time to see all of it.`;
    this.over.setTitle(data.currency);
    this.over.setNote(`What came in minus what went out, over the time shown. ${part}`);
    if (points.length) this.over.show(moneyOverTime(data, request));
    else this.over.empty("No row in this selection has one.", request);
    const { sources, sinks } = data.without_level;
    this.levels.setNote(
      sources || sinks ? `${significant(sources)} in and ${significant(sinks)} out are of no known level.` : "",
    );
    if (levels.length) this.levels.show(moneyByLevel(data, request));
    else this.levels.empty("No level is known.", request);
    if (!wealth.richest.length) return this.richest.empty("Nobody has any.");
    this.table.show(wealth.richest, false);
    this.richest.ready();
  }

  close() {
    this.requests.stop();
    this.over.close();
    this.levels.close();
  }
}

function list(title, flows) {
  const line = ({ flow, amount, rows }) =>
    el(
      "li",
      el("span", cuttable(flow.replace(/^stat:/, ""))),
      el("span.number", { title: count(rows, "row") }, rows ? significant(amount) : "never said"),
    );
  return el("div", el("h3", title), flows.length ? el("ol.lines", flows.map(line)) : el("p.note", "None."));
}
