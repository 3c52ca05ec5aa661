// How many players there were on each day and in each month, and how many of them came back.
import { clickedPeriod, playersPerDay, playersPerMonth, selectedDays } from "../../charts/activePlayers.js";
import { Chart } from "../../charts/chart.js";
import { isSingle } from "../../lib/data.js";
import { byDay } from "../../lib/playerDays.js";
import { timeRange } from "../../lib/timeRange.js";
import { dateOf } from "../../lib/zone.js";

export class ActivePlayers {
  /** `onRange` is told the time that was clicked or dragged over. */
  constructor(onRange) {
    this.daily = new Chart("Players per day", { wide: true, height: "17rem" });
    this.monthly = new Chart("Players per month", { height: "17rem" });
    this.charts = [this.daily, this.monthly];
    for (const chart of this.charts) chart.on("plotly_click", (event) => onRange(clickedPeriod(event)));
    this.daily.on("plotly_selected", (event) => onRange(selectedDays(event, this.inUtc)));
  }

  /** `bulk` is the part of time that holds nearly all sheets and events; days outside it are not drawn. */
  async load(filters, signal, bulk = null) {
    const asked = { ...timeRange(filters), game_mode: filters.game_mode };
    const found = await Promise.all(
      ["daily", "monthly"].map((period) => byDay(`/api/players/${period}`, asked, signal)),
    );
    signal.throwIfAborted();
    const [daily, monthly] = found;
    this.inUtc = daily.inUtc;
    const drawn = [
      [this.daily, daily, within(daily, bulk), playersPerDay, "day"],
      [this.monthly, monthly, monthly.answer.data, playersPerMonth, "month"],
    ];
    for (const [chart, { request, inUtc, note }, data, draw, period] of drawn) {
      chart.setNote(noteOf(data, period, filters, note));
      if (data.length) chart.show(draw(data, request, inUtc));
      else chart.empty("Nobody has played in this range.", request);
    }
  }
}

function within({ answer, inUtc }, bulk) {
  if (!bulk?.outside) return answer.data;
  const [first, last] = [bulk.first, bulk.last].map((at) => dateOf(Date.parse(at), inUtc));
  return answer.data.filter(({ day }) => day >= first && day <= last);
}

function noteOf(data, period, filters, zoneNote) {
  const open = data.filter(({ complete }) => !complete).length;
  const { game_mode, experiment, variant, map, item } = filters;
  const slices = experiment === "map" && variant === map ? "maps" : "variants";
  const others = [variant && slices, item && "items", isSingle(filters) && "matches and players"].filter(Boolean);
  return [
    period === "day"
      ? `New on the first day a player was seen${game_mode ? ` in mode ${game_mode}` : ""}.`
      : "Players active on several days of a month count once.",
    zoneNote,
    open === 1 && `The hatched ${period} is not over yet.`,
    open > 1 && `The hatched ${period}s are not over yet.`,
    others.length && `Of all ${others.join(", ")}.`,
  ]
    .filter(Boolean)
    .join(" ");
}
