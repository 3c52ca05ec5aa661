// What happens while somebody looks. Listens on `/ws/live`; where that is not served, asks the API every second. Either
// way one picture comes out, `{totals, quality, eventTypes, sheets, events, broad}`, at most once per animation frame; `broad`
// where it is of more than was asked for, because the API alone does not keep it so narrowly.
import * as api from "./api.js";
import { byName, parsed } from "./data.js";

const POLL_MS = 1000;
const SLOWEST_RETRY_MS = 15_000;
const NEWEST = 20;
/** A socket that was never opened so often is taken for one that is not served. */
const GIVE_UP_AFTER = 2;

/** The state of the connection, told to `onState`: `connecting`, `live`, `polling`, `lost`. */
export class Live {
  #filter = {};
  #picture = null;
  #listener = () => {};
  #onState = () => {};
  #socket = null;
  #timer = 0;
  #tries = 0;
  #neverOpened = 0;
  #frame = 0;
  #generation = 0;

  constructor(listener, onState) {
    this.#listener = listener;
    this.#onState = onState;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.#socket === null) this.#again(0);
    });
    addEventListener("online", () => this.#again(0));
  }

  /** Starts, or starts over with another filter; returns whether it did. */
  watch(filter) {
    const same = JSON.stringify(filter) === JSON.stringify(this.#filter);
    if (same && this.#generation > 0) return false;
    this.#filter = filter;
    this.#picture = null;
    this.#again(0);
    return true;
  }

  #again(afterMs) {
    clearTimeout(this.#timer);
    this.#generation += 1;
    const generation = this.#generation;
    this.#socket?.close();
    this.#socket = null;
    const run = () => (this.#neverOpened >= GIVE_UP_AFTER ? this.#poll(generation) : this.#listen(generation));
    this.#timer = setTimeout(run, afterMs);
  }

  #listen(generation) {
    const address = new URL(api.href(api.path("/ws/live", this.#filter)), location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.#socket = socket;
    let opened = false;
    let seq = 0;
    socket.addEventListener("open", () => {
      opened = true;
    });
    socket.addEventListener("message", (event) => {
      if (generation !== this.#generation) return;
      const told = parsed(event.data);
      if (told.type === "snapshot") {
        this.#picture = {
          totals: told.totals,
          quality: told.quality,
          eventTypes: told.event_types,
          sheets: told.sheets,
          events: told.events,
        };
      } else if (told.type === "delta") {
        // A gap means that something was missed: a new connection begins with everything.
        if (told.seq !== seq + 1 || !this.#picture) return this.#again(0);
        this.#apply(told);
      } else {
        return;
      }
      seq = told.seq;
      this.#tries = 0;
      this.#neverOpened = 0;
      this.#onState("live");
      this.#show();
    });
    socket.addEventListener("close", () => {
      if (generation !== this.#generation) return;
      this.#socket = null;
      this.#neverOpened = opened ? 0 : this.#neverOpened + 1;
      if (opened) this.#lost();
      else this.#poll(generation);
    });
  }

  #apply(delta) {
    const old = this.#picture;
    this.#picture = {
      totals: merged(old.totals, delta.totals ?? {}),
      quality: merged(old.quality, delta.quality ?? {}),
      eventTypes: merged(old.eventTypes, delta.event_types ?? {}),
      sheets: [...delta.sheets, ...old.sheets].slice(0, NEWEST),
      events: [...delta.events, ...old.events].slice(0, NEWEST),
    };
  }

  async #poll(generation) {
    if (document.hidden) return;
    try {
      const { game_mode, match_id, player_id } = this.#filter;
      const mode = { game_mode };
      const [totals, quality, sheets] = await Promise.all([
        api.get(api.path("/api/aggregate", mode)),
        api.get("/api/quality"),
        api.get(api.path("/api/stats", { game_mode, match_id, player_id, limit: NEWEST })),
      ]);
      if (generation !== this.#generation) return;
      this.#tries = 0;
      const broad = Object.keys(this.#filter).some((name) => name !== "game_mode");
      this.#picture = { totals: totals.data, quality: quality.data, eventTypes: null, sheets: sheets.data, broad };
      this.#onState("polling");
      this.#show();
      this.#timer = setTimeout(() => this.#poll(generation), POLL_MS);
    } catch (error) {
      if (generation === this.#generation) this.#lost(error);
    }
  }

  #lost() {
    this.#tries += 1;
    const pause = Math.min(SLOWEST_RETRY_MS, 500 * 2 ** (this.#tries - 1));
    this.#onState("lost");
    // After an outage both ways are open again.
    this.#neverOpened = 0;
    this.#again(pause * (0.75 + Math.random() / 2));
  }

  #show() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#picture) this.#listener(this.#picture);
    });
  }
}

/** `target` with `patch` merged in (RFC 7396), as a new object. */
function merged(target, patch) {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  const result = byName(target && typeof target === "object" && !Array.isArray(target) ? target : {});
  for (const [name, change] of Object.entries(patch)) {
    if (change === null) delete result[name];
    else result[name] = merged(result[name], change);
  }
  return result;
}
