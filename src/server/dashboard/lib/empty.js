// What is shown where there is no data: what to send, in a range without data the way to the newest, and at a wrong address a
// way on.
import * as address from "./address.js";
import * as api from "./api.js";
import { el } from "./elements.js";
import { commandsOf, EXAMPLES, onThisServer } from "./examples.js";
import { time } from "./format.js";
import { asSlice } from "./slices.js";
import { snippet } from "./snippet.js";
import { Source } from "./source.js";
import { isTimed, timeRange } from "./timeRange.js";

const MINUTE_MS = 60_000;
const EXAMPLE = "example";
/** As long is the range to go to where the one that is asked for has one end only. */
const USUAL_MS = 24 * 3600e3;

/** Stands in for a view that has nothing to show. */
export class Guide {
  #view;
  #options;
  #place = el("div", { hidden: true });
  #rest = el("div");
  #shown = null;

  /**
   * `newest` gives the time of the newest data of a source, where that is not that of sheets and events; `actions` are what else
   * helps. A view `isPartlyTimed` where it shows all of time as well, and keeps that beside the way to another time. `id` is that of
   * the one player whom it shows.
   */
  constructor(view, { newest = (source) => source.newest(), actions = [], isPartlyTimed = false, id = null } = {}) {
    this.#view = view;
    this.#options = { newest, actions, isPartlyTimed, id };
  }

  /** The place of the guide, and the rest of the view, which it stands in for. */
  around(...rest) {
    this.#rest.append(...rest);
    return [this.#place, this.#rest];
  }

  get isExample() {
    return this.#shown === EXAMPLE;
  }

  /** Shows what to send. */
  example() {
    this.#show(EXAMPLE, () => {
      const { title, why, requests, simulator } = EXAMPLES[this.#view];
      return [
        el("h1", title),
        el("p.note", `${why} Paste this into a terminal; this page shows it as soon as it is stored.`),
        snippet(commandsOf(requests(Date.now()))),
        this.#options.actions.length ? el("p.actions", this.#options.actions) : null,
        simulator && el("p.note", "No game at hand? Let the simulator play two weeks of one, and go on live:"),
        simulator && snippet([["Shell", onThisServer(simulator)]]),
      ];
    });
  }

  /** Gives the place back to the view. */
  leave() {
    this.#show(null, () => []);
  }

  /**
   * Decides, before the view draws, by whether there `isNothing` to show in the selection. What is missing because of the time leads
   * to another time, what is missing altogether to what to send; of a narrower selection the view says by itself that it has
   * nothing.
   */
  async settle(isNothing, filters, signal) {
    if (!isNothing) return this.leave();
    if (this.#options.id === null && (await isBlank(filters, signal))) return this.example();
    const at = isTimed(filters) ? await this.#elsewhere(filters, signal) : null;
    signal.throwIfAborted();
    if (at === null) this.leave();
    else this.#show(JSON.stringify([at, filters]), () => this.#way(at, filters));
  }

  /** When the newest data of a selection is, if its time lies outside of that. */
  async #elsewhere(filters, signal) {
    const { since, until } = timeRange(filters);
    const { id } = this.#options;
    const of = id === null ? asSlice(filters) : { player: id };
    const source = new Source({ ...of, range: "", since: "", until: "" }, signal);
    const at = await this.#options.newest(source);
    const isWithin = (!since || at >= Date.parse(since)) && (!until || at < Date.parse(until));
    return at === null || isWithin ? null : at;
  }

  #way(at, filters) {
    const { range, since, until, ...others } = filters;
    const asked = timeRange(filters);
    const length = asked.since && asked.until ? Date.parse(asked.until) - Date.parse(asked.since) : USUAL_MS;
    const end = at + MINUTE_MS;
    const [first, last] = [end - length, end].map((moment) => new Date(moment).toISOString());
    const { isPartlyTimed, id } = this.#options;
    const isNarrowed = id === null && Object.keys(address.narrowing(others)).length > 0;
    const narrowed = isNarrowed ? " of this selection" : "";
    const to = (time) => address.of(this.#view, id, { ...others, ...time });
    return [
      el(isPartlyTimed ? "h2" : "h1", "Nothing in this time range"),
      el("p", `The newest data${narrowed} is from `, time(at), "."),
      el(
        "p.actions",
        el("a.quiet.strong", { href: to({ since: first, until: last }) }, "Go there"),
        el("a.quiet", { href: to({}) }, "Show all time"),
      ),
    ];
  }

  /** What is shown already stays, or who copies it would lose it. */
  #show(what, make) {
    if (what === this.#shown) return;
    this.#shown = what;
    this.#place.hidden = what === null;
    this.#rest.hidden = what === EXAMPLE || (what !== null && !this.#options.isPartlyTimed);
    this.#place.replaceChildren(el("div.panel.welcome", make()));
  }
}

/** Whether there is nothing at all, or the selection is of all there is. */
async function isBlank(filters, signal) {
  if (!Object.keys(address.narrowing(filters)).length) return true;
  const { data } = await api.get("/api/aggregate", signal);
  return !data.total_stat_sheets && !data.total_events;
}

/** In place of a page that is not there. */
export function lost(title, text, href, link) {
  return el("div.panel.lost", el("h1", title), el("p", text), el("p", el("a", { href }, link)));
}
