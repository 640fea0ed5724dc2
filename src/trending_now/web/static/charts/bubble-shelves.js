// Sets groups of bubbles in rows, like words: each under its heading, the headings of a row on one line.
// @ts-check

import { LABEL_LETTERS } from "./bubble-labels.js";
import { packed } from "./bubble-pack.js";

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
const LEAST = 12.5; // pixels of radius: a finger hits what is 24 pixels wide
const ROOMY = 44; // the radius of the largest bubble where there are no more than these; it leaves room for names
const ROOMY_PART = 1 / 8; // of a narrow room's width, instead
const ROOMY_TITLES = 100;
const SMALLEST = 20; // that the largest one may be, however many there are
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
  const count = groups.reduce((sum, one) => sum + one.titles.length, 0);
  const roomy = Math.min(ROOMY, width * ROOMY_PART);
  const least = Math.min(Math.max(roomy * Math.sqrt(ROOMY_TITLES / Math.max(count, 1)), SMALLEST), roomy);
  let [small, large] = [least, Math.max(largest, least)];
  for (let round = 0; round < ROUNDS; round += 1) {
    const tried = (small + large) / 2;
    if (heightOf(rowsOf(groups, tried, width)) <= height) small = tried;
    else large = tried;
  }
  return placed(rowsOf(groups, small, width), width, height);
}

/**
 * The radius of a bubble where the greatest is `scale` pixels: in proportion to it, unless the least would be too small.
 *
 * @param {number} relative @param {number} scale
 */
function radiusAt(relative, scale) {
  const least = Math.sqrt(0.12); // as `relativeRadius` has it
  if (scale * least >= LEAST) return relative * scale;
  return LEAST + ((relative - least) / (1 - least)) * (scale - LEAST);
}

/** The rows that are least high together. @param {Sized[]} groups @param {number} scale @param {number} width */
function rowsOf(groups, scale, width) {
  const inner = width - 2 * EDGE;
  const greatest = groups.reduce((most, one) => Math.max(most, ...one.radii), 0) || 1;
  const blocks = groups.map((group) => blockOf(group, group.radii.map((one) => radiusAt(one / greatest, scale)), inner));
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
