// How a flow is told, as the address says: its parameters, and the controls that change them.

import * as address from "../../lib/address.js";
import * as api from "../../lib/api.js";
import { choice } from "../../lib/controls.js";
import { asked, keyOf, optionsOf, read } from "../../lib/steps.js";
import { reading } from "../../lib/waiting.js";

const USUAL = { depth: 2, top: 6 };

/** What may part a name from what it is grouped by. */
const SEPARATORS = [":", ".", "/", "_", "-"];

/** The number of columns, or of names in each. */
export function number(filters, name) {
  const n = Number(filters[name]);
  return Number.isInteger(n) && n > 0 && n <= 30 ? n : USUAL[name];
}

export const slide = (name, n) => address.change({ [name]: n === USUAL[name] ? "" : n }, true);

/** Types of events that the address leaves out. */
export function leftOut({ leave_out: text }) {
  try {
    const given = JSON.parse(text ?? "[]");
    return Array.isArray(given) ? given.filter((type) => typeof type === "string" && type.trim()).slice(0, 50) : [];
  } catch {
    return [];
  }
}

/** What names are grouped by; empty for nothing. */
export const separatorOf = ({ separator = "" }) => ([...separator].length <= 8 ? separator : "");

/** What is a step on the way: `loot`, `all`, or else events. */
const onTheWay = ({ way }) => (way === "loot" || way === "all" ? way : "");

/** The flow of a selection, told as the address says, and the request behind it. */
export async function askFlow(filters, common, signal) {
  const out = leftOut(filters);
  const request = api.path("/api/flows", {
    depth: Math.min(number(filters, "depth"), 6),
    top: number(filters, "top"),
    leave_out: out.length ? JSON.stringify(out) : "",
    steps: onTheWay(filters),
    ...asked(read(filters.from), "from", "from_item"),
    ...asked(read(filters.to), "to", "to_item"),
    ...common,
  });
  return { data: (await reading(request, signal, "Counting all paths…")).data, request };
}

/** Controls for where it begins and ends, what its steps are, and how names are grouped; `all` are the steps there are. */
export function endsChoices(filters, all) {
  const [from, to] = [read(filters.from), read(filters.to)];
  const end = (name, label, none, chosen) =>
    choice(name, label, [["", none], ...optionsOf(all, [chosen])], chosen === null ? "" : keyOf(chosen), (value) =>
      address.change({ [name]: value }),
    );
  const separator = separatorOf(filters);
  const separators = [...new Set([...SEPARATORS, ...(separator ? [separator] : [])])];
  return [
    end("from", "Begins with", "What was looted most", from),
    end("to", "Ends with", "The last event", to),
    choice(
      "way",
      "Steps",
      [
        ["", "Events"],
        ["loot", "Loot"],
        ["all", "Events and loot"],
      ],
      onTheWay(filters),
      (way) => address.change({ way }),
      "Loot that an event puts a time on",
    ),
    choice(
      "separator",
      "Group names by prefix",
      [["", "No"], ...separators.map((one) => [one, `Up to ${one}`])],
      separator,
      (value) => address.change({ separator: value }),
    ),
  ];
}

/** Where most go on from the first event. */
export function usualSteps({ links, columns }) {
  const widest = links.find(
    (link) => link.column === 1 && link.column < columns - 1 && link.from_kind === "name" && link.to_kind === "name",
  );
  return widest ? [widest.from, widest.to] : [];
}
