// Sets groups of bubbles in rows, like words: each under its heading, the headings of a row on one line.
// @ts-check

import { LABEL_LETTERS } from "./bubble-labels.js";
import { packed } from "./bubble-pack.js";
import { radiusAt, readable } from "./bubble-sizes.js";

/** @typedef {import("./titles.d.ts").Cluster} Cluster */
/** @typedef {import("./titles.d.ts").Place} Place */
/** @typedef {import("./bubble-layout.js").Sized} Sized */
/** @typedef {{group: Sized, radii: number[], area: number, least: number, tallest: number}} Block `least`: how narrow it may be */
/** @typedef {{blocks: Block[], height: number, left: number}} Row `left`: pixels that none of its blocks takes */

const GAP = 2;
const EDGE = 8;
const LABEL = 26; // from the top of a row to its bubbles
const BASELINE = 17; // of the label
const BETWEEN = 12;
const LETTER = 7.2; // pixels, about
const FULL = 0.74; // of a block, by area
const MOST_OF_WIDTH = 1 / 6; // that the radius of the greatest may be, where bubbles need more height than there is
const ROUNDS = 14;
const TALL = [1, 1.5, 2, 3, 4, 6, 9, 14]; // times the largest bubble: how high rows may be

/**
 * Returns the groups as clusters, and the place and radius of each of their bubbles. They fill the height; where it is
 * too low for bubbles that can be read and hit, they need more of it.
 *
 * @param {Sized[]} groups
 * @param {{width: number, height: number, largest: number}} room `largest`: the greatest radius a bubble may have
 * @returns {{clusters: Cluster[], places: Place[][], radii: number[][], height: number}}
 */
export function shelves(groups, { width, height, largest }) {
  const relative = groups.flatMap((one) => one.radii);
  const greatest = Math.max(0, ...relative) || 1;
  const { scale, least } = readable(relative.map((one) => one / greatest), width, FULL, Math.min(largest, MOST_OF_WIDTH * width));
  const rowsAt = (/** @type {number} */ tried) => rowsOf(groups, (one) => radiusAt(one / greatest, { scale: tried, least }), width);
  let [small, large] = [scale, Math.max(largest, scale)];
  for (let round = 0; round < ROUNDS; round += 1) {
    const tried = (small + large) / 2;
    if (heightOf(rowsAt(tried)) <= height) small = tried;
    else large = tried;
  }
  return placed(rowsAt(small), width, height);
}

/** The rows that are least high together. @param {Sized[]} groups @param {(relative: number) => number} radius @param {number} width */
function rowsOf(groups, radius, width) {
  const inner = width - 2 * EDGE;
  const blocks = groups.map((group) => blockOf(group, group.radii.map(radius), inner));
  const tallest = Math.max(0, ...blocks.map((block) => block.tallest));
  /** @type {Row[]} */
  let best = [];
  for (const times of TALL) {
    const rows = filled(blocks, times * tallest, inner);
    if (!best.length || heightOf(rows) < heightOf(best)) best = rows;
  }
  return best;
}

/** @param {Sized} group @param {number[]} radii @param {number} inner @returns {Block} */
function blockOf(group, radii, inner) {
  const tallest = 2 * Math.max(0, ...radii) + GAP;
  const label = (Math.min(group.label.length, LABEL_LETTERS) + 5) * LETTER;
  const area = radii.reduce((sum, r) => sum + Math.PI * (r + GAP / 2) ** 2, 0) / FULL;
  return { group, radii, area, least: Math.min(Math.max(tallest, label), inner), tallest };
}

/** Fills rows of about such a height one after the other. @param {Block[]} blocks @param {number} tall @param {number} inner @returns {Row[]} */
function filled(blocks, tall, inner) {
  /** @type {Block[][]} */
  const rows = [];
  for (const block of blocks) {
    const row = rows.at(-1);
    if (row && widthOf([...row, block], tall) <= inner) row.push(block);
    else rows.push([block]);
  }
  return rows.map((row) => justified(row, inner));
}

/** The row as low as its width allows. @param {Block[]} blocks @param {number} inner @returns {Row} */
function justified(blocks, inner) {
  const area = blocks.reduce((sum, block) => sum + block.area, 0);
  let [low, high] = [Math.max(...blocks.map((block) => block.tallest)), Math.max(area, 1)];
  for (let round = 0; round < ROUNDS && widthOf(blocks, low) > inner; round += 1) {
    const tried = Math.sqrt(low * high);
    if (widthOf(blocks, tried) > inner) low = tried;
    else high = tried;
  }
  const height = widthOf(blocks, low) > inner ? high : low;
  return { blocks, height, left: Math.max(inner - widthOf(blocks, height), 0) };
}

/** How wide blocks are side by side at a height. @param {Block[]} blocks @param {number} tall */
function widthOf(blocks, tall) {
  return blocks.reduce((sum, block) => sum + Math.max(block.least, block.area / tall) + BETWEEN, -BETWEEN);
}

/** @param {Row[]} rows */
function heightOf(rows) {
  return rows.reduce((sum, row) => sum + LABEL + row.height + BETWEEN, EDGE);
}

/** @param {Row[]} rows @param {number} width @param {number} height */
function placed(rows, width, height) {
  const filledRows = rows.map((row) => packedRow(row, width));
  const used = filledRows.reduce((sum, row) => sum + row.height, EDGE);
  const spare = Math.max(height - used, 0) / (rows.length + 1);
  /** @type {{clusters: Cluster[], places: Place[][], radii: number[][], height: number}} */
  const all = { clusters: [], places: [], radii: [], height: Math.max(height, Math.ceil(used)) };
  let top = EDGE / 2;
  for (const row of filledRows) {
    top += spare;
    let left = EDGE;
    for (const { block, own, places } of row.packs) {
      const start = { x: left, y: top + LABEL };
      all.clusters.push({ ...headed(block), x: left + own / 2, y: top + row.height / 2, r: own / 2, top: top + BASELINE });
      all.places.push(places.map(({ x, y }) => ({ x: start.x + x, y: start.y + y })));
      all.radii.push(block.radii);
      left += own + BETWEEN;
    }
    top += row.height;
  }
  return all;
}

/** What a row leaves free is shared out among its blocks. @param {Row} row @param {number} width */
function packedRow({ blocks, height, left }, width) {
  const packs = blocks.map((block) => {
    const own = Math.min(Math.max(block.least, block.area / height) + left / blocks.length, width - 2 * EDGE);
    return { block, own, ...packed(block.radii.map((r) => r + GAP / 2), own) };
  });
  return { packs, height: LABEL + BETWEEN + Math.max(...packs.map((pack) => pack.height)) };
}

/** @param {Block} block */
function headed({ group }) {
  return { label: group.label, count: group.titles.length };
}
