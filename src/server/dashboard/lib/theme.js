// Light and dark: as the system says, or as chosen here. Charts ask for the colours that the style sheet names.
import { say } from "./elements.js";

const KEY = "loot-colours";
const CHOICES = ["auto", "light", "dark"];
const LABELS = { auto: "Auto", light: "Light", dark: "Dark" };
const SAID = { auto: "auto, as the system", light: "light", dark: "dark" };
const listeners = new Set();
const system = matchMedia("(prefers-color-scheme: dark)");

let choice = stored();

function stored() {
  try {
    const known = localStorage.getItem(KEY);
    return CHOICES.includes(known) ? known : "auto";
  } catch {
    return "auto";
  }
}

export function start(button) {
  apply(button);
  button.addEventListener("click", () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // Without storage it holds until the page is left.
    }
    apply(button);
    tell();
  });
  system.addEventListener("change", tell);
}

function apply(button) {
  document.documentElement.dataset.theme = choice;
  say(button, LABELS[choice]);
  button.setAttribute("aria-label", `Colours: ${SAID[choice]}`);
}

function tell() {
  for (const listener of listeners) listener();
}

/** Calls `listener` when colours change; returns the way to stop. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A colour of the style sheet: `colour("ink")`. */
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export const isDark = () => choice === "dark" || (choice === "auto" && system.matches);
