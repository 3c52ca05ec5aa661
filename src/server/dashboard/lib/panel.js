// A panel: a title, what it shows, and the ways to take it away. It loads, is empty, fails, and says so in its own
// place.
import { el, freshId } from "./elements.js";

export class Panel {
  #filled = false;

  /** `note` says in a sentence what is shown. */
  constructor(title, { note = "", wide = false, full = false, tall = false, controls = null, heading = "h2" } = {}) {
    const id = freshId();
    this.title = el(heading, { id }, title);
    this.note = el("p.note", note);
    this.tools = el("div.panel-tools");
    this.message = el("div.message", { hidden: true });
    this.body = el("div.panel-body");
    this.element = el(
      `section.panel${wide ? ".wide" : ""}${full ? ".full" : ""}${tall ? ".tall" : ""}`,
      { "aria-labelledby": id, "aria-busy": "true" },
      el("div.panel-head", this.title, this.tools),
      this.note,
      controls,
      this.message,
      this.body,
    );
    this.element.classList.add("loading");
  }

  /** `link` follows the text. */
  setNote(text, link = null) {
    const whole = `${text}${link?.textContent ?? ""}`;
    if (this.note.textContent !== whole) this.note.replaceChildren(text, ...(link ? [link] : []));
  }

  /** Something else is asked for; what was seen is no answer to it. */
  wait() {
    this.element.classList.add("loading");
    this.element.setAttribute("aria-busy", "true");
    this.message.hidden = true;
    this.body.replaceChildren();
    this.body.hidden = false;
  }

  /** There is something to see. */
  ready() {
    this.#settle();
    this.#filled = true;
    this.message.hidden = true;
    this.body.hidden = false;
  }

  /** There is nothing to see, and that is all right. */
  empty(text) {
    this.#settle();
    this.#tell("empty", el("p", text));
  }

  /** Something went wrong; what was seen before stays where there is something. */
  fail(error, again) {
    this.#settle();
    const button = again ? el("button.quiet", { type: "button", on: { click: again } }, "Try again") : null;
    this.#tell("failed", [el("p", error.message), button], this.#filled && !this.body.hidden);
  }

  #settle() {
    this.element.classList.remove("loading");
    this.element.setAttribute("aria-busy", "false");
  }

  #tell(kind, content, keepBody = false) {
    this.message.className = `message ${kind}`;
    this.message.setAttribute("role", kind === "failed" ? "alert" : "note");
    this.message.replaceChildren(...[content].flat().filter(Boolean));
    this.message.hidden = false;
    this.body.hidden = !keepBody;
  }
}
