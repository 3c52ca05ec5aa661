// What a page's address may say: the page's own words, and those of the API, which somebody may type from its documentation.
import { RANGES } from "./timeRange.js";
import { isZone } from "./zone.js";

/** Filters that keep their meaning from view to view. */
export const LASTING = [
  "range",
  "since",
  "until",
  "game_mode",
  "experiment",
  "variant",
  "map",
  "item",
  "event",
  "detail",
  "match",
  "player",
  "tz",
];
/** What single views choose. */
const OF_VIEWS =
  "a b bins bucket by cohort contains currency days depth fewer_players_than field first floor from is kind leave_out of order \
picture prefix reason region regions_by scale separator smooth sort source state steps than to top way within zoom";
const KNOWN = new Set([...LASTING, ...OF_VIEWS.split(" ")]);

/** The page's word for one of the API's. */
const OF_THE_API = { event_type: "event", type: "event", match_id: "match", player_id: "player" };

/** `[name, value]` of an address as the page's own filters. What is already said is not said again. */
export function filtersOf(pairs) {
  const own = pairs.filter(([name]) => KNOWN.has(name));
  const filters = Object.fromEntries(own);
  for (const [name, value] of pairs) {
    const translated = translate(name, value);
    const isNew = translated && Object.keys(translated).every((key) => !filters[key]);
    if (isNew) Object.assign(filters, translated);
    else if (!KNOWN.has(name)) filters[name] = value;
  }
  return filters;
}

function translate(name, value) {
  if (Object.hasOwn(OF_THE_API, name)) return { [OF_THE_API[name]]: value };
  const [kind, of] = [name.slice(0, name.indexOf(".")), name.slice(name.indexOf(".") + 1)];
  if (kind === "dim" && of && value) return { experiment: of, variant: value };
  if (kind === "details" && of && value) return { detail: /^[<>]/.test(value) ? `${of}${value}` : `${of}=${value}` };
  return null;
}

/** What the page does not understand of its filters: sentences, each with the names that are meant. */
export function misunderstood(filters) {
  const { experiment, variant, range, tz } = filters;
  const told = Object.entries(filters)
    .filter(([name, value]) => value && !KNOWN.has(name))
    .map(([name, value]) => said([name], `${name}=${value}, which this page does not understand${hint(name)}`));
  if (variant && !experiment)
    told.push(said(["variant"], `variant=${variant}, but not of which experiment or dimension: add experiment=…`));
  if (experiment && !variant)
    told.push(said(["experiment"], `experiment=${experiment}, but not which variant: add variant=…`));
  if (range && !RANGES.some(([name]) => name === range)) {
    const known = RANGES.map(([name]) => name).filter(Boolean);
    told.push(said(["range"], `range=${range}, which is none of ${known.join(", ")}`));
  }
  if (tz && !isZone(tz)) told.push(said(["tz"], `tz=${tz}, which is no time zone such as Europe/Paris`));
  return told;
}

const said = (names, what) => ({ names, text: `The address says ${what}.` });

const hint = (name) => (name.startsWith("dim.") ? ", because another dimension or experiment is chosen already" : "");
