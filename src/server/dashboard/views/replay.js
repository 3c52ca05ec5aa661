// Plays a match again: a slider over its time, which can also run by itself.
import { fill, formOf, slider } from "../lib/controls.js";
import { el } from "../lib/elements.js";
import { moment } from "../lib/format.js";

/** However long a match was, its replay takes so long. */
const PLAY_MS = 30_000;
/** As often as a chart can be drawn beside everything else. */
const FRAME_MS = 100;
const STEPS = 1000;

export class Replay {
  #span = null;
  #timer = 0;
  #begun = 0;
  /** The moment that is shown, in ms; null for the end, when everything has happened. */
  at = null;

  /** `onMoment()` is called when another moment is to be shown. */
  constructor(onMoment) {
    this.onMoment = onMoment;
    this.element = formOf("Replay");
    this.element.classList.add("replay");
    this.element.hidden = true;
  }

  /** Takes over from when until when there is something to show, in ms. */
  load(from, until) {
    this.element.hidden = !(from < until);
    if (this.element.hidden) return this.#stop();
    this.#span = [from, until];
    fill(this.element, this.#span, () => {
      // Of a match that goes on; what is looked at stays.
      this.#stop();
      this.button = el("button.quiet", { type: "button", on: { click: () => this.#toggle() } }, "Play");
      const told = (step) => moment(new Date(this.#momentOf(step)).toISOString());
      const range = { min: 0, max: STEPS, step: 1, value: this.#stepOf(this.at) };
      this.field = slider("moment", "Until", range, told, (step) => {
        this.#stop();
        this.#show(step);
      });
      return [this.button, this.field];
    });
  }

  close() {
    this.#stop();
  }

  #momentOf(step) {
    const [from, until] = this.#span;
    return from + ((until - from) * step) / STEPS;
  }

  #stepOf(at) {
    const [from, until] = this.#span;
    return at === null ? STEPS : Math.round(((at - from) / (until - from)) * STEPS);
  }

  #show(step) {
    this.at = step < STEPS ? this.#momentOf(step) : null;
    this.onMoment();
  }

  #toggle() {
    if (this.#timer) return this.#stop();
    const [input, output] = [this.field.querySelector("input"), this.field.querySelector("output")];
    const first = Number(input.value) < STEPS ? Number(input.value) : 0;
    this.#begun = performance.now();
    this.button.textContent = "Pause";
    this.#timer = setInterval(() => {
      const passed = ((performance.now() - this.#begun) / PLAY_MS) * STEPS;
      const step = Math.min(STEPS, Math.round(first + passed));
      input.value = step;
      output.textContent = moment(new Date(this.#momentOf(step)).toISOString());
      if (step === STEPS) this.#stop();
      this.#show(step);
    }, FRAME_MS);
  }

  #stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
    if (this.button) this.button.textContent = "Play";
  }
}
