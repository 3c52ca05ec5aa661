// One match: who played, who is missing, what each looted, and what happened when.

import { counted } from "../charts/axes.js";
import { Chart } from "../charts/chart.js";
import { allShortened, escaped, inLegend, standIn } from "../charts/labels.js";
import { EVENT_HUES } from "../charts/palette.js";
import { paths } from "../charts/paths.js";
import { axisAround, momentOf, placeOf } from "../charts/timeAxis.js";
import * as address from "../lib/address.js";
import * as api from "../lib/api.js";
import { byName, clockNote, hasClock } from "../lib/data.js";
import { cuttable, el } from "../lib/elements.js";
import { lost } from "../lib/empty.js";
import { count, duration, moment, time, utc, whole } from "../lib/format.js";
import { Grounds, strengthOf } from "../lib/ground.js";
import { LatestOnly } from "../lib/latestOnly.js";
import { linksFor } from "../lib/links.js";
import { Panel } from "../lib/panel.js";
import { chips, leaves, shown } from "../lib/said.js";
import { Table } from "../lib/table.js";
import { colour } from "../lib/theme.js";
import { Tiles } from "../lib/tiles.js";
import { Replay } from "./replay.js";

const MOST_SHEETS = 1000;
const MOST_EVENTS = 5000;
/** Details that are told on hover. */
const MOST_DETAILS = 6;
const SYMBOLS = [
  "circle",
  "square",
  "diamond",
  "cross",
  "triangle-up",
  "star",
  "x",
  "hexagon",
  "triangle-down",
  "pentagon",
];

/** More would hide each other. */
const MOST_WAYS = 12;

const LINE_NOTE = "Every player's sheets and events, by event time.";

export function open(root, state, context) {
  return new MatchView(root, state, context);
}

class MatchView {
  constructor(root, state, context) {
    this.id = state.id;
    this.filters = state.filters;
    this.context = context;
    this.requests = new LatestOnly();
    this.tiles = new Tiles(
      [
        ["players", "Players", "Players named by a sheet or an event of this match"],
        ["sheets", "Sheets"],
        ["units", "Units looted"],
        ["events", "Events"],
        ["length", "Span"],
      ],
      ".five.aside",
    );
    this.kind = el("div.aside");
    this.missing = el("p.note.aside");
    this.loot = new Chart("Loot per player", { full: true, height: "20rem", note: "Units of each item." });
    this.line = new Chart("What happened when", {
      full: true,
      height: "20rem",
      note: LINE_NOTE,
    });
    this.ways = new Chart("Where players went", { full: true, height: "30rem" });
    this.grounds = new Grounds();
    this.replay = new Replay(() => this.ways.again());
    this.ways.body.append(this.replay.element);
    this.players = new Panel("Players", { full: true });
    this.table = new Table(
      "Players of the match",
      [
        {
          key: "player",
          title: "Player",
          cell: (row) =>
            el(
              "a",
              { href: address.of("players", row.player_id, address.lasting(this.filters)) },
              cuttable(row.player_id),
            ),
        },
        { key: "units", title: "Units", number: true, cell: (row) => whole(row.units) },
        { key: "events", title: "Events", number: true, cell: (row) => whole(row.events) },
        { key: "level", title: "Level", number: true, cell: (row) => row.level ?? "–" },
        { key: "stats", title: "Stats", cell: (row) => chips(row.stats) ?? "–" },
        {
          key: "received",
          title: "Received",
          cell: (row) => (row.created_at ? time(row.created_at) : "events only"),
        },
      ],
      () => {},
      () => {},
    );
    this.table.sorted("", false);
    this.table.element.classList.add("long");
    this.players.body.append(this.table.element);
    const kept = address.lasting(this.filters);
    this.whole = el(
      "div",
      el("p.crumb", el("a", { href: address.of("matches", null, kept) }, "Matches"), " / "),
      el("h1.page-title", this.id),
      linksFor({ match: this.id }),
      this.kind,
      this.missing,
      this.tiles.element,
      el("div.grid", this.line.element, this.ways.element, this.loot.element, this.players.element),
    );
    this.gone = lost(
      "No such match",
      `Nothing has been sent of a match “${this.id}”.`,
      address.of("matches", null, kept),
      "To the matches",
    );
    root.append(this.whole);
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
    await this.requests.run(
      inBackground,
      async (signal) => {
        const request = api.path("/api/match", { match_id: this.id });
        const sheetsRequest = api.path("/api/stats", { match_id: this.id, limit: MOST_SHEETS });
        const [story, sheets, totals] = await Promise.all([
          api.getRows(request, signal, MOST_EVENTS, { of: ({ data }) => data, rows: "event_list" }),
          api.getRows(sheetsRequest, signal, MOST_SHEETS),
          api.get("/api/aggregate", signal),
        ]);
        signal.throwIfAborted();
        this.context.colours.learn(totals.data.item_colours);
        this.gone.replaceWith(this.whole);
        this.showSums(story.data);
        this.showKind(sheets.data, story.data.event_list);
        const players = playersOf(sheets.data, story.data.event_list);
        this.table.show(players, false);
        this.players.ready();
        this.showLoot(players, sheetsRequest);
        this.showLine(players, sheets.data, story.data, request);
        await this.showWays(players, sheets.data, story.data, { request, signal });
      },
      (error) => {
        if (error.status === 404) this.whole.replaceWith(this.gone);
        else for (const panel of [this.loot, this.line, this.ways, this.players]) panel.fail(error, () => this.load());
      },
    );
  }

