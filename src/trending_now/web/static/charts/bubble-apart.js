// Keeps circles apart, as a force of d3's simulation that finds neighbours by a grid instead of a tree.
// @ts-check

/** @typedef {import("./titles.d.ts").Bubble} Bubble */
/** @typedef {{x: Float64Array, y: Float64Array, r: Float64Array}} Circles where they will be after this step */

/**
 * Returns the force. Circles are of like size, so a grid whose cells are as wide as the largest one holds a few in each:
 * with 2,000 of them a step takes a tenth of what d3's tree takes, which is made for points of any spread. Two that
 * overlap are moved apart along the line between them, the smaller one further.
 *
 * @param {number} gap pixels between two circles
 * @param {number} rounds how often all pairs are looked at in a step
 */
export function apart(gap, rounds) {
  /** @type {Bubble[]} */
  let bubbles = [];
  /** @type {Circles} */
  let circles = { x: new Float64Array(0), y: new Float64Array(0), r: new Float64Array(0) };
  let cell = 1;

  function force() {
    if (bubbles.length < 2) return;
    bubbles.forEach((bubble, number) => {
      circles.x[number] = bubble.x + (bubble.vx ?? 0);
      circles.y[number] = bubble.y + (bubble.vy ?? 0);
    });
    for (let round = 0; round < rounds; round += 1) separate(circles, cell, gap);
    bubbles.forEach((bubble, number) => {
      bubble.vx = (circles.x[number] ?? 0) - bubble.x;
      bubble.vy = (circles.y[number] ?? 0) - bubble.y;
    });
  }

  /** @param {Bubble[]} all */
  force.initialize = (all) => {
    bubbles = all;
    circles = { x: new Float64Array(all.length), y: new Float64Array(all.length), r: Float64Array.from(all, (one) => one.r) };
    cell = 2 * all.reduce((most, bubble) => Math.max(most, bubble.r), 0.5) + gap;
  };
  return force;
}

/** Moves all that overlap apart, each pair once. @param {Circles} circles @param {number} cell @param {number} gap */
function separate(circles, cell, gap) {
  const { x, y } = circles;
  const [left, right] = edges(x);
  const [top, bottom] = edges(y);
  const columns = Math.floor((right - left) / cell) + 1;
  const rows = Math.floor((bottom - top) / cell) + 1;
  const first = new Int32Array(columns * rows).fill(-1);
  const next = new Int32Array(x.length);
  for (let number = 0; number < x.length; number += 1) {
    const column = within(Math.floor(((x[number] ?? 0) - left) / cell), columns);
    const row = within(Math.floor(((y[number] ?? 0) - top) / cell), rows);
    for (let over = Math.max(row - 1, 0); over <= Math.min(row + 1, rows - 1); over += 1) {
      for (let beside = Math.max(column - 1, 0); beside <= Math.min(column + 1, columns - 1); beside += 1) {
        for (let other = first[over * columns + beside] ?? -1; other >= 0; other = next[other] ?? -1) push(circles, number, other, gap);
      }
    }
    next[number] = first[row * columns + column] ?? -1;
    first[row * columns + column] = number;
  }
}

/** Moves two circles apart if they overlap. @param {Circles} circles @param {number} a @param {number} b @param {number} gap */
function push({ x, y, r }, a, b, gap) {
  const own = r[a] ?? 0;
  const others = r[b] ?? 0;
  let across = (x[a] ?? 0) - (x[b] ?? 0);
  const down = (y[a] ?? 0) - (y[b] ?? 0);
  const wanted = own + others + gap;
  let far = across * across + down * down;
  if (far >= wanted * wanted) return;
  if (far === 0) [across, far] = [1e-3, 1e-6]; // on one another: any way will do
  far = Math.sqrt(far);
  const share = (wanted - far) / far;
  const weight = (others * others) / (own * own + others * others);
  x[a] = (x[a] ?? 0) + across * share * weight;
  y[a] = (y[a] ?? 0) + down * share * weight;
  x[b] = (x[b] ?? 0) - across * share * (1 - weight);
  y[b] = (y[b] ?? 0) - down * share * (1 - weight);
}

/** @param {Float64Array} places @returns {[number, number]} the least and the greatest */
function edges(places) {
  let [least, most] = [Infinity, -Infinity];
  for (const place of places) {
    if (place < least) least = place;
    if (place > most) most = place;
  }
  return [least, most];
}

/** The cell at the edge for one that was pushed over it in this very step. @param {number} place @param {number} count */
function within(place, count) {
  return Math.min(Math.max(place, 0), count - 1);
}
