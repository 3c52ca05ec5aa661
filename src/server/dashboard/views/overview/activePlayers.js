// How many players there were on each day and in each month, and how many of them came back.
import { clickedPeriod, playersPerDay, playersPerMonth, selectedDays } from "../../charts/activePlayers.js";
import { Chart } from "../../charts/chart.js";
import * as api from "../../lib/api.js";
import { isSingle } from "../../lib/data.js";
import { timeRange } from "../../lib/timeRange.js";

export class ActivePlayers {
  /** `onRange` is told the time that was clicked or dragged over. */
  constructor(onRange) {
    this.daily = new Chart("Players per day", { wide: true, height: "17rem" });
    this.monthly = new Chart("Players per month", { height: "17rem" });
    this.charts = [this.daily, this.monthly];
    for (const chart of this.charts) chart.on("plotly_click", (event) => onRange(clickedPeriod(event)));
    this.daily.on("plotly_selected", (event) => onRange(selectedDays(event)));
  }

  /** `bulk` is the part of time that holds nearly all sheets and events; days outside it are not drawn. */
  async load(filters, signal, bulk = null) {
    const asked = { ...timeRange(filters), game_mode: filters.game_mode };
    const requests = ["daily", "monthly"].map((period) => api.path(`/api/players/${period}`, asked));
    const [daily, monthly] = await Promise.all(requests.map((request) => api.get(request, signal)));
    signal.throwIfAborted();
    const found = [
      [this.daily, within(daily.data, bulk), playersPerDay, "day"],
      [this.monthly, monthly.data, playersPerMonth, "month"],
    ];
    found.forEach(([chart, data, draw, period], index) => {
      chart.setNote(noteOf(data, period, filters));
      if (data.length) chart.show(draw(data, requests[index]));
      else chart.empty("Nobody has played in this range.", requests[index]);
    });
  }
}

function within(days, bulk) {
  if (!bulk?.outside) return days;
  const [first, last] = [bulk.first, bulk.last].map((at) => at.slice(0, 10));
  return days.filter(({ day }) => day >= first && day <= last);
}

function noteOf(data, period, filters) {
  const open = data.filter(({ complete }) => !complete).length;
  const { game_mode, variant, item } = filters;
  const others = [variant && "variants", item && "items", isSingle(filters) && "matches and players"].filter(Boolean);
  return [
    period === "day"
      ? `By day in UTC; new on the first day a player was seen${game_mode ? ` in mode ${game_mode}` : ""}.`
      : "By month in UTC; who played on several days is counted once.",
    open === 1 && `The hatched ${period} is not over yet.`,
    open > 1 && `The hatched ${period}s are not over yet.`,
    others.length && `Of all ${others.join(", ")}.`,
  ]
    .filter(Boolean)
    .join(" ");
}