  /** What kind of match it was: what its sheets and events agree upon. */
  showKind(sheets, events) {
    const rows = [...sheets, ...events];
    const facts = byName();
    for (const row of rows) {
      const said = { mode: row.game_mode, map: row.map, ...row.dimensions };
      for (const [name, value] of Object.entries(said)) {
        facts[name] ??= new Set();
        if (value) facts[name].add(value);
      }
    }
    const agreed = Object.entries(facts).filter(
      ([name, values]) => values.size === 1 || (name === "mode" && values.size),
    );
    const told = agreed.map(([name, values]) => [name, [...values].join(", ")]);
    this.kind.replaceChildren(chips(Object.assign(byName(), Object.fromEntries(told))) ?? "");
  }

  showSums(story) {
    this.tiles.sayAll({
      players: whole(story.players),
      sheets: whole(story.sheets),
      units: whole(story.units),
      events: whole(story.events),
      length: duration((Date.parse(story.last_seen) - Date.parse(story.first_seen)) / 1000),
    });
    const lacking = story.expected_players - story.players;
    const missing = [
      lacking > 0 ? `${count(lacking, "player")} missing of the usual ${story.expected_players}` : "",
      story.sheets_missing ? `${count(story.sheets_missing, "sheet")} missing of players whom events name` : "",
    ].filter(Boolean);
    const state = missing.length ? missing.map((words) => el("span.badge.bad", words)) : [el("span.badge", "complete")];
    this.missing.replaceChildren(
      ...state.flatMap((badge) => [badge, " "]),
      time(story.first_seen, moment),
      " to ",
      time(story.last_seen, moment),
      story.complete ? "" : " · only the first 5,000 events are shown",
    );
  }

