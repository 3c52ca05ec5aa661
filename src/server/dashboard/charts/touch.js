// Fingers on a chart: a swipe scrolls the page, a tap is a click. What a mouse selects by dragging is selected by dragging
// after a long press, or with the button that says so. plotly would do both at once, so it is not told of touches: a
// selection is given to it as what a mouse does.
import { el } from "../lib/elements.js";

const LONG_PRESS_MS = 450;
/** A finger that rests moves so much, in pixels; what is shorter selects nothing. */
const REST = 16;

export class Touch {
  #canvas;
  #start = null;
  #timer = 0;
  #dragged = false;

  /** Of the chart in `canvas`. */
  constructor(canvas, label) {
    this.#canvas = canvas;
    this.button = el(
      "button.quiet.by-touch",
      {
        type: "button",
        hidden: true,
        "aria-pressed": "false",
        title: "Select with a finger",
        "aria-label": `Select: drag a finger over “${label}”`,
        on: { click: () => this.#arm(!this.#isArmed) },
      },
      "Select",
    );
    const listen = (name, listener, options = {}) =>
      canvas.addEventListener(name, listener, { capture: true, ...options });
    listen("touchstart", (event) => this.#begin(event), { passive: false });
    listen("touchmove", (event) => this.#move(event), { passive: false });
    listen("touchend", (event) => this.#end(event));
    listen("touchcancel", () => this.#drop());
    listen("contextmenu", (event) => this.#start && event.preventDefault());
  }

  /** Whether there is something to select, as the chart is drawn now. */
  settle(layout) {
    this.button.hidden = !this.#canSelect(layout);
  }

  #canSelect(layout = this.#canvas.layout) {
    return ["select", "lasso"].includes(layout?.dragmode);
  }

  get #isArmed() {
    return this.button.getAttribute("aria-pressed") === "true";
  }

  #arm(isArmed) {
    this.button.setAttribute("aria-pressed", String(isArmed));
  }

  #begin(event) {
    event.stopPropagation();
    this.#drop();
    if (event.touches.length > 1 || !this.#canSelect()) return;
    const { clientX, clientY } = event.touches[0];
    this.#start = { target: event.target, clientX, clientY, isHeld: this.#isArmed };
    if (this.#isArmed) event.preventDefault();
    else this.#timer = setTimeout(() => this.#hold(), LONG_PRESS_MS);
  }

  /** From now on the finger selects. */
  #hold() {
    this.#start.isHeld = true;
    this.#arm(true);
  }

  #move(event) {
    event.stopPropagation();
    if (!this.#start) return;
    const { clientX, clientY } = event.touches[0];
    const moved = Math.hypot(clientX - this.#start.clientX, clientY - this.#start.clientY);
    if (!this.#start.isHeld) {
      if (moved > REST / 2) this.#drop();
      return;
    }
    event.preventDefault();
    if (!this.#dragged && moved < REST) return;
    if (!this.#dragged) {
      this.#dragged = true;
      this.#mouse("mousedown", this.#start.target, this.#start);
    }
    this.#mouse("mousemove", document, { clientX, clientY });
  }

  #end(event) {
    event.stopPropagation();
    const { isHeld } = this.#start ?? {};
    if (isHeld) event.preventDefault();
    if (this.#dragged) this.#mouse("mouseup", document, event.changedTouches[0]);
    if (isHeld) this.#arm(false);
    this.#dragged = false;
    this.#drop();
  }

  #drop() {
    clearTimeout(this.#timer);
    if (this.#dragged) this.#mouse("mouseup", document, this.#start);
    this.#dragged = false;
    this.#start = null;
  }

  #mouse(type, target, { clientX, clientY }) {
    const at = { clientX, clientY, button: 0, buttons: type === "mouseup" ? 0 : 1 };
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, ...at }));
  }
}
