// Decides where bubbles belong and how large they are, by pure arithmetic.
// @ts-check

import { forceSimulation, forceX, forceY } from "../d3.js";
import { apart } from "./bubble-apart.js";
import { groupsOf } from "./bubble-groups.js";
import { shelves } from "./bubble-shelves.js";
import { mean, radiusAt, readable, relativeRadius } from "./bubble-sizes.js";

/** @typedef {import("./titles.d.ts").Bubble} Bubble */
/** @typedef {import("./titles.d.ts").ChartTitle} ChartTitle */
/** @typedef {import("./titles.d.ts").Layout} Layout */
/** @typedef {import("./titles.d.ts").Place} Place */
/** @typedef {{titles: ChartTitle[], label: string, shares: (number | null)[], radii: number[]}} Sized */

const GAP = 1.5;
const PULL = 0.1;
const HOMING = 0.2;
const KEPT = 0.7; // of a bubble's velocity, each step
const FULL = 0.58; // of the room, by area: circles side by side never fill more than nine tenths
const LARGEST = 64; // where the room is small; else a part of it, so that a few titles do not stand lost in it
const LARGEST_PART = 0.16;
const CROWD = 400; // pairs of more bubbles than these are looked at once a step
const GOLDEN = (Math.sqrt(5) - 1) / 2; // of the way around or across, from one bubble to the next: they never come to stand in lines
const TURN = 2 * Math.PI * GOLDEN;

/**
 * Returns the bubbles at their first places, the clusters they are drawn to, and the height that they need: more than
 * the room's where groups would else be too small.
 *
 * @param {ChartTitle[]} titles
 * @param {{width: number, height: number, group: import("./titles.d.ts").Grouping,
 *   size: import("./titles.d.ts").Sizing, today: Date, from?: Map<number, Place>}} room
 * @returns {Layout}
 */
export function layoutOf(titles, { width, height, group, size, today, from = new Map() }) {
  const areMeasured = titles.some((title) => shareOf(title, size) !== null);
  const groups = groupsOf(titles, group, today).map((one) => {
    const shares = one.titles.map((title) => shareOf(title, size) ?? (areMeasured ? null : 0)); // all or none: nothing to tell apart
    return { label: one.label, titles: one.titles, shares, radii: shares.map(relativeRadius) };
  });
  const [first] = groups;
  if (!first) return { bubbles: [], clusters: [], isHeap: true, height };
  if (groups.length > 1 || first.label) return groupedOf(groups, { width, height }, from);
  return togetherOf(first, { width, height }, from);
}

/**
 * Returns the simulation that draws bubbles home and keeps them apart; the caller ticks it. A heap that is not in
 * groups takes the shape of the room: a weaker pull along the longer side makes it so. In groups every bubble has a
 * place of its own, and they cross one another on the way there.
 *
 * @param {Layout} layout
 * @param {{width: number}} room
 */
export function simulationOf({ bubbles, clusters, isHeap, height }, { width }) {
  if (clusters.length) return homing(bubbles);
  const [along, across] = isHeap ? [(height / width) ** 2, (width / height) ** 2] : [1, 1];
  return forceSimulation(bubbles)
    .force("x", forceX((/** @type {Bubble} */ bubble) => bubble.home.x).strength(PULL * Math.min(along, 1)))
    .force("y", forceY((/** @type {Bubble} */ bubble) => bubble.home.y).strength(PULL * Math.min(across, 1)))
    .force("apart", apart(GAP, bubbles.length > CROWD ? 1 : 2))
    .force("inside", () => keepInside(bubbles, width, height))
    .velocityDecay(1 - KEPT)
    .alphaDecay(0.045)
    .stop();
}

/** @param {Bubble[]} bubbles */
function homing(bubbles) {
  const isHome = bubbles.every(({ x, y, home }) => x === home.x && y === home.y);
  return forceSimulation(bubbles)
    .force("x", forceX((/** @type {Bubble} */ bubble) => bubble.home.x).strength(HOMING))
    .force("y", forceY((/** @type {Bubble} */ bubble) => bubble.home.y).strength(HOMING))
    .velocityDecay(1 - KEPT)
    .alpha(isHome ? 0 : 1)
    .alphaDecay(0.07)
    .stop();
}

/** What a size says of a title, 0 to 1; null where nobody has measured it. @param {ChartTitle} title @param {import("./titles.d.ts").Sizing} size */
function shareOf(title, size) {
  if (size === "popularity") return title.popularity || null;
  return title.vibe_score === null ? null : (title.vibe_score - 1) / 9;
}

