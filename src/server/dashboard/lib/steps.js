// Steps of flows and funnels: an event is its name, loot is `{item}`. In the address and in controls they are JSON.

/** Items in a control, those of which there is most. */
const MOST_ITEMS = 100;

export const keyOf = (step) => JSON.stringify(step);

export const wordsOf = (step) => (typeof step === "string" ? step : `loot: ${step.item}`);

/** A step of an answer of the API. */
export const ofAnswer = ({ event_type, item }) => event_type ?? { item };

/** What JSON says, where it is a step. */
export function stepOf(value) {
  if (typeof value === "string" && value) return value;
  return typeof value?.item === "string" && value.item ? { item: value.item } : null;
}

/** The step of an address, or null. */
export function read(text) {
  try {
    return stepOf(JSON.parse(text ?? "null"));
  } catch {
    return null;
  }
}

/** Parameters that ask for a step: `name` for events, `item` for loot. */
export const asked = (step, name, item) =>
  step === null ? {} : typeof step === "string" ? { [name]: step } : { [item]: step.item };

/** A name, or with a separator what is before it. */
function group(name, separator) {
  const at = separator ? name.indexOf(separator) : -1;
  return at > 0 && name.slice(0, at).trim() ? name.slice(0, at) : name;
}

/** All steps there are to choose from. */
export function stepsOf(types, items, separator) {
  const most = Object.entries(items)
    .sort(([, one], [, other]) => other - one)
    .slice(0, MOST_ITEMS)
    .map(([item]) => item);
  const groups = (names) => [...new Set(names.map((name) => group(name, separator)))];
  return [...groups(types), ...groups(most).map((item) => ({ item }))];
}

/** `steps` as options of a control, and `chosen` ones that are not among them. */
export function optionsOf(steps, chosen = []) {
  const all = new Map([...steps, ...chosen.filter(Boolean)].map((step) => [keyOf(step), step]));
  return [...all].map(([key, step]) => [key, wordsOf(step)]);
}
