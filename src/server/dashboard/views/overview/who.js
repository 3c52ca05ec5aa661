// How many players and matches there are in a variant, with a dimension's value or on a map. No total says it, so they are
// counted from the rows, once for each such selection that is opened.
import * as api from "../../lib/api.js";
import { isSingle, slice } from "../../lib/data.js";
import { isTimed } from "../../lib/timeRange.js";
import { awaited } from "../../lib/waiting.js";

export class Who {
  #request = null;
  #counted = null;

  /** What was counted of this selection, as the API's answer has it; null where it was not. */
  of(filters) {
    return this.#request && this.#request === requestOf(filters) ? this.#counted : null;
  }

  /** Counts them, unless that was done; null of a time, a match or a player, for which nobody counts them. */
  async count(filters, signal) {
    const request = requestOf(filters);
    if (!request) return null;
    if (this.#request !== request) {
      const { data } = await awaited(api.get(request, signal), "Counting players and matches of this selection…");
      this.#request = request;
      this.#counted = data;
    }
    return this.#counted;
  }
}

const requestOf = (filters) =>
  filters.variant && !isTimed(filters) && !isSingle(filters) ? api.path("/api/aggregate", slice(filters)) : null;