/** The radius that no bubble exceeds. @param {number} width @param {number} height */
function largestRadius(width, height) {
  return Math.max(LARGEST, LARGEST_PART * Math.min(width, height));
}

/**
 * A few in one heap in the middle; as many as fill the room from the top down, in as much more height as they need to be read.
 *
 * @param {Sized} group @param {{width: number, height: number}} room @param {Map<number, Place>} from @returns {Layout}
 */
function togetherOf(group, { width, height }, from) {
  const greatest = Math.max(...group.radii) || 1;
  const relative = group.radii.map((one) => one / greatest);
  const area = Math.PI * group.radii.length * mean(relative) ** 2;
  const fitting = Math.sqrt((FULL * width * height) / Math.max(area, 1e-9));
  const largest = largestRadius(width, height);
  const sizes = readable(relative, width, FULL, largest);
  if (fitting >= largest) return { bubbles: heapOf(group, largest / greatest, { width, height }, from), clusters: [], isHeap: true, height };
  const areReadable = fitting >= sizes.scale && fitting * Math.min(...relative) >= sizes.least;
  const radii = relative.map((one) => (areReadable ? one * fitting : radiusAt(one, sizes)));
  const needed = Math.max(height, Math.ceil((Math.PI * radii.length * mean(radii) ** 2) / FULL / width));
  return { bubbles: downwardsOf({ ...group, radii }, { width, height: needed }, from), clusters: [], isHeap: false, height: needed };
}

/** @param {Sized[]} groups @param {{width: number, height: number}} room @param {Map<number, Place>} from @returns {Layout} */
function groupedOf(groups, { width, height }, from) {
  const { clusters, places, radii, height: needed } = shelves(groups, { width, height, largest: largestRadius(width, height) });
  const bubbles = groups.flatMap((group, row) =>
    group.titles.map((title, number) => {
      const home = /** @type {Place} */ (places[row]?.[number]);
      return { ...bubbleOf(group, number, 1), r: radii[row]?.[number] ?? 0, home, ...(from.get(title.id) ?? home) };
    }),
  );
  return { bubbles, clusters, isHeap: false, height: needed };
}

/**
 * Begins in a spiral around the middle, which the simulation makes a heap of.
 *
 * @param {Sized} group @param {number} scale @param {{width: number, height: number}} room @param {Map<number, Place>} from
 * @returns {Bubble[]}
 */
function heapOf(group, scale, { width, height }, from) {
  const step = scale * mean(group.radii);
  const stretch = Math.sqrt(width / height);
  return group.titles.map((title, number) => {
    const away = step * Math.sqrt(number + 0.5);
    const home = { x: width / 2, y: height / 2 };
    const spiral = { x: home.x + away * stretch * Math.cos(number * TURN), y: home.y + (away / stretch) * Math.sin(number * TURN) };
    return { ...bubbleOf(group, number, scale), home, ...(from.get(title.id) ?? spiral) };
  });
}

/** @param {Sized} group @param {number} number of the title in it @param {number} scale */
function bubbleOf({ titles, radii, shares, label }, number, scale) {
  const title = /** @type {ChartTitle} */ (titles[number]);
  return { title, r: (radii[number] ?? 0) * scale, isMeasured: shares[number] !== null, group: label };
}

/**
 * Gives each bubble a home of its own, in the order of the titles from the top down, and as much of the height as it is large.
 *
 * @param {Sized} group with radii in pixels @param {{width: number, height: number}} room @param {Map<number, Place>} from
 * @returns {Bubble[]}
 */
function downwardsOf(group, { width, height }, from) {
  const area = group.radii.reduce((sum, r) => sum + r * r, 0);
  let above = 0;
  return group.titles.map((title, number) => {
    const r = group.radii[number] ?? 0;
    const home = { x: r + (width - 2 * r) * ((number * GOLDEN) % 1), y: (height * (above + r * r / 2)) / area };
    above += r * r;
    return { ...bubbleOf(group, number, 1), home, ...(from.get(title.id) ?? home) };
  });
}

/** Let no bubble move over the edge: a step moves it by what is kept of its velocity. @param {Bubble[]} bubbles @param {number} width @param {number} height */
function keepInside(bubbles, width, height) {
  for (const bubble of bubbles) {
    const x = bubble.x + (bubble.vx ?? 0) * KEPT;
    const y = bubble.y + (bubble.vy ?? 0) * KEPT;
    bubble.vx = (clamp(x, bubble.r + 2, width - bubble.r - 2) - bubble.x) / KEPT;
    bubble.vy = (clamp(y, bubble.r + 2, height - bubble.r - 2) - bubble.y) / KEPT;
  }
}

/** @param {number} value @param {number} least @param {number} most */
function clamp(value, least, most) {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
