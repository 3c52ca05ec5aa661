// A page with a sorted, searched, endless table of matches or of players. Which of the two, its caller says.

import * as address from "../lib/address.js";
import * as api from "../lib/api.js";
import { formOf } from "../lib/controls.js";
import { slice } from "../lib/data.js";
import { el, freshId } from "../lib/elements.js";
import { Guide } from "../lib/empty.js";
import { LatestOnly } from "../lib/latestOnly.js";
import { ListCsv } from "../lib/listCsv.js";
import { Panel } from "../lib/panel.js";
import { asSlice } from "../lib/slices.js";
import { Table } from "../lib/table.js";
import { timeRange } from "../lib/timeRange.js";

const LINES = 50;
/** A search waits until nothing was typed for so long. */
const TYPING_MS = 250;

export class ListView {
  /** `kind`: `{name, title, route, search, note, columns(filters), extra(filters)}` */
  constructor(root, state, kind) {
    this.kind = kind;
    this.filters = state.filters;
    this.requests = new LatestOnly();
    const id = freshId();
    this.search = el("input", {
      id,
      type: "search",
      name: "contains",
      autocomplete: "off",
      spellcheck: "false",
      maxlength: "128",
      value: this.filters.contains ?? "",
      on: { input: () => this.typed() },
    });
    this.extras = el("div.filters.inner");
    this.controls = formOf(
      kind.search,
      el("div.field", el("label", { for: id }, kind.search), this.search),
      this.extras,
    );
    this.panel = new Panel(kind.title, { controls: this.controls, heading: "h1", note: kind.note });
    this.api = el("a.quiet", { target: "_blank", rel: "noopener", title: "The request behind this table" }, "API");
    this.csv = new ListCsv(
      `loot-${kind.title.toLowerCase()}`,
      (page) => this.request(page),
      (said) => this.note(said),
    );
    this.panel.tools.append(this.csv.element, this.api);
    this.table = new Table(
      kind.title,
      kind.columns(() => this.filters),
      (key) => this.sort(key),
      () => this.load("more"),
    );
    this.panel.body.append(this.table.element);
    this.guide = new Guide(kind.name);
    root.append(...this.guide.around(this.panel.element));
    this.load("new");
  }

  change({ filters }) {
    this.filters = filters;
    if (document.activeElement !== this.search) this.search.value = filters.contains ?? "";
    this.load("new");
  }

  /** New rows would move what somebody reads; only a list that is still at its first page follows. */
  refresh() {
    return this.paged ? undefined : this.load("background");
  }

  typed() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => address.change({ contains: this.search.value.trim() }, true), TYPING_MS);
  }

  sort(key) {
    const [now, ascending] = this.order();
    address.change(key === now ? { order: ascending ? "desc" : "asc" } : { sort: key, order: "" });
  }

  /** As the API sorts when nothing else is asked for. */
  order() {
    const sort = this.filters.sort ?? (this.filters.prefix ? "id" : "first_seen");
    return [sort, this.filters.order ? this.filters.order === "asc" : sort === "id"];
  }

  request(page) {
    const { sort, order, prefix, contains } = this.filters;
    return api.path(this.kind.route, {
      prefix,
      contains,
      ...slice(asSlice(this.filters)),
      ...timeRange(this.filters),
      ...this.kind.extra?.(this.filters),
      sort,
      order,
      ...page,
    });
  }

  note(further) {
    this.panel.setNote([this.kind.note, further].filter(Boolean).join(" "));
  }

  async load(why) {
    const more = why === "more";
    await this.requests.run(
      why === "background",
      async (signal) => {
        const { contains, prefix } = this.filters;
        const request = this.request({ limit: LINES, cursor: more ? this.next : "" });
        const answer = await api.get(request, signal);
        const isSearched = contains || prefix || this.filters.fewer_players_than;
        const isNothing = !answer.data.length && !answer.next && !more;
        await this.guide.settle(isNothing && !isSearched, this.filters, signal);
        if (!more) this.api.href = request;
        this.next = answer.next;
        this.paged = more;
        this.table.sorted(...this.order());
        if (more) this.table.add(answer.data, Boolean(answer.next));
        else this.table.show(answer.data, Boolean(answer.next));
        const further =
          answer.next && !answer.data.length ? "None among the newest 10,000; “Show more” looks further." : "";
        if (isNothing) this.panel.empty(contains ? `None contains “${contains}” here.` : "Nothing in this selection.");
        else this.panel.ready();
        this.note(further);
      },
      (error) => this.panel.fail(error, () => this.load(why)),
    );
  }

  close() {
    clearTimeout(this.typing);
    this.csv.stop();
    this.requests.stop();
  }
}
