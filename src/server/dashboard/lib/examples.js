// What fills each view: requests that are sent as they stand, to be copied as a command.
import { BASE } from "./base.js";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const sheet = (body) => ({ method: "POST", path: "/api/submit", body });
const sheets = (body) => ({ method: "POST", path: "/api/submit/batch", body });
const events = (body) => ({ method: "POST", path: "/api/events", body });

/** What to send for each view: `title`, `why`, and `requests` at a time. */
export const EXAMPLES = {
  overview: {
    title: "Send your first sheet",
    why: "A sheet is what one player did in one match.",
    requests: () => [
      sheet({
        match_id: "match_001",
        player_id: "ann",
        looted_items: { rubber_duck: 3, medkit: 1 },
        events: [{ event_type: "boss_defeat" }],
      }),
    ],
    // Whoever has no game yet sees what a full page looks like.
    simulator: "loot generate --server ORIGIN --scenario showcase --pace 1x",
  },
  map: {
    title: "Send where things are found",
    why: "A sheet may say for each item where its units were, as [x, y] or [x, y, z] in the units of your world; an event says “position”.",
    requests: () => [
      sheet({
        match_id: "match_001",
        player_id: "ann",
        looted_items: { rubber_duck: 3 },
        locations: {
          rubber_duck: [
            [12.5, 80.1],
            [40.5, 41.5],
            [41, 40],
          ],
        },
      }),
    ],
  },
  matches: {
    title: "Send a match",
    why: "Sheets with the same “match_id” are one match: one from each player.",
    requests: () => [
      sheets([
        { match_id: "match_001", player_id: "ann", looted_items: { rubber_duck: 3 } },
        { match_id: "match_001", player_id: "ben", looted_items: { medkit: 1 } },
      ]),
    ],
  },
  players: {
    title: "Send a player",
    why: "Whoever a sheet or an event names as “player_id” is listed here. What does not change from match to match goes into “player”.",
    requests: () => [
      sheet({
        match_id: "match_001",
        player_id: "ann",
        player_level: 12,
        player: { country: "NO" },
        looted_items: { rubber_duck: 3 },
      }),
    ],
  },
  sessions: {
    title: "Send a session",
    why: "Rows with the same “session_id” are one session; without an id, 30 minutes of silence end it.",
    requests: (now) => [
      events([
        { event_type: "login", player_id: "ann", session_id: "ann-17", timestamp: before(now, 25 * MINUTE_MS) },
        { event_type: "logout", player_id: "ann", session_id: "ann-17", timestamp: before(now, MINUTE_MS) },
      ]),
    ],
  },
  retention: {
    title: "Send players who come back",
    why: "A player’s days are those of the “timestamp” of their sheets and events; without one it is the time of receipt. Here Ann returns the next day and Ben does not.",
    requests: (now) => [
      events(
        [
          ["ann", 3],
          ["ben", 3],
          ["ann", 2],
        ].map(([player_id, days]) => ({ event_type: "login", player_id, timestamp: before(now, days * DAY_MS) })),
      ),
    ],
  },
  flows: {
    title: "Send what leads to what",
    why: "Events say what happened, in the order of their timestamps, or as they stand in the sheet.",
    requests: () => [
      sheet({
        match_id: "match_001",
        player_id: "ann",
        looted_items: { rubber_duck: 3 },
        events: [{ event_type: "boss_fight" }, { event_type: "boss_defeat" }],
      }),
    ],
  },
  stats: {
    title: "Send what your game counts",
    why: "Numbers, texts and booleans under names of your own: “custom_stats” of a sheet, “details” of an event.",
    requests: () => [
      sheet({
        match_id: "match_001",
        player_id: "ann",
        looted_items: {},
        custom_stats: { kills: 3 },
        events: [{ event_type: "shot", details: { weapon: "bow", distance: 17.5 } }],
      }),
    ],
  },
  items: {
    title: "Send how matches end",
    why: "A custom stat such as “won” says how a sheet ends: whether who finds the duck wins is seen once 20 players have found it.",
    requests: () => [
      sheet({
        match_id: "match_001",
        player_id: "ann",
        player_level: 12,
        looted_items: { rubber_duck: 3 },
        custom_stats: { won: true },
      }),
    ],
  },
  economy: {
    title: "Say what is money, and send some",
    why: "A custom stat, an item or a detail of an event brings a currency in (a source) or takes it out (a sink).",
    requests: () => [
      {
        method: "PUT",
        path: "/api/economy?currency=gold",
        body: { sources: ["gold_earned"], sinks: ["event:purchase#price"] },
      },
      sheet({
        match_id: "match_001",
        player_id: "ann",
        player_level: 12,
        looted_items: {},
        custom_stats: { gold_earned: 120 },
        events: [{ event_type: "purchase", details: { price: 80 } }],
      }),
    ],
  },
  quality: {
    title: "Send a sheet that can be trusted",
    why: "With a “sheet_id” a retry counts once, and with “locations” finds have a place. Leave “player_id” out to see what becomes of a sheet that is refused.",
    requests: () => [
      sheet({
        match_id: "match_001",
        player_id: "ann",
        sheet_id: "match_001-ann",
        looted_items: { rubber_duck: 1 },
        locations: { rubber_duck: [[12.5, 80.1]] },
      }),
    ],
  },
  names: {
    title: "Send names",
    why: "Items, game modes, variants of experiments and types of events are listed here as soon as they are sent.",
    requests: () => [
      sheet({
        match_id: "match_001",
        player_id: "ann",
        game_mode: "solo",
        experiments: { chests: "more" },
        looted_items: { rubber_duck: 3 },
        events: [{ event_type: "boss_defeat" }],
      }),
    ],
  },
  compare: {
    title: "Send something to compare",
    why: "Two game modes, two variants of an experiment, or two times.",
    requests: () => [
      sheets(
        [
          ["ann", "solo", 3, [12.5, 80.1]],
          ["ben", "squads", 1, [40.5, 41.5]],
        ].map(([player_id, game_mode, found, place], index) => ({
          match_id: `match_00${index + 1}`,
          player_id,
          game_mode,
          looted_items: { rubber_duck: found },
          locations: { rubber_duck: place },
          events: [{ event_type: "boss_defeat" }],
        })),
      ),
    ],
  },
};

