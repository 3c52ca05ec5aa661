// The filter by what a detail of events says: one text in the address, such as `weapon=rifle` or `damage>50`.

/** A name, how it is compared, and with what. The first sign after a name counts: names have none. */
const SHAPE = /^([^=<>]+)(>=|<=|=|>|<)(.+)$/;

/** `{field, sign, value}` of the address's text, or null where it is none. */
export function parse(text) {
  const found = SHAPE.exec((text ?? "").trim());
  if (!found) return null;
  const [, field, sign, value] = found;
  return { field: field.trim(), sign, value: value.trim() };
}

/** What the API takes for it. */
export function detail(filters) {
  const found = parse(filters.detail);
  if (!found) return {};
  const { field, sign, value } = found;
  // What is a sign to the API is text here.
  const literal = /^[<>"]/.test(value) ? JSON.stringify(value) : value;
  return { [`details.${field}`]: sign === "=" ? literal : `${sign}${value}` };
}

/** The text for a field that says something. */
export const textOf = (field, value) => `${field}=${value}`;
