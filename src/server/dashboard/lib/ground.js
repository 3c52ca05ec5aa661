// What lies under a map: its picture, and which way up it is. A picture is drawn once as it lies in the world; charts stretch
// that over its bounds.
import * as api from "./api.js";
import { boundsOf } from "./placement.js";
import { isDark } from "./theme.js";

/** More pixels than a screen shows of a map. */
const LONGEST = 2048;
/** Of what is only looked at. */
const QUALITY = 0.9;
/** How strong a picture is, in percent, unless the address says otherwise: at night it would glare. */
const usual = () => (isDark() ? 45 : 75);

/** A map of which nothing was set. */
export const BARE = { yDown: false, picture: null };

/** How strong the picture is to be, in percent; 0 for none. */
export function strengthOf(filters) {
  const given = Number(filters.picture);
  return filters.picture && given >= 0 && given <= 100 ? given : usual();
}

/** Remembers the picture that was drawn last: a map is looked at again and again. */
export class Grounds {
  #key = null;
  #drawn = null;

  /** What was set of the map `name`; the empty one is that of all data without a map. */
  async find(name, signal) {
    const { data } = await api.get("/api/maps", signal);
    const map = data.find((one) => one.name === name) ?? null;
    if (!map) return { ...BARE, map: null };
    const key = `${map.name}\n${map.updated_at}`;
    if (map.transform && key !== this.#key) {
      this.#drawn = await this.#draw(map);
      this.#key = key;
    }
    return { yDown: map.y_down, picture: map.transform ? this.#drawn : null, map };
  }

  /** Without its picture a map is a map still. */
  async #draw(map) {
    try {
      return drawn(await load(addressOf(map)), map.transform, map.y_down);
    } catch {
      return null;
    }
  }
}

/** Where the picture of a map is. */
export const addressOf = (map) => api.href(api.path("/api/map/picture", { map: map.name }));

/** The picture at an address, decoded. */
export async function load(address) {
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
  } catch {
    throw new Error("The picture could not be read; a PNG, JPEG or WebP file is needed.");
  }
  return image;
}

/** `{source, bounds}`: a picture as it lies in the world, its top up as charts draw it. */
export function drawn(image, numbers, yDown, most = LONGEST) {
  const size = { width: image.naturalWidth, height: image.naturalHeight };
  const bounds = boundsOf(numbers, size);
  const [across, up] = [bounds.x_max - bounds.x_min, bounds.y_max - bounds.y_min];
  const longest = Math.min(most, Math.max(size.width, size.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(longest * Math.min(1, across / up)));
  canvas.height = Math.max(1, Math.round(longest * Math.min(1, up / across)));
  const context = canvas.getContext("2d");
  const [a, b, c, d, e, f] = numbers;
  const [wide, high] = [canvas.width / across, canvas.height / up];
  const sign = yDown ? 1 : -1;
  const top = yDown ? bounds.y_min : bounds.y_max;
  context.setTransform(
    a * wide,
    sign * d * high,
    b * wide,
    sign * e * high,
    (c - bounds.x_min) * wide,
    sign * (f - top) * high,
  );
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0);
  return { source: canvas.toDataURL("image/webp", QUALITY), bounds };
}

/** The parts of a chart's layout that put `ground` below a map. */
export function below(ground, strength) {
  const { picture, yDown } = ground;
  if (!picture || !strength) return {};
  const { x_min, x_max, y_min, y_max } = picture.bounds;
  return {
    images: [
      {
        source: picture.source,
        xref: "x",
        yref: "y",
        x: x_min,
        y: yDown ? y_min : y_max,
        sizex: x_max - x_min,
        sizey: y_max - y_min,
        xanchor: "left",
        yanchor: "top",
        sizing: "stretch",
        layer: "below",
        opacity: strength / 100,
      },
    ],
  };
}
