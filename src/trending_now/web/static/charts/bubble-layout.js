// Where bubbles belong and how large they are: pure arithmetic, no drawing.
// @ts-check

import { forceSimulation, forceX, forceY } from "../d3.js";
import { apart } from "./bubble-apart.js";
import { groupsOf } from "./bubble-groups.js";

/** @typedef {import("./titles.d.ts").Bubble} Bubble */
/** @typedef {import("./titles.d.ts").ChartTitle} ChartTitle */
/** @typedef {import("./titles.d.ts").Layout} Layout */
/** @typedef {import("./titles.d.ts").Place} Place */
/** @typedef {{titles: ChartTitle[], label: string, shares: (number | null)[], radii: number[]}} Sized */

const GAP = 1.5;
const EDGE = 6;
const PULL = 0.1;
const KEPT = 0.7; // of a bubble's velocity, each step
const LABEL = 26;
const FULL = 0.58; // of the room, by area: circles side by side never fill more than nine tenths
const LARGEST = 64; // where the room is small; else a part of it, so that a few titles do not stand lost in it
const LARGEST_PART = 0.16;
const SMALLEST = 3.5;
const CROWD = 400; // a pull to one middle would press more bubbles than these over one another
const SPREAD = 0.97; // of the room's width and height
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/**
 * Returns the bubbles at their first places, and the clusters they are drawn to.
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
  const isOne = groups.length === 1 && !groups[0]?.label;
  const scale = isOne ? fittingScale(groups, width, height) : shelfScale(groups, width, height);
  const clusters = isOne ? [clusterOf(groups[0], scale, width / 2, height / 2)] : shelves(groups, scale, width, height);
  const stretch = isOne ? Math.sqrt(width / height) : 1;
  const bubbles =
    isOne && groups[0] && titles.length > CROWD
      ? crowdOf(groups[0], scale, { width, height }, from)
      : groups.flatMap((one, number) => bubblesOf(one, scale, stretch, clusters[number], from));
  return { bubbles, clusters: isOne ? [] : clusters };
}

/**
 * Returns the simulation that draws bubbles home and keeps them apart; the caller ticks it. A heap that is not in
 * groups takes the shape of the room: a weaker pull along the longer side makes it so.
 *
 * @param {Layout} layout
 * @param {{width: number, height: number}} room
 */
export function simulationOf({ bubbles, clusters }, { width, height }) {
  const [along, across] = clusters.length || bubbles.length > CROWD ? [1, 1] : [(height / width) ** 2, (width / height) ** 2];
  return forceSimulation(bubbles)
    .force("x", forceX((/** @type {Bubble} */ bubble) => bubble.home.x).strength(PULL * Math.min(along, 1)))
    .force("y", forceY((/** @type {Bubble} */ bubble) => bubble.home.y).strength(PULL * Math.min(across, 1)))
    .force("apart", apart(GAP, bubbles.length > CROWD ? 1 : 2))
    .force("inside", () => keepInside(bubbles, width, height))
    .velocityDecay(1 - KEPT)
    .alphaDecay(0.045)
    .stop();
}

/** What a size says of a title, 0 to 1; null where nobody has measured it. @param {ChartTitle} title @param {import("./titles.d.ts").Sizing} size */
function shareOf(title, size) {
  if (size === "popularity") return title.popularity || null;
  return title.vibe_score === null ? null : (title.vibe_score - 1) / 9;
}

/** @param {number | null} share what was not measured is as small as the least */
function relativeRadius(share) {
  return Math.sqrt(0.12 + 0.88 * Math.min(Math.max(share ?? 0, 0), 1) ** 2.4);
}

/** The scale at which the greatest bubble is as large as one may be. @param {Sized[]} groups @param {number} width @param {number} height */
function largestScale(groups, width, height) {
  const greatest = groups.reduce((most, one) => Math.max(most, ...one.radii), 0);
  return Math.max(LARGEST, LARGEST_PART * Math.min(width, height)) / (greatest || 1);
}

/** @param {Sized[]} groups @param {number} width @param {number} height */
function fittingScale(groups, width, height) {
  const area = groups.reduce((sum, one) => sum + one.radii.reduce((own, r) => own + Math.PI * r * r, 0), 0);
  return clamp(Math.sqrt((FULL * width * height) / Math.max(area, 1e-9)), SMALLEST, largestScale(groups, width, height));
}

/**
 * Returns the largest scale at which the groups' circles, set in rows like words, fit into the height.
 *
 * @param {Sized[]} groups @param {number} width @param {number} height
 */
