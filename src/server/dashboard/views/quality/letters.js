// Refused items as they were received, in pages: found by reason, route and time, replayed and dropped.
import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { choice, fill, formOf } from "../../lib/controls.js";
import { el, say } from "../../lib/elements.js";
import { count, whole } from "../../lib/format.js";
import { Panel } from "../../lib/panel.js";
import { timeRange } from "../../lib/timeRange.js";
import { LetterActions } from "./letterActions.js";
import { letterCard } from "./letterCard.js";

const LETTERS = 20;
/** What items are received through; others are added as they are seen. */
const ROUTES = ["/api/submit", "/api/submit/batch", "/api/events", "/ws/telemetry"];

export class DeadLetters extends Panel {
  #list = el("div.letters");
  #more;
  #filter = {};
  #asked = "";
  #next = null;
  #shown = "";
  #selected = new Set();
  #routes = new Set(ROUTES);
  #actions;
  #buttons;

  /** `onChange` is called when letters were replayed or dropped. */
  constructor(onChange) {
    const controls = formOf("Which dead letters");
    super("Dead letters", {
      full: true,
      note: "Rejected items as they were received. After a fix, replay them: what passes now is stored, once.",
      controls,
    });
    this.controls = controls;
    this.#actions = new LetterActions({
      onBusy: (isBusy) => {
        for (const one of Object.values(this.#buttons)) one.disabled = isBusy;
      },
      onDone: () => {
        this.#selected.clear();
        this.#shown = "";
        this.#list.replaceChildren();
        this.#showButtons();
        onChange();
      },
    });
    const button = (kind, click) => el(`button.quiet${kind}`, { type: "button", on: { click } });
    this.#buttons = {
      replay: button("", () => this.#replay(this.#chosen())),
      drop: button(".danger", () => this.#drop(this.#chosen())),
    };
    this.#more = button("", () => this.#loadMore());
    this.#more.textContent = "Show more";
    this.#more.hidden = true;
    this.body.append(el("p.actions", Object.values(this.#buttons)), this.#list, el("p.more", this.#more));
    // Also when the last letter is gone, and with it the body.
    this.message.before(this.#actions.element);
    this.#showButtons();
    this.#actions.resume();
  }

  async load(quality, filters, signal) {
    const { reason, source, range, since, until } = filters;
    // A relative range moves on by itself, and is the same selection.
    const asked = JSON.stringify([reason, source, range, since, until]);
    const isOther = asked !== this.#asked;
    this.#showControls(quality.rejected_by_reason, filters);
    if (!isOther && this.#isRead()) return this.ready();
    const filter = { reason, source, ...timeRange(filters) };
    const { data, next } = await api.get(api.path("/api/dead-letters", { ...filter, limit: LETTERS }), signal);
    signal.throwIfAborted();
    if (isOther) this.#selected.clear();
    this.#asked = asked;
    this.#filter = filter;
    this.#paged(next);
    this.#showButtons();
    if (!data.length) {
      this.#shown = "";
      this.#list.replaceChildren();
      return this.empty(
        this.#isFiltered() ? "No dead letter in this selection." : "Nothing was refused, as it should be.",
      );
    }
    const key = JSON.stringify(data.map(({ id, faults }) => [id, faults]));
    if (key !== this.#shown) {
      this.#shown = key;
      this.#list.replaceChildren(...data.map((letter) => this.#card(letter)));
    }
    this.ready();
  }

  close() {
    this.#actions.stop();
  }

  /** Somebody reads one or has chosen some: new ones must not push these away. */
  #isRead() {
    return (
      this.#selected.size > 0 ||
      this.#list.querySelector("details[open]") !== null ||
      this.#list.childElementCount > LETTERS
    );
  }

  #isFiltered() {
    return Object.values(this.#filter).some(Boolean);
  }

  #card(letter) {
    const one = { ids: [letter.id], words: `dead letter ${letter.id}` };
    this.#routes.add(letter.source);
    return letterCard(letter, {
      onSelect: (chosen) => {
        if (chosen) this.#selected.add(letter.id);
        else this.#selected.delete(letter.id);
        this.#showButtons();
      },
      onReplay: () => this.#replay(one),
      onDrop: () => this.#drop(one),
    });
  }

  /** Those that are selected, else all that the filter is for. */
  #chosen() {
    const ids = [...this.#selected];
    if (ids.length) return { ids, words: count(ids.length, "selected dead letter") };
    const { reason, source, since, until } = this.#filter;
    const words = [
      "all dead letters",
      reason && `refused for ${reason}`,
      source && `received through ${source}`,
      (since || until) && "in the time range",
    ];
    return { filter: this.#filter, words: words.filter(Boolean).join(" ") };
  }

  #showButtons() {
    const some = this.#selected.size;
    const which = some ? `${whole(some)} selected` : this.#isFiltered() ? "all that match" : "all";
    say(this.#buttons.replay, `Replay ${which}`);
    say(this.#buttons.drop, `Drop ${which}…`);
  }

  #replay(letters) {
    if (!this.#actions.isBusy) this.#actions.replay(letters);
  }

  #drop(letters) {
    if (!this.#actions.isBusy) this.#actions.drop(letters);
  }

  #showControls(reasons, { reason = "", source = "" }) {
    const isChosenIn = this.controls.contains(document.activeElement);
    const stands = ["reason", "source"].every(
      (name) => this.controls.elements[name]?.value === { reason, source }[name],
    );
    // New numbers would close a list that somebody has opened.
    if (isChosenIn && stands) return;
    const numbers = { ...(reason ? { [reason]: 0 } : {}), ...reasons };
    const routes = [...new Set([...this.#routes, ...(source ? [source] : [])])];
    fill(this.controls, [reason, source, reasons, routes], () => [
      choice(
        "reason",
        "Reason",
        [["", "All reasons"], ...Object.entries(numbers).map(([name, n]) => [name, `${name} (${whole(n)})`])],
        reason,
        (value) => address.change({ reason: value }),
        "The field it was refused for first, and how many there are",
      ),
      choice(
        "source",
        "Received through",
        [["", "Any route"], ...routes.map((name) => [name, name])],
        source,
        (value) => address.change({ source: value }),
      ),
    ]);
  }

  #paged(next) {
    this.#next = next;
    this.#more.hidden = !next;
  }

  async #loadMore() {
    try {
      const request = api.path("/api/dead-letters", { ...this.#filter, limit: LETTERS, cursor: this.#next });
      const { data, next } = await api.get(request);
      this.#paged(next);
      this.#list.append(...data.map((letter) => this.#card(letter)));
    } catch (error) {
      this.fail(error, () => this.#loadMore());
    }
  }
}
