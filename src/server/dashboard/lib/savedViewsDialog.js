// The list of saved views: save the page that is open, open another, pin, share, delete.

import * as address from "./address.js";
import { copied } from "./copy.js";
import { dialogOf, show } from "./dialog.js";
import { cuttable, el, freshId, say } from "./elements.js";
import * as savedViews from "./savedViews.js";
import { named } from "./text.js";
import { described, savedAt } from "./titles.js";

export function open() {
  new SavedViewsDialog();
}

class SavedViewsDialog {
  #list = el("ul.kept-list");
  #status = el("span");
  #undo = el("button.quiet", { type: "button", hidden: true, on: { click: () => this.#takeBack?.() } }, "Undo");
  #takeBack = null;
  #name;
  #pin;
  #save = el("button.quiet.strong", { type: "submit" }, "Save this view");
  #hint = el("p.note");

  constructor() {
    const [nameId, pinId] = [freshId(), freshId()];
    this.#name = el("input", {
      id: nameId,
      name: "name",
      type: "text",
      required: true,
      maxlength: "100",
      autocomplete: "off",
      on: { input: () => this.#tellOfName() },
    });
    this.#pin = el("input", { id: pinId, type: "checkbox" });
    const form = el(
      "form.keep-form",
      { on: { submit: (event) => this.#submit(event) } },
      el("div.field", el("label", { for: nameId }, "Name"), this.#name),
      el("div.tick", this.#pin, el("label", { for: pinId }, "Pin to the Overview")),
      this.#save,
    );
    this.#tellOfName();
    this.#fill();
    const dialog = dialogOf(
      "Saved views",
      "wide-sheet",
      el(
        "p.note",
        "This page with its filters, under a name that everybody here sees: ",
        described(address.read()),
        ".",
      ),
      form,
      this.#hint,
      el("p.note.status", { role: "status" }, this.#status, " ", this.#undo),
      this.#list,
    );
    const unlisten = savedViews.onChange(() => this.#fill());
    show(dialog, unlisten);
    this.#name.focus();
    this.#attempt(savedViews.load);
  }

  /** A name that is taken is told before it is saved. */
  #tellOfName() {
    const known = savedViews.byName(this.#name.value);
    this.#save.textContent = known ? "Replace it" : "Save this view";
    say(
      this.#hint,
      known ? `Replaces what is saved as ${named(known.name)} now: ${described(savedViews.pageOf(known))}.` : "",
    );
    this.#hint.hidden = !known;
  }

  async #submit(event) {
    event.preventDefault();
    const view = { name: this.#name.value.trim(), address: savedViews.here(), pinned: this.#pin.checked };
    await this.#attempt(async () => {
      const replaced = await savedViews.save(view);
      this.#say(`${replaced ? "Replaced" : "Saved"} ${named(view.name)}.`);
      this.#name.value = "";
      this.#tellOfName();
    });
  }

  #fill() {
    const focused = document.activeElement?.dataset?.key;
    const views = savedViews.all();
    this.#list.replaceChildren(...views.map((view) => this.#line(view)));
    if (!views.length) this.#list.append(el("li.note", "None is saved yet."));
    if (focused) (this.#list.querySelector(`[data-key="${CSS.escape(focused)}"]`) ?? this.#name).focus();
  }

  #line(view) {
    const button = (words, label, click, more = {}) =>
      el(
        "button.quiet",
        {
          type: "button",
          "aria-label": `${label} ${named(view.name)}`,
          "data-key": `${words} ${view.name}`,
          on: { click },
          ...more,
        },
        words,
      );
    const link = el("a", { href: savedViews.hrefOf(view) }, cuttable(view.name));
    const pin = () => this.#attempt(() => savedViews.save({ ...view, pinned: !view.pinned }));
    return el(
      "li",
      el("div.kept-what", link, el("p.note", `${described(savedViews.pageOf(view))} · ${savedAt(view)}`)),
      el(
        "span.actions",
        button("Pin", "Pin to the Overview:", pin, { "aria-pressed": String(view.pinned) }),
        button("Copy link", "Copy the link of", () => this.#copy(view, link)),
        button("Delete", "Delete", () => this.#delete(view)),
      ),
    );
  }

  async #copy(view, link) {
    const done = await copied(new URL(savedViews.hrefOf(view), location.origin).href, link);
    this.#say(done ? `The link of ${named(view.name)} is copied.` : "Copy the address of the link that is selected.");
  }

  #delete(view) {
    return this.#attempt(async () => {
      await savedViews.remove(view);
      this.#say(`Deleted ${named(view.name)}.`, () =>
        this.#attempt(async () => {
          await savedViews.save(view);
          this.#say(`${named(view.name)} is back.`);
        }),
      );
    });
  }

  #say(text, undo = null) {
    this.#status.parentElement?.classList.remove("failed");
    say(this.#status, text);
    this.#undo.hidden = !undo;
    this.#takeBack = undo;
    if (undo) this.#undo.focus();
  }

  async #attempt(work) {
    try {
      await work();
    } catch (error) {
      this.#say(error.message);
      this.#status.parentElement?.classList.add("failed");
    }
  }
}
