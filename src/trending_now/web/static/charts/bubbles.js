// Draws the bubble chart of titles, grouped or not: in SVG below some hundreds of bubbles, on a canvas above.
// @ts-check

import { element } from "../elements.js";
import { canvasPainter } from "./bubble-canvas.js";
import { layoutOf, simulationOf } from "./bubble-layout.js";
import { pickable } from "./bubble-picking.js";
import { svgPainter } from "./bubble-svg.js";
import { WHOLE, sightOf, viewOf, zoomable } from "./bubble-zoom.js";

/** @typedef {import("./titles.d.ts").ChartTitle} ChartTitle */
/** @typedef {import("./titles.d.ts").Place} Place */
/** @typedef {HTMLElement & {places: () => Map<number, Place>, stop: () => void, zoomBy: (factor: number) => void,
 *   showAll: () => void, here: () => number, sight: () => Sight, needed: () => number, isOrdered: boolean}} BubbleChart `needed`: how
 *   high it is, at least as high as asked for; `isOrdered`: the first of the titles stand at the top */
/** @typedef {import("./bubble-zoom.js").Sight} Sight */

/** Up to so many bubbles are SVG links, more are drawn on a canvas. */
export const MOST_IN_SVG = 300;
const MOST_TICKS = 170;
const TICK = "bubble tick"; // `python -m bench home_page` reads how long each took
const SLICE_MS = 8;

/**
 * Returns the chart, a detached node. It tells what happens on it by events that bubble: `pick` with
 * `{title, x, y, r, by}` (pixels from its corner; `by` is "pointer" or "keyboard") or null, and `open` with `{id, beside}`,
 * the title's id and whether in a tab of its own.
 *
 * @param {ChartTitle[]} titles
 * @param {{width?: number, height?: number, group?: import("./titles.d.ts").Grouping,
 *   size?: import("./titles.d.ts").Sizing, today?: Date, from?: Map<number, Place>, still?: boolean, density?: number,
 *   palette?: Map<string, import("./titles.d.ts").Colours>, signs?: Map<string, string>, icons?: string, here?: number,
 *   sight?: Sight}} [options] bubbles move from the places `from` unless `still`; `palette` has each genre's colours and
 *   `signs` the paths of `icons`, for a canvas; the arrow keys
 *   begin at the title `here`, and what is zoomed in on is `sight`, both as an earlier chart told them
 * @returns {BubbleChart}
 */
export function bubbles(titles, options = {}) {
  const { width = 640, height = 480, group = "none", size = "score", today = new Date(), from, still = false } = options;
  const { density = 1, palette = new Map(), signs = new Map(), icons = "/static/icons.svg", here: begin = 0, sight = WHOLE } = options;
  const layout = layoutOf(titles, { width, height, group, size, today, ...(from ? { from } : {}) });
  const room = { width, height: layout.height };
  const painter =
    titles.length > MOST_IN_SVG
      ? canvasPainter(layout, { ...room, density, palette, signs })
      : svgPainter(layout, { ...room, icons });
  const [stage, told] = framed(painter.node, titles.length, layout.clusters);
  let view = viewOf(sight, room);
  const repaint = (moving = false) => painter.paint(view, moving);
  const stop = settle(simulationOf(layout, room), repaint, still || !from);
  const { zoomBy, showAll, bringIn } = zoomable(stage, room, view, (changed) => {
    view = changed;
    repaint();
    letGo();
  });
  const { here, letGo } = pickable(stage, told, layout.bubbles, painter, { viewed: () => view, bringIn, begin });
  const places = () => new Map(layout.bubbles.map(({ title, x, y }) => [title.id, { x, y }]));
  const isOrdered = !layout.isHeap && !layout.clusters.length;
  return Object.assign(stage, { places, stop, zoomBy, showAll, here, sight: () => sightOf(view, room), needed: () => layout.height, isOrdered });
}

/** @param {Element} drawing @param {number} count @param {import("./titles.d.ts").Cluster[]} groups @returns {[HTMLElement, HTMLElement]} */
function framed(drawing, count, groups) {
  const titles = count === 1 ? "1 title" : `${count} titles`;
  const grouped = groups.length ? ` in groups: ${groups.map((one) => `${one.label}, ${one.count}`).join("; ")}` : "";
  const told = element("p", { class: "visually-hidden", "aria-live": "polite" });
  const label = `Bubble chart of ${titles}${grouped}. Arrow keys move between bubbles, Enter opens one.`;
  return [element("div", { class: "bubbles", tabindex: 0, role: "application", "aria-label": label }, drawing, told), told];
}

/**
 * Lets the bubbles find their places: before they are shown, or a step a frame. Returns what stops it.
 *
 * @param {ReturnType<typeof simulationOf>} simulation @param {(moving?: boolean) => void} repaint
 * @param {boolean} hidden paint nothing before they are there; a slice of the work at a time, so that the page stays alive
 */
function settle(simulation, repaint, hidden) {
  let [ticks, frame, isStopped] = [0, 0, false];
  performance.clearMeasures(TICK); // a browser keeps them for as long as the page is open
  const isDone = () => isStopped || ticks >= MOST_TICKS || simulation.alpha() < simulation.alphaMin();
  const tick = () => {
    const began = performance.now();
    simulation.tick();
    ticks += 1;
    if (!hidden) repaint(!isDone());
    performance.measure(TICK, { start: began, end: performance.now() });
  };
  const move = () => {
    tick();
    if (!isDone()) frame = requestAnimationFrame(move);
  };
  const prepare = () => {
    for (const began = performance.now(); !isDone() && performance.now() - began < SLICE_MS; ) tick();
    if (!isDone()) setTimeout(prepare);
    else if (!isStopped) repaint();
  };
  if (hidden) prepare();
  else move();
  return () => {
    isStopped = true;
    cancelAnimationFrame(frame);
  };
}
