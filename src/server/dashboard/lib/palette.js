// The command palette: type where to go. Views, saved views, names and what can be done are found by any part of their words;
// matches and players, of which there may be millions, by the beginning of their ids.
import * as address from "./address.js";
import * as annotateDialog from "./annotateDialog.js";
import * as api from "./api.js";
import * as dialogs from "./dialog.js";
import { cuttable, el, freshId, say } from "./elements.js";
import { count } from "./format.js";
import { LatestOnly } from "./latestOnly.js";
import * as savedViews from "./savedViews.js";
import * as savedViewsDialog from "./savedViewsDialog.js";
import { described, TITLES } from "./titles.js";

/** Of each kind, so that all kinds are seen. */
const MOST = 6;
/** Who types quickly is asked for once. */
const TYPING_MS = 150;

/** Opens it with Ctrl-K, Cmd-K and, where nobody types, with a slash. `names` gives what `/api/names` told. */
export function listen(names) {
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    const chord = key.toLowerCase() === "k" && (ctrlKey || metaKey) && !altKey;
    const slash = key === "/" && !ctrlKey && !metaKey && !altKey && !isTyping(event.target);
    if ((!chord && !slash) || dialogs.isOpen()) return;
    event.preventDefault();
    open(names());
  });
}

const isTyping = (element) =>
  element.isContentEditable || element.matches?.("textarea, select, input:not([type=checkbox], [type=range])");

/** Shows it; Escape leads back to where the reader was. */
export function open(names) {
  new Palette(names);
}

class Palette {
  #names;
  #kept = address.lasting(address.read().filters);
  #requests = new LatestOnly();
  #typing = 0;
  #options = [];
  #active = -1;
  #input;
  #list;
  #status = el("p.hidden-title", { role: "status" });
  #nothing = el("p.note", { hidden: true }, "Nothing is called that.");
  #dialog;

  constructor(names) {
    this.#names = names ?? { items: [], event_types: [] };
    const listId = freshId();
    this.#list = el("div.palette-list", { id: listId, role: "listbox", "aria-label": "Where to go" });
    this.#input = el("input", {
      type: "text",
      role: "combobox",
      "aria-label": "Go to a view, match, player or item",
      "aria-expanded": "true",
      "aria-controls": listId,
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
      maxlength: "256",
      placeholder: "View, match, player, item …",
      on: { input: () => this.#typed(), keydown: (event) => this.#key(event) },
    });
    this.#dialog = el(
      "dialog.sheet.palette",
      { "aria-label": "Go to" },
      this.#input,
      this.#list,
      this.#nothing,
      this.#status,
    );
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    dialogs.show(this.#dialog, () => {
      clearTimeout(this.#typing);
      this.#requests.stop();
    });
    this.#show(this.#known(""));
  }

  #typed() {
    const text = this.#input.value.trim();
    const known = this.#known(text);
    this.#show(known);
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#ask(text, known), TYPING_MS);
  }

  /** What the page knows without asking. */
  #known(text) {
    const wanted = text.toLowerCase();
    const fits = (...words) => words.some((word) => word.toLowerCase().includes(wanted));
    const views = Object.entries(TITLES).map(([name, title]) => ({
      kind: "View",
      words: title,
      href: address.of(name, null, this.#kept),
    }));
    const saved = savedViews.all().map((view) => ({
      kind: "Saved",
      words: view.name,
      about: described(savedViews.pageOf(view)),
      href: savedViews.hrefOf(view),
    }));
    const named = (names, kind, filter) =>
      names.map((name) => ({
        kind,
        words: name,
        where: "on the Map",
        href: address.of("map", null, { ...this.#kept, item: "", event: "", [filter]: name }),
      }));
    const acts = [
      { kind: "Do", words: "Annotate", about: "write what happened on every chart", act: annotateDialog.open },
      { kind: "Do", words: "Save this view", about: "and see those that are saved", act: savedViewsDialog.open },
    ];
    const fitting = (options) => options.filter(({ words, about = "" }) => fits(words, about));
    const begins = ({ words }) => Number(!words.toLowerCase().startsWith(wanted));
    const first = (options) =>
      fitting(options)
        .sort((a, b) => begins(a) - begins(b))
        .slice(0, MOST);
    if (!text) return [...views, ...saved.slice(0, MOST), ...acts];
    return [
      ...fitting(views),
      ...first(saved),
      ...first(named(this.#names.items, "Item", "item")),
      ...first(named(this.#names.event_types, "Event", "event")),
      ...fitting(acts),
    ];
  }

  /** Asks for ids that begin with `text`. */
  async #ask(text, known) {
    if (!text) return;
    await this.#requests.run(
      false,
      async (signal) => {
        const of = (route) => api.get(api.path(route, { prefix: text, limit: MOST }), signal);
        const [matches, players] = await Promise.all([of("/api/matches"), of("/api/players")]);
        signal.throwIfAborted();
        const option = (kind, view) => (id) => ({ kind, words: id, href: address.of(view, id, this.#kept) });
        this.#show([
          ...known,
          ...matches.data.map(({ match_id }) => match_id).map(option("Match", "matches")),
          ...players.data.map(({ player_id }) => player_id).map(option("Player", "players")),
        ]);
      },
      (error) => say(this.#status, error.message),
    );
  }

  #show(options) {
    this.#options = options;
    this.#list.replaceChildren(
      ...options.map(({ kind, words, about, where }, index) =>
        el(
          "div.option",
          {
            role: "option",
            id: `${this.#list.id}-${index}`,
            "aria-selected": "false",
            on: { click: () => this.#go(index), mousemove: () => this.#active !== index && this.#choose(index) },
          },
          el("span.option-kind", kind),
          " ",
          cuttable(words),
          (about ?? where) ? el("span.note", ` ${about ?? where}`) : null,
        ),
      ),
    );
    this.#nothing.hidden = options.length > 0;
    say(this.#status, options.length ? count(options.length, "result") : "Nothing is called that.");
    this.#choose(options.length ? 0 : -1);
  }

  #choose(index) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = index;
    const option = this.#list.children[index];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.#input.setAttribute("aria-activedescendant", option.id);
    else this.#input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    const last = this.#options.length - 1;
    const moves = {
      ArrowDown: this.#active < last ? this.#active + 1 : 0,
      ArrowUp: this.#active > 0 ? this.#active - 1 : last,
    };
    if (event.key in moves && last >= 0) {
      event.preventDefault();
      this.#choose(moves[event.key]);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      this.#go(this.#active);
    }
  }

  #go(index) {
    const option = this.#options[index];
    if (!option) return;
    this.#dialog.close();
    if (option.act) option.act();
    else address.go(option.href);
  }
}
