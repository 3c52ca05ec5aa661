// The whole life of a player: sessions on each day.
import { Chart } from "../charts/chart.js";
import { sessionsOverTime } from "../charts/sessions.js";
import * as api from "../lib/api.js";
import { zone } from "../lib/zone.js";

export class PlayerLife {
  chart = new Chart("Sessions by day", {
    full: true,
    height: "9rem",
    note: "From the first day to the last, at all times.",
  });

  async load(player_id, signal) {
    const request = api.path("/api/sessions/summary", { player_id, bucket: "day", tz: zone() });
    const data = await api.get(request, signal);
    signal.throwIfAborted();
    if (data.data.length) this.chart.show(sessionsOverTime(data, request));
    else this.chart.empty("No session has been counted yet.", request);
  }
}
