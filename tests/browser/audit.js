// What a person without our eyes or hands would trip over, as a list of sentences. The test that runs it calls
// `audit()`.
// biome-ignore lint/correctness/noUnusedVariables: the test calls it.
function audit() {
  const faults = [];
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return (
      box.width > 1 &&
      box.height > 1 &&
      style.visibility !== "hidden" &&
      style.display !== "none" &&
      !element.closest("[hidden]")
    );
  };
  const named = (element) => {
    const by = element.getAttribute("aria-labelledby");
    const label = element.id && document.querySelector(`label[for="${CSS.escape(element.id)}"]`);
    return (
      element.getAttribute("aria-label") ||
      (by && document.getElementById(by)?.textContent) ||
      label?.textContent ||
      element.textContent ||
      element.title ||
      ""
    ).trim();
  };
  const told = (element) => {
    const classes = element.getAttribute("class") ?? "";
    return `${element.tagName.toLowerCase()}.${classes} ${(element.textContent ?? "").trim().slice(0, 40)}`;
  };

  for (const element of document.querySelectorAll(
    "a[href], button, select, input, [tabindex='0'], [role=img], [role=region], section, nav, form",
  )) {
    if (seen(element) && !named(element)) faults.push(`has no name: ${told(element)}`);
  }
  for (const image of document.querySelectorAll("img:not([alt])")) faults.push(`no alt: ${told(image)}`);
  if (document.querySelectorAll("h1").length !== 1) faults.push(`${document.querySelectorAll("h1").length} h1`);
  if (document.querySelectorAll("main").length !== 1) faults.push("not one main");
  if (!document.documentElement.lang) faults.push("no language");
  const ids = [...document.querySelectorAll("[id]")]
    .map((element) => element.id)
    .filter((id) => !/^(topdefs|defs|legend|clip|[a-f0-9]{6})/.test(id));
  for (const id of new Set(ids))
    if (
      ids.filter((other) => other === id).length > 1 &&
      document.querySelectorAll(`:not(svg *)#${CSS.escape(id)}`).length > 1
    )
      faults.push(`id twice: ${id}`);

  // WCAG 2.2: relative luminance and contrast.
  const parts = (colour) => {
    const numbers = (colour.match(/[\d.]+/g) ?? []).map(Number);
    // What the style sheet mixes is told in shares of 1.
    return colour.startsWith("color(srgb ") ? numbers.map((n, index) => (index < 3 ? n * 255 : n)) : numbers;
  };
  const light = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const contrast = (a, b) =>
    (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length && (colour[3] ?? 1) > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const checked = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (
      !walker.currentNode.textContent.trim() ||
      checked.has(element) ||
      !seen(element) ||
      element.closest("script, noscript, .hidden-title, .skip, option")
    )
      continue;
    checked.add(element);
    const style = getComputedStyle(element);
    const svg = element instanceof SVGElement;
    const colour = parts(svg ? style.fill : style.color);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const ratio = contrast(colour, ground(element));
    if (ratio < least - 0.01) faults.push(`contrast ${ratio.toFixed(2)}: ${told(element)}`);
  }
  if (checked.size < 10) faults.push("hardly any text was looked at");
  return faults;
}
