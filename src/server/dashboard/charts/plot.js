// Draws with plotly.js, which is loaded when there will be a chart, from the address that the page names. Says how all
// charts look; not what they show.
import { colour } from "../lib/theme.js";

let loading = null;

function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.documentElement.dataset.plotly;
    script.addEventListener("load", () => resolve(globalThis.Plotly ?? globalThis.moduleName));
    script.addEventListener("error", () => {
      loading = null;
      script.remove();
      reject(new Error("The chart library could not be loaded."));
    });
    document.head.append(script);
  });
  return loading;
}

/** Begins to load what draws, while the numbers are still on their way. */
export function warm() {
  plotly().catch(() => {
    // The chart that needs it says so, and tries again.
  });
}

const CONFIG = { displayModeBar: false, responsive: true, showTips: false, scrollZoom: false, doubleClick: false };

/** Marks, for whoever measures, when the page first showed numbers and a chart. */
export function once(mark) {
  if (!performance.getEntriesByName(mark).length) performance.mark(mark);
}

let turn = Promise.resolve();

/**
 * One chart in a frame: several at once would hold up whoever types, scrolls or hovers. A page that nobody sees has no
 * frames.
 */
function inTurn(work) {
  const frame = () =>
    new Promise((resolve) => {
      requestAnimationFrame(resolve);
      setTimeout(resolve, 100);
    });
  const done = turn.then(frame).then(work);
  turn = done.catch(() => {});
  return done;
}

/**
 * Draws what `make()` gives, `{data, layout}`, into `element`, or changes what is drawn there; nothing when there is
 * nothing any more.
 */
export async function draw(element, make) {
  const library = await plotly();
  await inTurn(() => {
    const made = element.isConnected && make();
    return made && library.react(element, made.data, styled(made.layout), CONFIG);
  });
  once("chart");
}

/** Whether a chart says something at the pointer, or is being dragged over. */
export const isTelling = (element) => Boolean(element._hoverdata?.length || element._dragging);

/** Calls `listener` with plotly's event; once per element and event. */
export function listen(element, event, listener) {
  element.lootListeners ??= new Set();
  const known = element.lootListeners;
  if (known.has(event) || !element.on) return;
  known.add(event);
  element.on(event, listener);
}

/** Where a chart has drawn its data, in pixels of `element`, and what is where on its axis; nothing before it is drawn. */
export function areaOf(element) {
  const { xaxis, _size: size } = element._fullLayout ?? {};
  if (!xaxis?.d2p || !size) return null;
  return { left: size.l, top: size.t, width: size.w, height: size.h, x: (place) => xaxis.d2p(place) };
}

/** Where a map has drawn the world, in pixels of `element`, and both ways between the two; nothing before it is drawn. */
export function worldOf(element) {
  const { xaxis, yaxis } = element._fullLayout ?? {};
  if (!xaxis?.d2p || !yaxis?.d2p) return null;
  return {
    left: xaxis._offset,
    top: yaxis._offset,
    width: xaxis._length,
    height: yaxis._length,
    place: (x, y) => [xaxis.d2p(x), yaxis.d2p(y)],
    world: (x, y) => [xaxis.p2d(x), yaxis.p2d(y)],
  };
}

/** The chart as a PNG, twice as fine as on the screen; `texts` are written over it, and a legend if it has one. */
export async function picture(element, texts = [], showlegend = false) {
  const library = await plotly();
  const { width, height } = element.getBoundingClientRect();
  const { data, layout } = element;
  const address = await library.toImage(
    { data, layout: { ...layout, showlegend, annotations: [...(layout.annotations ?? []), ...texts] } },
    {
      format: "png",
      scale: 2,
      width: Math.round(width),
      height: Math.round(height),
    },
  );
  // Not by fetch: the content policy lets the page ask its server alone.
  const bytes = Uint8Array.from(atob(address.split(",")[1]), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}

export async function resize(element) {
  if (!loading) return;
  const library = await plotly();
  if (element.isConnected && element.classList.contains("js-plotly-plot")) library.Plots.resize(element);
}

export async function remove(element) {
  if (!loading) return;
  const library = await plotly();
  library.purge(element);
}

function styled(layout) {
  const [ink, soft, line, panel] = ["ink", "soft", "line", "panel"].map(colour);
  const axis = (given = {}) => ({
    gridcolor: line,
    linecolor: line,
    zerolinecolor: line,
    tickfont: { color: soft, size: 12 },
    automargin: true,
    fixedrange: true,
    ...given,
    title: { font: { color: soft, size: 12 }, standoff: 8, ...given.title },
  });
  const { xaxis, yaxis, yaxis2, ...rest } = layout;
  return {
    paper_bgcolor: panel,
    plot_bgcolor: panel,
    margin: { l: 8, r: 12, t: 8, b: 8, pad: 4 },
    font: {
      family: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
      color: ink,
      size: 13,
    },
    hoverlabel: {
      bgcolor: colour("raised"),
      bordercolor: line,
      font: { color: ink, size: 13 },
      align: "left",
      namelength: -1,
    },
    legend: {
      orientation: "h",
      y: 1.02,
      x: 0,
      yanchor: "bottom",
      xanchor: "left",
      traceorder: "normal",
      font: { color: ink, size: 12 },
    },
    showlegend: false,
    modebar: { remove: [] },
    separators: ".,",
    ...rest,
    xaxis: axis(xaxis),
    yaxis: axis(yaxis),
    ...(yaxis2 ? { yaxis2: axis(yaxis2) } : {}),
  };
}
