// Zooms in on a part of the bubble chart, and keeps what is looked at in sight.
// @ts-check

import { select, zoom, zoomIdentity } from "../d3.js";

/** @typedef {import("./titles.d.ts").Bubble} Bubble */
/** @typedef {{k: number, x: number, y: number}} Sight how many times as large as the whole the chart is shown, and the
 *   place in the middle of what is seen, in shares of its width and height */

const DEEPEST = 12;
export const WHOLE = { k: 1, x: 0.5, y: 0.5 };

/** Returns the view that shows such a sight of a room. @param {Sight} sight @param {{width: number, height: number}} room @returns {import("./titles.d.ts").View} */
export function viewOf({ k, x, y }, { width, height }) {
  return { k, x: width / 2 - x * width * k, y: height / 2 - y * height * k };
}

/** Returns what of a room a view shows. @param {import("./titles.d.ts").View} view @param {{width: number, height: number}} room @returns {Sight} */
export function sightOf({ k, x, y }, { width, height }) {
  return { k, x: (width / 2 - x) / k / width, y: (height / 2 - y) / k / height };
}

/**
 * Lets a chart be zoomed and moved, by its own gestures and by what this returns.
 *
 * @param {HTMLElement} stage @param {{width: number, height: number}} room
 * @param {import("./titles.d.ts").View} view as it is at first @param {(view: import("./titles.d.ts").View) => void} change
 */
export function zoomable(stage, { width, height }, view, change) {
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
    /** Moves a bubble into sight that lies outside of the part that is zoomed in on. @param {Bubble} bubble */
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
