// Draws the bubble chart of titles, grouped or not: in SVG below some hundreds of bubbles, on a canvas above.
// @ts-check

import { select, zoom, zoomIdentity } from "../d3.js";
import { element } from "../elements.js";
import { percent } from "../genres.js";
import { attentionWords } from "./attention.js";
import { canvasPainter } from "./bubble-canvas.js";
import { layoutOf, simulationOf } from "./bubble-layout.js";
import { svgPainter } from "./bubble-svg.js";

/** @typedef {import("./titles.d.ts").Bubble} Bubble */
/** @typedef {import("./titles.d.ts").ChartTitle} ChartTitle */
/** @typedef {import("./titles.d.ts").Place} Place */
/** @typedef {HTMLElement & {places: () => Map<number, Place>, stop: () => void, zoomBy: (factor: number) => void,
 *   showAll: () => void, here: () => number, sight: () => Sight, needed: () => number}} BubbleChart `needed`: how high it is, at
 *   least as high as asked for */
/** @typedef {{k: number, x: number, y: number}} Sight how many times as large as the whole the chart is shown, and the
 *   place in the middle of what is seen, in shares of its width and height */

/** Up to so many bubbles are SVG links, more are drawn on a canvas. */
export const MOST_IN_SVG = 300;
const MOST_TICKS = 170;
const TICK = "bubble tick"; // `python -m bench home_page` reads how long each took
const SLICE_MS = 8;
const DWELL_MS = 150;
const MIDDLE = 1;
const DEEPEST = 12;
const WHOLE = { k: 1, x: 0.5, y: 0.5 };
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

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
  });
  const here = pickable(stage, told, layout.bubbles, painter, { viewed: () => view, bringIn, begin });
  const places = () => new Map(layout.bubbles.map(({ title, x, y }) => [title.id, { x, y }]));
  return Object.assign(stage, { places, stop, zoomBy, showAll, here, sight: () => sightOf(view, room), needed: () => layout.height });
}

/** @param {Sight} sight @param {{width: number, height: number}} room @returns {import("./titles.d.ts").View} */
function viewOf({ k, x, y }, { width, height }) {
  return { k, x: width / 2 - x * width * k, y: height / 2 - y * height * k };
}

/** @param {import("./titles.d.ts").View} view @param {{width: number, height: number}} room @returns {Sight} */
function sightOf({ k, x, y }, { width, height }) {
  return { k, x: (width / 2 - x) / k / width, y: (height / 2 - y) / k / height };
}

