// Makes elements. Text is always text: nothing that comes from data can become markup, and all of it is seen.
import { prose, visible } from "./text.js";

/** Attributes that are read by people. */
const READ = ["title", "aria-label"];

/** `el("a.button", {href: "/x", on: {click}}, "text", child)` */
export function el(what, ...rest) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const part of rest.flat(Infinity)) {
    if (part === null || part === undefined || part === false) continue;
    if (part instanceof Node) element.append(part);
    else if (typeof part === "object") attributes(element, part);
    else element.append(prose(String(part)));
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
      element.setAttribute(name, value === true ? "" : READ.includes(name) ? prose(String(value)) : value);
    }
  }
}

/** Sets text only when it differs, or a screen reader would say it again. */
export function say(element, text) {
  const shown = prose(String(text));
  if (element.textContent !== shown) element.textContent = shown;
}

/** A name in a table or a list: whole for who selects it, hovers over it or has the room; its middle goes first. */
export function cuttable(text) {
  const shown = visible(String(text));
  const characters = [...shown];
  if (characters.length < 2 * TAIL) return el("bdi", shown);
  const tail = characters.slice(-TAIL).join("");
  return el("bdi.cut", { title: shown }, el("span", shown.slice(0, -tail.length)), el("span", tail));
}

/** So many characters of a name's end stay. */
const TAIL = 10;

let ids = 0;

/** A fresh id for `aria-labelledby` and `for`. */
export const freshId = () => `e${++ids}`;