  showLoot(players, request) {
    const items = new Map();
    for (const { looted } of players)
      for (const [item, n] of Object.entries(looted)) if (n > 0) items.set(item, (items.get(item) ?? 0) + n);
    const names = [...items].sort((a, b) => b[1] - a[1]).map(([item]) => item);
    if (!names.length) return this.loot.empty("Nothing was looted in this match.", request);
    const who = players.map((_, index) => index);
    this.loot.canvas.style.height = `${laneHeight(players.length)}rem`;
    const totals = [...items].map(([item, n]) => `${item} ${whole(n)}`);
    const told = allShortened(names, inLegend());
    this.loot.show({
      request,
      columns: ["player", ...names],
      rows: players.map(({ player_id, looted }) => [player_id, ...names.map((item) => looted[item] ?? 0)]),
      summary: `Loot of ${count(players.length, "player")}: ${totals.join(", ")}.`,
      make: () => ({
        data: names.map((item, index) => ({
          type: "bar",
          orientation: "h",
          name: told[index],
          meta: item,
          y: who,
          x: players.map(({ looted }) => looted[item] ?? 0),
          marker: { color: this.context.colours.of(item) },
          customdata: players.map(({ player_id }) => escaped(player_id)),
          hovertemplate: `<b>%{x:,} ${escaped(item)}</b><br>%{customdata}<extra></extra>`,
        })),
        layout: {
          barmode: "stack",
          showlegend: true,
          bargap: 0.25,
          xaxis: { title: { text: "units" }, ...counted(Math.max(...players.map(({ units: n }) => n))) },
          yaxis: lanes(players),
        },
      }),
    });
  }

  showLine(players, sheets, story, request) {
    const timed = [...sheets, ...story.event_list].filter(hasClock);
    const types = [...new Set(story.event_list.map((event) => event.event_type))].sort();
    const place = new Map(players.map(({ player_id }, index) => [player_id, index]));
    const told = allShortened(types, inLegend());
    const dots = (name, rows, symbol, hue, said) => ({
      type: "scatter",
      mode: "markers",
      name,
      x: rows.map((row) => placeOf(Date.parse(row.timestamp_utc))),
      y: rows.map((row) => place.get(row.player_id)),
      marker: { symbol, size: 9, color: hue, line: { width: 1, color: colour("panel") } },
      customdata: rows.map((row) => [
        escaped(row.player_id),
        utc(row.timestamp_utc),
        said(row),
        moment(row.timestamp_utc),
      ]),
      hovertemplate:
        "<b>%{customdata[2]}</b><br>%{customdata[0]}<br>%{customdata[3]}<br>%{customdata[1]}<extra></extra>",
    });
    const units = (sheet) => Object.values(sheet.looted_items).reduce((sum, n) => sum + n, 0);
    this.line.setNote(`${LINE_NOTE}${clockNote([...sheets, ...story.event_list])}`);
    this.line.canvas.style.height = `${laneHeight(players.length)}rem`;
    this.line.show({
      request,
      over: { spans: [...sheets, ...story.event_list].map(momentOf) },
      columns: ["time", "player", "kind", "event", "units"],
      rows: [
        ...sheets.map((sheet) => [sheet.timestamp_utc, sheet.player_id, "sheet", null, units(sheet)]),
        ...story.event_list.map((event) => [event.timestamp_utc, event.player_id, "event", event.event_type, null]),
      ],
      summary:
        `${count(sheets.length, "sheet")} and ${count(story.event_list.length, "event")} ` +
        `of ${count(players.length, "player")}.`,
      make: () => ({
        data: [
          ...types.map((type, index) => ({
            ...dots(
              told[index],
              story.event_list.filter((event) => event.event_type === type),
              SYMBOLS[index % SYMBOLS.length],
              EVENT_HUES[index % EVENT_HUES.length],
              (event) => `${escaped(type)}${details(event)}`,
            ),
            meta: type,
          })),
          dots(
            standIn("sheet"),
            sheets,
            "line-ns-open",
            colour("ink"),
            (sheet) => `sheet with ${count(units(sheet), "unit")}`,
          ),
        ],
        layout: {
          showlegend: true,
          hovermode: "closest",
          xaxis: timed.length ? axisAround(timed.map((row) => Date.parse(row.timestamp_utc))) : { type: "date" },
          yaxis: lanes(players),
        },
      }),
    });
  }