/** Returns in one line what a bubble stands for. @param {ChartTitle} title */
export function described(title) {
  const genres = title.genres.map((score) => `${score.genre} ${percent(score.probability)}`).join(", ");
  const score = title.vibe_score === null ? "" : `vibe ${title.vibe_score.toFixed(1)} of 10`;
  return [`${title.name}: ${genres || "genre not sure"}`, score, attentionWords(title)].filter(Boolean).join(", ");
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

/**
 * @param {HTMLElement} stage @param {{width: number, height: number}} room
 * @param {import("./titles.d.ts").View} view as it is at first @param {(view: import("./titles.d.ts").View) => void} change
 */
function zoomable(stage, { width, height }, view, change) {
  const behaviour = zoom()
    .scaleExtent([1, DEEPEST])
    .extent([[0, 0], [width, height]])
    .translateExtent([[0, 0], [width, height]])
    .filter((event) => (event.type === "wheel" ? event.ctrlKey || event.metaKey : view.k > 1 || event.touches?.length > 1) && !event.button);
  const selected = /** @type {import("d3").Selection<any, unknown, null, undefined>} */ (select(stage));
  selected.call(/** @type {any} */ (behaviour)).on("dblclick.zoom", null);
  stage.classList.toggle("zoomed", view.k > 1);
  behaviour.transform(/** @type {any} */ (selected), zoomIdentity.translate(view.x, view.y).scale(view.k)); // heard by nobody yet
  behaviour.on("zoom", ({ transform }) => {
    view = { k: transform.k, x: transform.x, y: transform.y };
    stage.classList.toggle("zoomed", view.k > 1);
    change(view);
  });
  return {
    zoomBy: (/** @type {number} */ factor) => behaviour.scaleBy(/** @type {any} */ (selected), factor, [width / 2, middleInSight(stage, height)]),
    showAll: () => behaviour.transform(/** @type {any} */ (selected), zoomIdentity),
    /** Move a bubble into sight that lies outside of the part that is zoomed in on. @param {Bubble} bubble */
    bringIn: ({ x, y, r }) => {
      const isIn = (/** @type {number} */ place, /** @type {number} */ size) => place >= r * view.k && place <= size - r * view.k;
      if (isIn(x * view.k + view.x, width) && isIn(y * view.k + view.y, height)) return;
      behaviour.translateTo(/** @type {any} */ (selected), x, y);
    },
  };
}

/** How far down the chart the middle of that part lies which the window shows. @param {HTMLElement} stage @param {number} height its own */
function middleInSight(stage, height) {
  const { top } = stage.getBoundingClientRect();
  const shown = stage.ownerDocument.defaultView?.innerHeight ?? height;
  const [first, last] = [-top, shown - top].map((edge) => Math.min(Math.max(edge, 0), height));
  return ((first ?? 0) + (last ?? height)) / 2;
}

/**
 * @param {HTMLElement} stage @param {HTMLElement} told @param {Bubble[]} all
 * @param {import("./titles.d.ts").Painter} painter
 * @param {{viewed: () => import("./titles.d.ts").View, bringIn: (bubble: Bubble) => void, begin: number}} ways `begin` is
 *   the id of the title at which the arrow keys begin
 * @returns {() => number} tells that id as it is now; 0: nobody has used them yet
 */
function pickable(stage, told, all, painter, { viewed, bringIn, begin }) {
  const isDrawn = painter.node instanceof HTMLCanvasElement; // in SVG each bubble is a link
  /** @type {Bubble | null} */
  let active = null;
  let left = all.find((bubble) => bubble.title.id === begin) ?? null;
  let group = ""; // that was told last

  /** @param {Bubble | null} bubble @param {"pointer" | "keyboard"} by */
  function pick(bubble, by) {
    if (bubble === active) return;
    active = bubble;
    painter.mark(bubble);
    if (by === "keyboard" && bubble) bringIn(bubble);
    const { k, x, y } = viewed();
    const detail = bubble && { title: bubble.title, x: bubble.x * k + x, y: bubble.y * k + y, r: bubble.r * k, by };
    if (by === "keyboard" && bubble) {
      const enters = bubble.group && bubble.group !== group ? `${bubble.group}. ` : "";
      [left, group] = [bubble, bubble.group];
      told.textContent = enters + described(bubble.title);
    }
    stage.dispatchEvent(new CustomEvent("pick", { bubbles: true, detail }));
  }

  /** @param {MouseEvent} event */
  function under(event) {
    const box = stage.getBoundingClientRect();
    const { k, x, y } = viewed();
    return bubbleAt(all, (event.clientX - box.left - x) / k, (event.clientY - box.top - y) / k);
  }

  /** @param {{beside?: boolean}} [how] beside: in a tab of its own, as a link would with the same keys */
  const open = ({ beside = false } = {}) =>
    active && stage.dispatchEvent(new CustomEvent("open", { bubbles: true, detail: { id: active.title.id, beside } }));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let dwelling;

  /** Point at a bubble; from one to the next only after a moment: it may lie on the way to the card of the first. @param {Bubble | null} bubble */
  function point(bubble) {
    clearTimeout(dwelling);
    if (active && bubble && bubble !== active) dwelling = setTimeout(pick, DWELL_MS, bubble, "pointer");
    else pick(bubble, "pointer");
  }

  stage.addEventListener("pointermove", (event) => event.pointerType !== "touch" && point(under(event)));
  stage.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && point(null));
  stage.addEventListener("click", (event) => {
    const found = under(event);
    const isSecond = found !== null && found === active;
    const isTouch = /** @type {PointerEvent} */ (event).pointerType === "touch";
    if (isTouch && !isSecond) event.preventDefault(); // the first tap shows the card, the second opens the title
    clearTimeout(dwelling);
    pick(found, "pointer");
    if (found && isDrawn && (!isTouch || isSecond)) open({ beside: event.ctrlKey || event.metaKey || event.shiftKey });
  });
  stage.addEventListener("auxclick", (event) => {
    if (!isDrawn || event.button !== MIDDLE) return;
    pick(under(event), "pointer");
    open({ beside: true });
  });
  stage.addEventListener("keydown", (event) => {
    const beside = event.ctrlKey || event.metaKey;
    if (event.altKey || (beside && event.key !== "Enter")) return; // the browser's own: back, forward, to the top
    const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    if (step) pick(active ? (neighbour(all, active, step) ?? active) : (left ?? all[0] ?? null), "keyboard");
    else if (event.key === "Enter") open({ beside });
    else if (event.key === "Escape") pick(null, "keyboard");
    else return;
    event.preventDefault();
  });
  const leave = (/** @type {FocusEvent} */ { relatedTarget }) => (relatedTarget instanceof Node && stage.contains(relatedTarget)) || pick(null, "keyboard");
  stage.addEventListener("blur", leave, true); // captured: a tap focuses the bubble itself
  return () => left?.title.id ?? 0;
}

/** @param {Bubble[]} all @param {number} x @param {number} y */
function bubbleAt(all, x, y) {
  return all.find((bubble) => (bubble.x - x) ** 2 + (bubble.y - y) ** 2 <= bubble.r ** 2) ?? null;
}

/** The nearest bubble in a direction; what lies aside counts twice as far. @param {Bubble[]} all @param {Bubble} here @param {number[]} step */
function neighbour(all, here, [right = 0, down = 0]) {
  /** @type {{bubble: Bubble | null, far: number}} */
  let best = { bubble: null, far: Infinity };
  for (const bubble of all) {
    const [x, y] = [bubble.x - here.x, bubble.y - here.y];
    const ahead = x * right + y * down;
    const aside = Math.abs(x * down) + Math.abs(y * right);
    const far = ahead + 2 * aside;
    if (bubble !== here && ahead > aside * 0.3 && far < best.far) best = { bubble, far };
  }
  return best.bubble;
}
