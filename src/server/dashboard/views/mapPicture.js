// The picture below the map: chosen, put in its place by points that are known on both, and removed. While it is being
// placed the map shows what would come of it.
import * as api from "../lib/api.js";
import { confirmed } from "../lib/confirm.js";
import { choice, numeric } from "../lib/controls.js";
import { el, freshId, say } from "../lib/elements.js";
import { coordinate, count, significant, whole } from "../lib/format.js";
import { addressOf, drawn, load } from "../lib/ground.js";
import { Panel } from "../lib/panel.js";
import { boundsOf, covering, placeOf, solve, WAYS } from "../lib/placement.js";

const ACCEPTED = "image/png,image/jpeg,image/webp";
/** Where points begin, as shares of width and height. */
const CORNERS = [
  [0.1, 0.9],
  [0.9, 0.1],
  [0.1, 0.1],
];
/** What is tried out is drawn no finer. */
const PREVIEW = 1024;
/** A world without data. */
const UNIT = { x_min: 0, x_max: 100, y_min: 0, y_max: 100 };

export class MapPicture {
  #onChange;
  #onPreview;
  #name = "";
  #map = null;
  #extentOf = () => null;
  /** What is being placed: `{image, file, way, yDown, points, own}`. */
  #placing = null;
  #status = el("p.note", { role: "status" });

  /** `onChange` is called when something was set, `onPreview` with a ground to try out, or null for none. */
  constructor({ onChange, onPreview }) {
    this.#onChange = onChange;
    this.#onPreview = onPreview;
    this.panel = new Panel("Picture", {});
    this.element = this.panel.element;
    this.actions = el("p.actions");
    this.panel.body.append(this.actions);
    this.panel.ready();
    this.placer = new Panel("Place the picture", {});
    this.placer.ready();
    this.editor = this.placer.element;
    this.editor.hidden = true;
  }

  /** Tells what was set of the map `name`, `map` where anything was; `extentOf` says how far data reach. */
  show(name, map, extentOf) {
    this.#name = name;
    this.#map = map;
    this.#extentOf = extentOf;
    if (this.#placing) return;
    const picture = map?.picture;
    const said = picture
      ? `${whole(picture.width)} × ${whole(picture.height)} pixels${map.transform ? "" : ", not placed yet"}.`
      : "A picture of the map can lie under the data: PNG, JPEG or WebP.";
    this.panel.setNote(said);
    const button = (text, click, kind = "quiet") => el(`button.${kind}`, { type: "button", on: { click } }, text);
    this.actions.replaceChildren(
      this.#chooser(picture ? "Replace…" : "Choose a picture…"),
      ...(picture
        ? [button("Place…", () => this.#place()), button("Remove", () => this.#remove(), "quiet.danger")]
        : []),
    );
  }

  #chooser(text) {
    const input = el("input", {
      type: "file",
      accept: ACCEPTED,
      "aria-label": text,
      on: { change: () => input.files[0] && this.#choose(input.files[0]) },
    });
    return el("label.quiet.file", text, input);
  }

  async #choose(file) {
    const address = URL.createObjectURL(file);
    try {
      const image = await load(address);
      const { width, height } = this.#map?.picture ?? {};
      const same = this.#map?.transform && width === image.naturalWidth && height === image.naturalHeight;
      this.#begin(image, file, same ? this.#map.transform : null);
    } catch (error) {
      this.panel.fail(error);
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  async #place() {
    try {
      this.#begin(await load(addressOf(this.#map)), null, this.#map.transform);
    } catch (error) {
      this.panel.fail(error, () => this.#place());
    }
  }

  #begin(image, file, numbers) {
    const yDown = this.#map?.y_down ?? false;
    const turned = numbers && (numbers[1] !== 0 || numbers[3] !== 0);
    this.#placing = { image, file, way: turned ? "free" : "upright", yDown, points: [], own: Boolean(numbers) };
    this.#seat(numbers);
    this.#fill();
    this.editor.hidden = false;
    this.editor.scrollIntoView({ block: "nearest" });
    this.#changed();
  }

  /** Gives each point its place: as `numbers` say, or as if the picture covered what data reach. */
  #seat(numbers) {
    const { image, yDown, points } = this.#placing;
    const size = { width: image.naturalWidth, height: image.naturalHeight };
    const known = numbers ?? covering(this.#map?.bounds ?? this.#extentOf() ?? UNIT, size, yDown);
    this.#placing.points = CORNERS.map(([across, down], index) => {
      const column = points[index]?.column ?? Math.round(across * size.width);
      const row = points[index]?.row ?? Math.round(down * size.height);
      const { x, y } = placeOf(known, column, row);
      return { column, row, x: rounded(x), y: rounded(y) };
    });
  }

  #fill() {
    const { way, yDown, points, image } = this.#placing;
    const used = points.slice(0, WAYS[way].points);
    this.pins = used.map((_, index) => this.#pin(index));
    this.stage = el(
      "div.stage",
      { var: { "--ratio": image.naturalWidth / image.naturalHeight } },
      this.#copy(image),
      this.pins,
    );
    const id = freshId();
    const down = el("input", {
      id,
      type: "checkbox",
      checked: yDown,
      on: { change: () => this.#set({ yDown: down.checked }) },
    });
    const ways = Object.entries(WAYS).map(([name, { label }]) => [name, label]);
    const button = (text, kind, click) => el(`button.${kind}`, { type: "button", on: { click } }, text);
    this.placer.setNote(
      `Drag ${count(used.length, "point")} onto places that you know, far apart, and type where they are in the world. ` +
        "Arrow keys move a point by a pixel, with Shift by ten.",
    );
    this.placer.body.replaceChildren(
      this.stage,
      el(
        "form.filters.inner",
        { "aria-label": "How the picture lies", on: { submit: (event) => event.preventDefault() } },
        choice("way", "The picture lies", ways, way, (value) => this.#set({ way: value })),
        el("div.field.check", down, el("label", { for: id }, "The game's y grows downwards")),
      ),
      el(
        "div.points",
        used.map((point, index) => this.#fields(point, index)),
      ),
      this.#status,
      el(
        "p.actions",
        button("Save", "quiet.strong", () => this.#save()),
        button("Cancel", "quiet", () => this.#end()),
      ),
    );
    this.#moved();
  }

  /** The image itself may be shown elsewhere, too. */
  #copy(image) {
    const canvas = el("canvas", { width: image.naturalWidth, height: image.naturalHeight });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas;
  }

  #set(change) {
    Object.assign(this.#placing, change);
    // Nobody has said where anything is: the guess follows.
    if (!this.#placing.own) this.#seat(null);
    this.#fill();
    this.#changed();
  }

  #fields(point, index) {
    const typed = (axis) => (value) => {
      if (value === "" || !Number.isFinite(Number(value))) return;
      point[axis] = Number(value);
      this.#placing.own = true;
      this.#changed();
    };
    return el(
      "fieldset.point",
      el("legend", el("span.pin-mark", String(index + 1)), el("span.note", "")),
      numeric(`x of ${index + 1}`, point.x, typed("x")),
      numeric(`y of ${index + 1}`, point.y, typed("y")),
    );
  }

  #pin(index) {
    const pin = el("button.pin", { type: "button", "data-number": index + 1, "aria-label": `Point ${index + 1}` });
    const { image, points } = this.#placing;
    const to = (column, row) => {
      points[index].column = Math.min(image.naturalWidth, Math.max(0, Math.round(column)));
      points[index].row = Math.min(image.naturalHeight, Math.max(0, Math.round(row)));
      this.#moved();
    };
    pin.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      pin.focus();
      pin.setPointerCapture(event.pointerId);
    });
    pin.addEventListener("pointermove", (event) => {
      if (!pin.hasPointerCapture(event.pointerId)) return;
      const { left, top, width, height } = this.stage.getBoundingClientRect();
      to(((event.clientX - left) / width) * image.naturalWidth, ((event.clientY - top) / height) * image.naturalHeight);
    });
    pin.addEventListener("lostpointercapture", () => this.#dropped());
    pin.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 10 : 1;
      const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (!by) return;
      event.preventDefault();
      to(points[index].column + by[0], points[index].row + by[1]);
      this.#dropped();
    });
    return pin;
  }

  #dropped() {
    this.#placing.own = true;
    this.#changed();
  }