  /** From place to place of events, on the map on which most of them are. */
  async showWays(players, sheets, story, { request, signal }) {
    const mapOfSheet = new Map(sheets.map(({ player_id, map }) => [player_id, map]));
    const placed = story.event_list
      .filter(({ position }) => position)
      .map((event) => ({ ...event, map: event.map ?? mapOfSheet.get(event.player_id) ?? "" }));
    if (!placed.length) return this.ways.empty("No event of this match came with a place.", request);
    const counts = new Map();
    for (const { map } of placed) counts.set(map, (counts.get(map) ?? 0) + 1);
    const [map, on] = [...counts].sort((a, b) => b[1] - a[1])[0];
    const walks = players
      .map(({ player_id }) => ({
        player_id,
        steps: placed.filter((event) => event.map === map && event.player_id === player_id).map(stepOf),
      }))
      .filter(({ steps }) => steps.length);
    walks.sort((a, b) => b.steps.length - a.steps.length);
    const ground = await this.grounds.find(map, signal);
    signal.throwIfAborted();
    const drawn = walks.slice(0, MOST_WAYS);
    this.ways.setNote(
      [
        `Through the places of events in the order of time${map ? `, on map ${map}` : ""}; a cross is the last one.`,
        on < placed.length && `${count(placed.length - on, "event")} on other maps.`,
        drawn.length < walks.length && `The ${drawn.length} players with the most; ${walks.length} in all.`,
      ]
        .filter(Boolean)
        .join(" "),
    );
    const times = drawn.flatMap(({ steps }) => steps).map(({ utc: at }) => Date.parse(at));
    this.replay.load(Math.min(...times), Math.max(...times));
    await this.ways.show(
      paths(drawn, { request, ground, strength: () => strengthOf(this.filters), until: () => this.replay.at }),
    );
  }

  close() {
    this.replay.close();
    this.ways.close();
    this.requests.stop();
    this.loot.close();
    this.line.close();
  }
}

/** What an event says, below its type. */
const details = ({ details: said }) =>
  leaves(said)
    .slice(0, MOST_DETAILS)
    .map(([name, value]) => `<br>${escaped(name)} ${escaped(shown(value))}`)
    .join("");

const stepOf = ({ timestamp_utc, event_type, position: [x, y, z] }) => ({
  at: moment(timestamp_utc),
  utc: timestamp_utc,
  event: event_type,
  x,
  y,
  z,
});

/** A lane for each player, as many as there are; past a few hundred they are hovered over, not read. */
const laneHeight = (players) => Math.min(90, Math.max(12, 7 + 1.15 * players));

const lanes = (players) => ({
  tickvals: players.map((_, index) => index),
  ticktext: allShortened(players.map(({ player_id }) => player_id)),
  range: [players.length - 0.4, -0.6],
  zeroline: false,
  showgrid: players.length <= 100,
  tickfont: { color: colour("ink"), size: players.length > 40 ? 11 : 12 },
});

/** Everybody who sent anything, the most looted first. */
function playersOf(sheets, events) {
  const players = new Map();
  const of = (player_id) => {
    if (!players.has(player_id))
      players.set(player_id, {
        player_id,
        units: 0,
        events: 0,
        looted: byName(),
        level: null,
        stats: null,
        created_at: null,
      });
    return players.get(player_id);
  };
  const add = (player, items) => {
    for (const [item, n] of Object.entries(items)) {
      player.looted[item] = (player.looted[item] ?? 0) + n;
      player.units += n;
    }
  };
  for (const sheet of sheets) {
    const player = of(sheet.player_id);
    add(player, sheet.looted_items);
    player.level ??= sheet.player_level ?? null;
    player.stats ??= sheet.custom_stats ?? null;
    player.created_at ??= sheet.created_at;
  }
  for (const event of events) {
    const player = of(event.player_id);
    player.events += 1;
    add(player, event.items ?? {});
  }
  return [...players.values()].sort((a, b) => b.units - a.units || (a.player_id < b.player_id ? -1 : 1));
}
