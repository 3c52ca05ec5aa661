// Sessions: how many there are, how long they are, and which.
import { Chart } from "../charts/chart.js";
import { selectedRange } from "../charts/overTime.js";
import { sessionLengths, sessionsOverTime } from "../charts/sessions.js";
import * as address from "../lib/address.js";
import * as api from "../lib/api.js";
import { cuttable, el } from "../lib/elements.js";
import { Guide } from "../lib/empty.js";
import { count, duration, time, whole } from "../lib/format.js";
import { LatestOnly } from "../lib/latestOnly.js";
import { ListCsv } from "../lib/listCsv.js";
import { Panel } from "../lib/panel.js";
import { Table } from "../lib/table.js";
import { timeRange } from "../lib/timeRange.js";
import { zone } from "../lib/zone.js";

const LINES = 50;
/** Shorter times are shown by the hour. */
const DAYS_MS = 3 * 24 * 3600e3;

export function open(root, state) {
  return new SessionsView(root, state);
}

class SessionsView {
  constructor(root, state) {
    this.filters = state.filters;
    this.requests = new LatestOnly();
    this.course = new Chart("Sessions over time", { wide: true, height: "17rem", heading: "h1" });
    this.lengths = new Chart("Session length", { height: "17rem" });
    this.course.on("plotly_selected", (event) => {
      const range = selectedRange(event, this.bucket);
      if (range) address.change({ ...range, range: "" });
    });
    this.panel = new Panel("Newest sessions", { full: true });
    this.api = el("a.quiet", { target: "_blank", rel: "noopener", title: "The request behind this table" }, "API");
    this.csv = new ListCsv(
      "loot-sessions",
      (page) => this.request(page),
      (said) => this.panel.setNote(said),
    );
    this.panel.tools.append(this.csv.element, this.api);
    const player = ({ player_id: id }) =>
      el("a", { href: address.of("players", id, address.lasting(this.filters)) }, cuttable(id));
    this.table = new Table(
      "Newest sessions",
      [
        { key: "first", title: "Began", cell: (row) => time(row.first) },
        { key: "player", title: "Player", cell: player },
        { key: "length", title: "Length", number: true, cell: (row) => duration(row.seconds) },
        { key: "sheets", title: "Sheets", number: true, cell: (row) => whole(row.sheets) },
        { key: "events", title: "Events", number: true, cell: (row) => whole(row.events) },
        { key: "id", title: "Session", cell: (row) => (row.session_id === null ? "–" : cuttable(row.session_id)) },
        { key: "dimensions", title: "Dimensions", cell: (row) => said(row.dimensions) },
      ],
      null,
      () => this.load("more"),
    );
    this.table.sorted(null, false);
    this.panel.body.append(this.table.element);
    this.guide = new Guide("sessions");
    root.append(...this.guide.around(el("div.grid", this.course.element, this.lengths.element, this.panel.element)));
    this.load("new");
  }

  change({ filters }) {
    this.filters = filters;
    this.load("new");
  }

  /** New rows would move what somebody reads; only a list that is still at its first page follows. */
  refresh() {
    return this.paged ? undefined : this.load("background");
  }

  asked() {
    const { map, player, experiment, variant } = this.filters;
    return {
      player_id: player,
      // One of them at a time.
      ...(variant ? { experiment, variant } : { map: map?.trim() }),
      ...timeRange(this.filters),
    };
  }

  request(page) {
    return api.path("/api/sessions", { ...this.asked(), ...page });
  }

  async load(why) {
    await this.requests.run(
      why === "background",
      async (signal) => {
        if (why !== "more") await this.loadCharts(this.asked(), signal);
        await this.loadList(why === "more", signal);
      },
      (error) => {
        const panels = why === "more" ? [this.panel] : [this.course, this.lengths, this.panel];
        for (const panel of panels) panel.fail(error, () => this.load(why));
      },
    );
  }

  async loadCharts(asked, signal) {
    const { since, until } = asked;
    const isShort = since && Date.parse(until ?? new Date().toISOString()) - Date.parse(since) <= DAYS_MS;
    this.bucket = isShort ? "hour" : "day";
    const request = api.path("/api/sessions/summary", { ...asked, bucket: this.bucket, tz: zone() });
    const data = await api.get(request, signal);
    signal.throwIfAborted();
    await this.guide.settle(!data.sessions && !data.behind, this.filters, signal);
    const late = data.behind ? `${count(data.behind, "row")} not counted yet.` : "";
    const gap = "Without a session id, 30 minutes of silence end one.";
    this.course.setNote([gap, late].filter(Boolean).join(" "));
    if (!data.sessions) {
      for (const chart of [this.course, this.lengths]) chart.empty("Nobody has played in this selection.", request);
      return;
    }
    this.lengths.setNote(`${count(data.sessions, "session")}, ${duration(data.mean_seconds)} on average.`);
    this.course.show(sessionsOverTime(data, request));
    this.lengths.show(sessionLengths(data, request));
  }

  async loadList(more, signal) {
    const request = this.request({ limit: LINES, cursor: more ? this.next : "" });
    const answer = await api.get(request, signal);
    signal.throwIfAborted();
    if (!more) this.api.href = request;
    this.next = answer.next;
    this.paged = more;
    if (more) this.table.add(answer.data, Boolean(answer.next));
    else this.table.show(answer.data, Boolean(answer.next));
    if (!answer.data.length && !more) this.panel.empty("Nobody has played in this selection.");
    else this.panel.ready();
  }

  close() {
    this.csv.stop();
    this.requests.stop();
    this.course.close();
    this.lengths.close();
  }
}

function said(dimensions) {
  const entries = Object.entries(dimensions);
  if (!entries.length) return "–";
  return el(
    "div.chips",
    entries.map(([name, value]) => el("span.chip.said", el("span.soft", cuttable(name)), cuttable(value))),
  );
}
