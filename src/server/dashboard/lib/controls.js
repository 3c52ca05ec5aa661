// Controls: labelled fields, and forms of them that are never sent.
import { el, freshId } from "./elements.js";
import { instantOf, localText } from "./zone.js";

/** A form whose fields count as soon as they are changed. */
export const formOf = (label, ...fields) =>
  el("form.filters.inner", { "aria-label": label, on: { submit: (event) => event.preventDefault() } }, ...fields);

const filledFor = new WeakMap();

/** Fills a form with the fields that `make` gives, unless they are `of` the same as last time. Who is in one stays in it. */
export function fill(form, of, make) {
  const wanted = JSON.stringify(of);
  if (wanted === filledFor.get(form)) return;
  filledFor.set(form, wanted);
  const focused = form.contains(document.activeElement) ? document.activeElement.name : null;
  form.replaceChildren(...make());
  if (focused) form.elements[focused]?.focus();
}

/** A labelled `select`. */
export function choice(name, label, options, chosen, onChange, title = null) {
  const id = freshId();
  const select = el(
    "select",
    { id, name, title, on: { change: () => onChange(select.value) } },
    options.map(([value, text]) => el("option", { value, selected: value === chosen }, text)),
  );
  return el("div.field", el("label", { for: id }, label), select);
}

/** A labelled line to type a name into; it counts when it is left, and with Enter. */
export function typed(name, label, value, onChange) {
  const id = freshId();
  const input = el("input", {
    id,
    name,
    type: "search",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "128",
    placeholder: "Any",
    value: value ?? "",
    on: { change: () => taken(input, (text) => onChange(text.trim())) },
  });
  return el("div.field", el("label", { for: id }, label), input);
}

/** Whether somebody has typed into a form what does not count yet. */
export function isTyping(form) {
  const input = document.activeElement;
  return form.contains(input) && input.matches("input:not([type=range])") && input.value !== input.defaultValue;
}

/** Whether somebody has hold of a slider of a form. */
export const isSliding = (form) => form.contains(document.activeElement) && document.activeElement.type === "range";

/** What was typed counts from now on. */
function taken(input, onChange) {
  if (input.value === input.defaultValue) return;
  input.defaultValue = input.value;
  onChange(input.value);
}

/** A labelled field for a number. */
export function numeric(label, value, onChange) {
  const id = freshId();
  const input = el("input", {
    id,
    name: label.replace(" ", "-"),
    type: "number",
    step: "any",
    value: value ?? "",
    on: { change: () => taken(input, onChange) },
  });
  return el("div.field", el("label", { for: id }, label), input);
}

/** Two moments by the clock of the page's zone, from and to. */
export function moments(name, { since, until }, onChange) {
  const field = (key, label, value) => {
    const id = freshId();
    // It changes with every digit; what counts is what is there when it is left, and with Enter.
    const take = () => taken(input, (text) => onChange({ [key]: text ? new Date(instantOf(text)).toISOString() : "" }));
    const input = el("input", {
      id,
      name: `${name}-${key}`,
      type: "datetime-local",
      value: value ? local(value) : "",
      on: { blur: take, keydown: ({ key: pressed }) => pressed === "Enter" && take() },
    });
    return el("div.field", el("label", { for: id }, label), input);
  };
  return [field("since", "From", since), field("until", "To", until)];
}

/** What an input of a moment takes: the time by the zone's clock, to the minute. */
function local(at) {
  const instant = Date.parse(at);
  return Number.isNaN(instant) ? "" : localText(instant).slice(0, 16);
}

/** A labelled slider with its value beside it. */
export function slider(name, label, { min, max, step, value }, said, onInput) {
  const id = freshId();
  const output = el("output", { for: id }, said(value));
  const input = el("input", {
    id,
    name,
    type: "range",
    min,
    max,
    step,
    value,
    on: {
      input: () => {
        output.textContent = said(Number(input.value));
        onInput(Number(input.value));
      },
    },
  });
  return el("div.field.slider", el("label", { for: id }, label), input, output);
}
