// The reference is drawn in the colours of the system, as our other pages are.
const dark = matchMedia("(prefers-color-scheme: dark)");
const show = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", show);
show();

/** Its headings skip levels. */
const LEVELS = [
  ["h3.opblock-tag, .models > h4", "2"],
  [".opblock h4", "3"],
  [".opblock h5", "4"],
];

/** What Swagger UI draws that a screen reader or a keyboard trips over, put right as it is drawn. */
function mend() {
  const each = (selector, change) => {
    for (const element of document.querySelectorAll(selector)) change(element);
  };
  // Links within the buttons that open a route: the button does all that they do.
  each(".opblock-summary-control a[href]", (link) => link.removeAttribute("href"));
  for (const [headings, level] of LEVELS) each(headings, (heading) => heading.setAttribute("aria-level", level));
  // A parameter's name stands in the cell before.
  each("[data-param-name] :is(select, textarea):not([aria-label])", (field) =>
    field.setAttribute("aria-label", field.closest("[data-param-name]").dataset.paramName),
  );
  each(".body-param__text:not([aria-label])", (field) => field.setAttribute("aria-label", "Body"));
  each("table.responses-table[role]", (table) => table.removeAttribute("role"));
  each("pre.microlight:not([tabindex])", (example) => example.setAttribute("tabindex", "0"));
}

new MutationObserver(mend).observe(document, { childList: true, subtree: true });
