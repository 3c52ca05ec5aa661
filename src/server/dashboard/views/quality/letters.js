// Refused items as they were received, in pages.
import * as api from "../../lib/api.js";
import { el } from "../../lib/elements.js";
import { Panel } from "../../lib/panel.js";
import { letterCard } from "./letterCard.js";

const LETTERS = 20;

export class DeadLetters extends Panel {
  #list = el("div.letters");
  #more;
  #next = null;
  #shown = "";

  constructor() {
    super("Dead letters", {
      wide: true,
      note: "Rejected items as they were received, with what is wrong with them.",
    });
    this.#more = el(
      "button.quiet",
      { type: "button", hidden: true, on: { click: () => this.#loadMore() } },
      "Show more",
    );
    this.body.append(this.#list, el("p.more", this.#more));
  }

  async load(signal) {
    if (this.#isRead()) return;
    const { data, next } = await api.get(api.path("/api/dead-letters", { limit: LETTERS }), signal);
    signal.throwIfAborted();
    this.#paged(next);
    if (!data.length) return this.empty("Nothing was refused. That is how it should be.");
    const key = data.map((letter) => letter.id).join();
    if (key === this.#shown) return;
    this.#shown = key;
    this.#list.replaceChildren(...data.map(letterCard));
    this.ready();
  }

  /** Somebody reads one: new ones must not push it away. */
  #isRead() {
    return this.#list.querySelector("details[open]") !== null || this.#list.childElementCount > LETTERS;
  }

  #paged(next) {
    this.#next = next;
    this.#more.hidden = !next;
  }

  async #loadMore() {
    try {
      const { data, next } = await api.get(api.path("/api/dead-letters", { limit: LETTERS, cursor: this.#next }));
      this.#paged(next);
      this.#list.append(...data.map(letterCard));
    } catch (error) {
      this.fail(error, () => this.#loadMore());
    }
  }
}
