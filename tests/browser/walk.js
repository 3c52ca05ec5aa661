// Looks at every chart of the view that is open: what a reader can do with it, and what it gives away. Leaves `{faults,
// charts}` in `window.walked`; a chart is `{title, csv, png, api}`.
window.walked = null;
(async () => {
  const faults = [];
  const charts = [];
  const blobs = [];
  const make = URL.createObjectURL;
  const click = HTMLAnchorElement.prototype.click;
  URL.createObjectURL = (blob) => {
    blobs.push(blob);
    return make.call(URL, blob);
  };
  HTMLAnchorElement.prototype.click = () => {};
  const until = async (holds) => {
    const start = performance.now();
    while (!holds() && performance.now() - start < 20000) await new Promise((resolve) => setTimeout(resolve, 20));
    return holds();
  };
  for (const canvas of document.querySelectorAll("main .canvas")) {
    const panel = canvas.closest(".panel");
    const title = panel.querySelector("h1, h2").textContent;
    const fault = (text) => faults.push(`${title}: ${text}`);
    if (canvas.closest(".panel-body").hidden) continue;
    canvas.scrollIntoView();
    const tools = [...panel.querySelectorAll(".panel-tools > *")].filter((tool) => tool.checkVisibility());
    const tool = (name) => tools.find((one) => one.textContent === name);
    for (const name of ["Table", "PNG", "CSV", "API"]) if (!tool(name)) fault(`no ${name}`);
    const hovered = (trace) =>
      trace.hoverinfo === "skip" ||
      Boolean(trace.hovertemplate) ||
      (trace.type === "sankey" && trace.node.hovertemplate && trace.link.hovertemplate);
    if (!canvas.data.length || !canvas.data.every(hovered)) fault("nothing to hover");
    if (canvas.data.every((trace) => trace.hoverinfo === "skip")) fault("hover says nothing");
    if (!(canvas.getAttribute("aria-label") ?? "").match(/\d/))
      fault("its numbers are not said to those who cannot see it");
    const files = { csv: "text/csv", png: "image/png" };
    const given = {};
    for (const [name, type] of Object.entries(files)) {
      blobs.length = 0;
      tool(name.toUpperCase())?.click();
      // On the way to a PNG there is an SVG.
      if (await until(() => blobs.some((blob) => blob.type === type)))
        given[name] = blobs.find((blob) => blob.type === type);
      else fault(`no file for ${name}`);
    }
    const csv = given.csv ? await given.csv.text() : "";
    if (!/^[^\r]+\r\n[^\r]/.test(csv)) fault(`no rows: ${csv.slice(0, 80)}`);
    if (!given.png || given.png.size < 2000) fault("hardly a picture");
    const api = tool("API")?.getAttribute("href") ?? "";
    const answer = api.startsWith("/api/") ? await fetch(api) : null;
    if (!answer?.ok || !(await answer.json()).success) fault(`its request fails: ${api}`);
    charts.push({ title, csv, png: given.png?.size ?? 0, api });
  }
  URL.createObjectURL = make;
  HTMLAnchorElement.prototype.click = click;
  window.walked = { faults, charts };
})();
