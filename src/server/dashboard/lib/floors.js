// Floors of a map: one of them, or all together.
import * as address from "./address.js";
import { fill } from "./controls.js";
import { el } from "./elements.js";

/** The floor that the filters name, if the map has it. */
export const floorOf = ({ floor }, map) => map?.floors.find(({ name }) => name === floor) ?? null;

/** What the API takes for a floor; without one, nothing. */
export const heightsOf = (floor) => (floor ? { z_min: floor.from, z_max: floor.to } : null);

/** Fills `group` with a button for each floor, the highest first, and for all together; with nothing where there are none. */
export function showFloors(group, map, filters) {
  const floors = map?.floors ?? [];
  const chosen = floorOf(filters, map)?.name ?? "";
  group.hidden = !floors.length;
  const names = ["", ...floors.map(({ name }) => name).reverse()];
  fill(group, [names, chosen], () =>
    names.map((name) =>
      el(
        "button.quiet",
        {
          type: "button",
          name: `floor-${name}`,
          "aria-pressed": String(name === chosen),
          on: { click: () => address.change({ floor: name }) },
        },
        name || "All floors",
      ),
    ),
  );
}
