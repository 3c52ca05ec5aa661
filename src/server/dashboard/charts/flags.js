// What annotations say, over a chart: buttons where their lines are, so that the keyboard and screen readers reach them. One
// opens a card with what was written, when, and where there is more.
import * as annotations from "../lib/annotations.js";
import { confirmed } from "../lib/confirm.js";
import { el } from "../lib/elements.js";
import { time } from "../lib/format.js";
import { named } from "../lib/text.js";
import { flagsOf, flagText } from "./annotated.js";
import * as plot from "./plot.js";

export class Flags {
  #canvas;
  #list = el("ul.flags", { hidden: true });
  #card = el("div.note-card", { popover: "auto", tabindex: "-1" });
  #shown = "";
  #notes = [];
  #place = null;
  flags = [];

  /** Over the chart in `canvas`. */
  constructor(canvas, label) {
    this.#canvas = canvas;
    this.#list.setAttribute("aria-label", `Annotations of ${label}`);
    this.elements = [this.#list, this.#card];
  }

  /** Shows `notes` where `place` says that they are on the axis. */
  show(notes, place) {
    this.#notes = notes;
    this.#place = place;
    this.settle();
  }

  /** Puts them where the chart has them now. */
  settle() {
    const area = this.#notes.length ? plot.areaOf(this.#canvas) : null;
    this.#list.hidden = !area;
    this.flags = [];
    if (!area) return;
    const placed = this.#notes.map((note) => ({ ...note, x: Math.max(0, area.x(this.#place(note.from))) }));
    this.flags = flagsOf(
      placed.filter(({ x }) => x <= area.width + 1).sort((a, b) => a.x - b.x),
      area.width,
    );
    const key = JSON.stringify(this.flags.map(({ notes }) => notes.map(({ id, text }) => [id, text])));
    if (key !== this.#shown) {
      this.#shown = key;
      this.#list.replaceChildren(...this.flags.map((flag) => this.#flag(flag)));
    }
    this.#list.style.setProperty("left", `${area.left}px`);
    this.#list.style.setProperty("top", `${area.top}px`);
    for (const [index, line] of [...this.#list.children].entries()) {
      line.style.setProperty("left", `${this.flags[index].left}px`);
      line.style.setProperty("max-width", `${this.flags[index].width}px`);
    }
  }

  #flag({ notes }) {
    const said = notes.map((note) => `${annotations.when(note)}: ${named(note.text)}`).join("; ");
    const words = notes.length === 1 ? `Annotation, ${said}` : `${notes.length} annotations: ${said}`;
    const button = el(
      "button",
      { type: "button", title: said, "aria-label": words, "aria-haspopup": "dialog" },
      flagText({ notes }),
    );
    button.addEventListener("click", () => this.#open(button, notes));
    return el(notes.length === 1 ? "li" : "li.many", button);
  }

  #open(button, notes) {
    this.#card.replaceChildren(
      el(
        "ul",
        notes.map((note) =>
          el(
            "li",
            el("p.note", time(note.from), note.to > note.from ? [" – ", time(note.to)] : null),
            el("p", note.text),
            el(
              "p.actions",
              note.link
                ? el("a.quiet", { href: note.link, target: "_blank", rel: "noopener noreferrer" }, "More about it")
                : null,
              el(
                "button.quiet.danger",
                { type: "button", "aria-label": `Delete ${named(note.text)}`, on: { click: () => this.#delete(note) } },
                "Delete",
              ),
            ),
          ),
        ),
      ),
    );
    this.#card.showPopover({ source: button });
    const { left, bottom, top } = button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.#card;
    const below = bottom + 6 + height <= innerHeight || top < height + 6;
    this.#card.style.setProperty("left", `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`);
    this.#card.style.setProperty("top", `${below ? bottom + 6 : top - height - 6}px`);
    this.#card.focus();
  }

  async #delete(note) {
    this.#card.hidePopover();
    const text = `“${named(note.text)}” is then on no chart, for nobody.`;
    if (!(await confirmed({ title: "Delete this annotation?", text, yes: "Delete", no: "Keep" }))) return;
    try {
      await annotations.remove(note);
    } catch (error) {
      this.#card.replaceChildren(el("p.note.failed", { role: "alert" }, error.message));
      this.#card.showPopover();
    }
  }
}
