// Replays dead letters, or drops them: some by their numbers at once, all that a filter selects as a job. Says how far it
// has come and what became of them.
import * as api from "../../lib/api.js";
import { confirmed } from "../../lib/confirm.js";
import { el, say } from "../../lib/elements.js";
import { count, whole } from "../../lib/format.js";
import { resultOf, runningJob } from "../../lib/job.js";

const KIND = "replay_dead_letters";

export class LetterActions {
  #stopped = new AbortController();
  #onBusy;
  #onDone;
  #status = el("p.note", { role: "status" });
  #progress = el("progress", { hidden: true, "aria-label": "Replay of dead letters" });

  /** `onBusy(isBusy)` is called when work begins and ends, `onDone` when letters may have changed. */
  constructor({ onBusy, onDone }) {
    this.#onBusy = onBusy;
    this.#onDone = onDone;
    this.element = el("div.outcome", this.#progress, this.#status);
  }

  /** Whether something goes on. */
  get isBusy() {
    return !this.#progress.hidden;
  }

  /** Goes on telling of a replay that was begun before the page was opened. */
  async resume() {
    try {
      const job = await runningJob(KIND, this.#stopped.signal);
      if (job !== null && !this.isBusy) await this.#work(() => this.#follow(job));
    } catch {
      // The letters say what is wrong in their own place.
    }
  }

  /** `letters` are `{ids}` or `{filter}`. */
  replay({ ids, filter }) {
    this.#beSeen();
    return this.#work(async (signal) => {
      if (ids) return told(await api.post("/api/dead-letters/replay", { ids }, signal));
      const asked = { ...filter, all: true, background: true };
      const { job } = await api.post("/api/dead-letters/replay", asked, signal);
      return this.#follow(job);
    });
  }

  /** `words` say which: `3 dead letters`. */
  async drop({ ids, filter, words }) {
    const agreed = await confirmed({
      title: `Drop ${words}?`,
      text: "They are deleted for good, and no longer counted as rejected.",
      yes: "Drop",
      no: "Keep",
    });
    if (!agreed) return;
    this.#beSeen();
    await this.#work(async (signal) => {
      let [after, dropped] = [undefined, 0];
      do {
        const asked = ids ? { ids } : { ...filter, all: true, after };
        const answer = await api.post("/api/dead-letters/drop", asked, signal);
        dropped += answer.dropped;
        after = answer.next;
        this.#say(`${count(dropped, "dead letter")} dropped so far…`);
      } while (after !== undefined);
      return `${count(dropped, "dead letter")} dropped.`;
    });
  }

  stop() {
    this.#stopped.abort();
  }

  async #follow(job) {
    const result = await resultOf(
      job,
      ({ done }) => this.#say(`Replaying in the background (job ${job}); ${whole(done)} done so far…`),
      this.#stopped.signal,
    );
    return told(result);
  }

  /** `work(signal)` gives what there is to say in the end. */
  async #work(work) {
    const { signal } = this.#stopped;
    this.#progress.hidden = false;
    this.#onBusy(true);
    this.#say("Working…");
    try {
      this.#say(await work(signal));
    } catch (error) {
      if (signal.aborted) return;
      // Of a drop that is switched off, the server says how to allow it.
      this.#say(error.status === 403 ? `Not allowed on this server: ${error.message}.` : error.message, true);
    } finally {
      this.#progress.hidden = true;
      this.#onBusy(false);
    }
    this.#onDone();
  }

  /** The button may be far down a list. */
  #beSeen() {
    this.element.scrollIntoView({ block: "nearest" });
  }

  #say(text, failed = false) {
    this.#status.className = failed ? "note failed" : "note";
    say(this.#status, text);
  }
}

function told({ accepted, duplicates, rejected }) {
  const parts = [
    accepted && `${whole(accepted)} stored`,
    duplicates && `${whole(duplicates)} known already, not counted again`,
    rejected && `${whole(rejected)} refused again, and kept with their new faults`,
  ].filter(Boolean);
  return parts.length ? `Replayed: ${parts.join("; ")}.` : "There was nothing to replay.";
}
