// Makes elements. Text is always text: nothing that comes from data can become markup.

/** `el("a.button", {href: "/x", on: {click}}, "text", child)` */
export function el(what, ...rest) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const part of rest.flat(Infinity)) {
    if (part === null || part === undefined || part === false) continue;
    if (part instanceof Node) element.append(part);
    else if (typeof part === "object") attributes(element, part);
    else element.append(String(part));
  }
  return element;
}

function attributes(element, given) {
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "var") {
      // Through the object model, which the content policy allows.
      for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
}

/** Sets text only when it differs, or a screen reader would say it again. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

let ids = 0;

/** A fresh id for `aria-labelledby` and `for`. */
export const freshId = () => `e${++ids}`;
