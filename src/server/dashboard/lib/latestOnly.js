// One request at a time for each view: a new one that the reader makes ends the one before it, one in the background
// waits for its turn.

/** Whose reader waits for an answer. What was seen before stays until then, so the page says in `data-asking` that it is old. */
const ASKING = new Set();

function tell(who, isAsking) {
  if (isAsking) ASKING.add(who);
  else ASKING.delete(who);
  document.body.toggleAttribute("data-asking", ASKING.size > 0);
}

export class LatestOnly {
  #controller = null;
  #running = null;
  #waiting = null;
  #stopped = false;

  /** Runs `work(signal)`; what fails and was not ended by a newer question goes to `failed`. */
  async run(inBackground, work, failed) {
    if (this.#stopped) return;
    if (inBackground && this.#running) {
      // What is running may have asked before the news came; the newest stands for all that wait.
      this.#waiting = () => this.run(true, work, failed);
      return;
    }
    this.#waiting = null;
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const running = this.#attempt(controller.signal, work, failed);
    this.#running = running;
    if (!inBackground) tell(this, true);
    await running;
    if (this.#running !== running) return;
    this.#running = null;
    tell(this, false);
    this.#waiting?.();
  }

  async #attempt(signal, work, failed) {
    try {
      await work(signal);
    } catch (error) {
      if (signal.aborted || error.name === "AbortError") return;
      failed(error);
    }
  }

  /** Calls `start` unless something is running. */
  idle(start) {
    if (!this.#running) start();
  }

  stop() {
    this.#stopped = true;
    tell(this, false);
    this.#controller?.abort();
  }
}
