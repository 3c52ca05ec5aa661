// Decides what a name is counted as: a job does it, which is followed until it is done. Nothing is lost by it: rows keep
// their names, and Track undoes the others.
import * as api from "../../lib/api.js";
import { el, say } from "../../lib/elements.js";
import { count, whole } from "../../lib/format.js";
import { resultOf, runningJob } from "../../lib/job.js";
import { named } from "../../lib/text.js";
import { typedName } from "../../lib/typedName.js";

const KIND = "change_names";

export class NameActions {
  #stopped = new AbortController();
  #onDone;
  #status = el("p.note", { role: "status" });
  #progress = el("progress", { hidden: true, "aria-label": "Change of names" });

  /** `onDone` is called when names may have changed. */
  constructor({ onDone }) {
    this.#onDone = onDone;
    this.element = el("div.outcome", this.#progress, this.#status);
    this.#resume();
  }

  /** The buttons of one row. */
  of(row) {
    const button = (words, click) =>
      el("button.quiet", { type: "button", "aria-label": `${words} ${named(row.name)}`, on: { click } }, words);
    const own = row.state === "tracked";
    return el(
      "span.actions",
      own ? null : button("Track", () => this.#change("track", row)),
      row.state === "hidden" ? null : button("Hide", () => this.#change("hide", row)),
      button("Merge into…", () => this.#merge(row)),
    );
  }

  stop() {
    this.#stopped.abort();
  }

  async #merge(row) {
    const into = await typedName(`Merge ${named(row.name)} into`, "A name that is counted by itself", "Merge");
    if (into) await this.#change("merge", row, into);
  }

  #change(verb, { kind, experiment, dimension, name }, into) {
    const of = { ...(experiment ? { experiment } : {}), ...(dimension ? { dimension } : {}) };
    const asked = { kind, ...of, names: [name], ...(into ? { into } : {}) };
    return this.#work(async (signal) => {
      const { job } = await api.post(`/api/names/${verb}`, asked, signal);
      return this.#follow(job);
    });
  }

  /** Goes on telling of a change that was begun before the page was opened. */
  async #resume() {
    try {
      const job = await runningJob(KIND, this.#stopped.signal);
      if (job !== null && this.#progress.hidden) await this.#work(() => this.#follow(job));
    } catch {
      // The table says what is wrong in its own place.
    }
  }

  async #follow(job) {
    const { changed, recounted_rows } = await resultOf(
      job,
      ({ done }) => this.#say(`Counting again (job ${job}); ${count(done, "row")} looked at so far…`),
      this.#stopped.signal,
    );
    return `${count(changed, "name")} changed; ${whole(recounted_rows)} rows were counted again.`;
  }

  /** `work(signal)` gives what there is to say in the end. */
  async #work(work) {
    if (!this.#progress.hidden) return this.#say("Another change is running; wait until it is done.");
    const { signal } = this.#stopped;
    this.#progress.hidden = false;
    this.#say("Working…");
    try {
      this.#say(await work(signal));
    } catch (error) {
      if (signal.aborted) return;
      this.#say(error.message, true);
    } finally {
      this.#progress.hidden = true;
    }
    this.#onDone();
  }

  #say(text, failed = false) {
    this.#status.className = failed ? "note failed" : "note";
    say(this.#status, text);
  }
}