const before = (now, ms) => `${new Date(now - ms).toISOString().slice(0, 19)}Z`;

const addressOf = (path) => `${location.origin}${BASE}${path}`;

/** The ways to send requests that are shown: `[name, text]`. */
export const commandsOf = (requests) => [
  ["Shell", requests.map(curl).join("\n")],
  ["PowerShell", requests.map(invoke).join("\n")],
];

/** What a command line says about this server as ORIGIN. */
export const onThisServer = (text) => text.replaceAll("ORIGIN", addressOf(""));

const curl = ({ method, path, body }) =>
  `curl ${method === "POST" ? "" : `-X ${method} `}'${addressOf(path)}' -d '${printed(body)}'`;

/** In Windows PowerShell a text is no UTF-8 unless it says so. */
const invoke = ({ method, path, body }) =>
  `Invoke-RestMethod '${addressOf(path)}' -Method ${method} -ContentType 'application/json; charset=utf-8' -Body '${printed(body)}'`;

/** JSON with a field, or an item of a list, per line. */
function printed(body) {
  const isList = Array.isArray(body);
  const lines = isList ? body.map(spaced) : Object.entries(body).map(field);
  return `${isList ? "[" : "{"}\n  ${lines.join(",\n  ")}\n${isList ? "]" : "}"}`;
}

function spaced(value) {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (value !== null && typeof value === "object") return `{${Object.entries(value).map(field).join(", ")}}`;
  return JSON.stringify(value);
}

const field = ([name, value]) => `${JSON.stringify(name)}: ${spaced(value)}`;