  /** Puts pins where their points are. */
  #moved() {
    const { points, image } = this.#placing;
    this.pins.forEach((pin, index) => {
      const { column, row } = points[index];
      pin.style.setProperty("--across", `${(column / image.naturalWidth) * 100}%`);
      pin.style.setProperty("--down", `${(row / image.naturalHeight) * 100}%`);
      const said = this.editor.querySelectorAll(".point legend .note")[index];
      if (said) say(said, `column ${whole(column)}, row ${whole(row)}`);
    });
  }

  #numbers() {
    const { way, points, yDown } = this.#placing;
    return solve(way, points, yDown);
  }

  /** Shows on the map what would come of it. */
  #changed() {
    const { image, yDown } = this.#placing;
    const numbers = this.#numbers();
    this.#status.classList.toggle("failed", !numbers);
    if (!numbers) {
      say(
        this.#status,
        "These points do not tell where the picture lies: they must be apart along both axes, here and in the world.",
      );
      return;
    }
    const { x_min, x_max, y_min, y_max } = boundsOf(numbers, {
      width: image.naturalWidth,
      height: image.naturalHeight,
    });
    const pixel = significant(Math.hypot(numbers[0], numbers[3]));
    const nearly = (to, from) => (edge) => coordinate(Math.abs(edge) < 1e-9 * (to - from) ? 0 : edge);
    const range = (from, to) => [from, to].map(nearly(to, from)).join(" to ");
    say(
      this.#status,
      `It covers x ${range(x_min, x_max)}, y ${range(y_min, y_max)}; a pixel is ${pixel} world units wide.`,
    );
    this.#onPreview({ yDown, picture: drawn(image, numbers, yDown, PREVIEW) });
  }

  async #save() {
    const numbers = this.#numbers();
    if (!numbers) return;
    const { file, yDown } = this.#placing;
    const asked = { map: this.#name, transform: numbers.join(","), y_down: yDown };
    try {
      await api.put(api.path("/api/map", asked), file);
      this.#end();
      this.#onChange();
    } catch (error) {
      this.#status.classList.add("failed");
      say(this.#status, error.message);
    }
  }

  #end() {
    this.#placing = null;
    this.editor.hidden = true;
    this.placer.body.replaceChildren();
    this.#onPreview(null);
    this.show(this.#name, this.#map, this.#extentOf);
  }

  async #remove() {
    const sure = await confirmed({
      title: "Remove the picture of this map?",
      text: "Its place and floors are forgotten with it. Data stay.",
      yes: "Remove",
      no: "Keep it",
    });
    if (!sure) return;
    try {
      await api.remove(api.path("/api/map", { map: this.#name }));
      this.#onChange();
    } catch (error) {
      this.panel.fail(error, () => this.#remove());
    }
  }
}

/** As many digits as anybody types. */
const rounded = (value) => Number(value.toPrecision(6));
