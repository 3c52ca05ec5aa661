// What the names say that answers can be narrowed to: variants, values of dimensions, maps.

/** In the address, for places that came without a map: the API trims it to the empty name. */
export const NO_MAP = " ";

/** Experiments with their variants, and dimensions with their values: `[name, value]`. */
export const armsOf = ({ experiments, dimensions = {} }) =>
  [experiments, dimensions].flatMap((named) =>
    Object.entries(named).flatMap(([name, values]) => values.map((value) => [name, value])),
  );

/** The map that places are shown of: the one that was chosen, else the first that there is, else none. */
export const mapOf = (filters, { maps = [] }) => filters.map ?? maps[0] ?? "";