function shelfScale(groups, width, height) {
  let [small, large] = [1, largestScale(groups, width, height)];
  for (let round = 0; round < 24; round += 1) {
    const tried = (small + large) / 2;
    const fits = rowsOf(groups, tried, width).height <= height && groups.every((one) => 2 * extent(one, tried) <= width - 2 * EDGE);
    if (fits) small = tried;
    else large = tried;
  }
  return small;
}

/** @param {Sized} group @param {number} scale */
function extent(group, scale) {
  const area = group.radii.reduce((sum, r) => sum + (r * scale + GAP) ** 2, 0);
  return group.radii.length === 1 ? (group.radii[0] ?? 0) * scale + GAP : Math.sqrt(area / 0.66) + GAP;
}

/**
 * @param {Sized[]} groups @param {number} scale @param {number} width
 * @returns {{rows: {groups: Sized[], width: number, height: number}[], height: number}}
 */
function rowsOf(groups, scale, width) {
  /** @type {{groups: Sized[], width: number, height: number}[]} */
  const rows = [];
  for (const group of groups) {
    const own = Math.max(2 * extent(group, scale), labelWidth(group)) + 2 * EDGE;
    const row = rows.at(-1);
    if (row && row.width + own <= width) {
      row.groups.push(group);
      row.width += own;
      row.height = Math.max(row.height, 2 * extent(group, scale) + LABEL + EDGE);
    } else {
      rows.push({ groups: [group], width: own, height: 2 * extent(group, scale) + LABEL + EDGE });
    }
  }
  return { rows, height: rows.reduce((sum, row) => sum + row.height, 0) };
}

/** About how wide a label of 13 pixels is. @param {Sized} group */
function labelWidth(group) {
  return (Math.min(group.label.length, 22) + 5) * 7;
}

/** @param {Sized[]} groups @param {number} scale @param {number} width @param {number} height */
function shelves(groups, scale, width, height) {
  const { rows, height: used } = rowsOf(groups, scale, width);
  const spare = Math.max(height - used, 0) / (rows.length + 1);
  let top = spare;
  return rows.flatMap((row) => {
    const between = Math.max(width - row.width, 0) / (row.groups.length + 1);
    let left = between;
    const middle = top + LABEL + (row.height - LABEL - EDGE) / 2;
    top += row.height + spare;
    return row.groups.map((group) => {
      const own = Math.max(2 * extent(group, scale), labelWidth(group)) + 2 * EDGE;
      left += own + between;
      return clusterOf(group, scale, left - between - own / 2, middle);
    });
  });
}

/** @param {Sized | undefined} group @param {number} scale @param {number} x @param {number} y */
function clusterOf(group, scale, x, y) {
  const r = group ? extent(group, scale) : 0;
  return { label: group?.label ?? "", count: group?.titles.length ?? 0, x, y, r, top: y - r - 8 };
}

/**
 * @param {Sized} group @param {number} scale @param {number} stretch how many times wider than high the heap begins
 * @param {Place | undefined} home @param {Map<number, Place>} from
 * @returns {Bubble[]}
 */
function bubblesOf(group, scale, stretch, home = { x: 0, y: 0 }, from) {
  const step = 1.6 * scale * Math.sqrt(group.radii.reduce((sum, r) => sum + r * r, 0) / Math.max(group.radii.length, 1));
  return group.titles.map((title, number) => {
    const before = from.get(title.id);
    const away = step * Math.sqrt(number + 0.5) * 0.62;
    const spiral = {
      x: home.x + away * stretch * Math.cos(number * GOLDEN),
      y: home.y + (away / stretch) * Math.sin(number * GOLDEN),
    };
    return { ...bubbleOf(group, number, scale), home: { x: home.x, y: home.y }, ...(before ?? spiral) };
  });
}

/** @param {Sized} group @param {number} number of the title in it @param {number} scale */
function bubbleOf({ titles, radii, shares, label }, number, scale) {
  const title = /** @type {ChartTitle} */ (titles[number]);
  return { title, r: (radii[number] ?? 0) * scale, isMeasured: shares[number] !== null, group: label };
}

/**
 * Gives each bubble of a crowd a home of its own, in the order of the titles from the middle out, all over the room.
 *
 * @param {Sized} group @param {number} scale @param {{width: number, height: number}} room @param {Map<number, Place>} from
 * @returns {Bubble[]}
 */
function crowdOf(group, scale, { width, height }, from) {
  return group.titles.map((title, number) => {
    const away = (SPREAD / 2) * Math.sqrt((number + 0.5) / group.titles.length);
    const home = {
      x: width * (0.5 + away * Math.cos(number * GOLDEN)),
      y: height * (0.5 + away * Math.sin(number * GOLDEN)),
    };
    return { ...bubbleOf(group, number, scale), home, ...(from.get(title.id) ?? home) };
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
