// The saved views that are pinned, as links with what they show.
import { cuttable, el } from "../../lib/elements.js";
import * as savedViews from "../../lib/savedViews.js";
import { described } from "../../lib/titles.js";

export class Pinned {
  #list = el("ul");

  constructor() {
    this.element = el("nav.pinned", { "aria-label": "Pinned views" }, this.#list);
    this.#fill();
    this.stop = savedViews.onChange(() => this.#fill());
  }

  #fill() {
    const views = savedViews.pinned();
    this.element.hidden = !views.length;
    this.#list.replaceChildren(
      ...views.map((view) =>
        el(
          "li",
          el(
            "a.card",
            { href: savedViews.hrefOf(view) },
            el("strong", cuttable(view.name)),
            el("span.note", described(savedViews.pageOf(view))),
          ),
        ),
      ),
    );
  }
}
