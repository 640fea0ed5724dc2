// Packs circles under a ceiling, as bubbles rise in a glass, by pure arithmetic.
// @ts-check

/** @typedef {import("./titles.d.ts").Place} Place */

const COLUMN = 2; // pixels: how finely the lower edge of what is placed is known
const STEP = 4; // pixels between the places that are tried for a circle
const TO_BEGINNING = 0.02; // pixels of height that a pixel nearer to where a heap begins is worth

/**
 * Returns where circles stand that rise, the largest first, each to the highest place there is: from the middle out, or
 * from one side where that makes a lower heap. And how high all of them are together.
 *
 * @param {number[]} radii
 * @param {number} width of the glass; no less than the largest circle
 * @returns {{places: Place[], height: number}} the middles, from the left end of the ceiling
 */
export function packed(radii, width) {
  const order = radii.map((_, number) => number).sort((a, b) => (radii[b] ?? 0) - (radii[a] ?? 0));
  const [fromMiddle, fromSide] = [width / 2, 0].map((begin) => heap(radii, order, width, begin));
  return /** @type {ReturnType<typeof heap>} */ (fromSide && fromMiddle && fromSide.height < fromMiddle.height - 1 ? fromSide : fromMiddle);
}

/** @param {number[]} radii @param {number[]} order @param {number} width @param {number} begin where the first would stand */
function heap(radii, order, width, begin) {
  const edge = new Float64Array(Math.ceil(width / COLUMN) + 1); // how far down each column is taken
  /** @type {Place[]} */
  const places = Array(radii.length);
  let [left, right, height] = [width, 0, 0];
  for (const number of order) {
    const r = radii[number] ?? 0;
    const place = highest(edge, r, width, begin);
    places[number] = place;
    take(edge, place, r);
    [left, right, height] = [Math.min(left, place.x - r), Math.max(right, place.x + r), Math.max(height, place.y + r)];
  }
  const aside = (width - left - right) / 2; // to the middle
  return { places: places.map(({ x, y }) => ({ x: x + aside, y })), height };
}

/** @param {Float64Array} edge @param {number} r @param {number} width @param {number} begin @returns {Place} */
function highest(edge, r, width, begin) {
  const first = Math.min(Math.max(begin, r), width - r);
  let [best, cost] = [{ x: first, y: restAt(edge, first, r) }, Infinity];
  for (let away = 0; away <= width; away += STEP) {
    for (const x of away ? [first - away, first + away] : [first]) {
      if (x < r || x > width - r) continue;
      const y = restAt(edge, x, r);
      if (y + away * TO_BEGINNING < cost) [best, cost] = [{ x, y }, y + away * TO_BEGINNING];
    }
  }
  return best;
}

/** How far down the middle of a circle comes to rest. @param {Float64Array} edge @param {number} x @param {number} r */
function restAt(edge, x, r) {
  let y = r;
  const last = Math.min(Math.floor((x + r) / COLUMN), edge.length - 1);
  for (let column = Math.max(Math.ceil((x - r) / COLUMN), 0); column <= last; column += 1) {
    const taken = edge[column] ?? 0;
    if (taken) y = Math.max(y, taken + half(column, x, r));
  }
  return y;
}

/** @param {Float64Array} edge @param {Place} place @param {number} r */
function take(edge, { x, y }, r) {
  const last = Math.min(Math.floor((x + r) / COLUMN), edge.length - 1);
  for (let column = Math.max(Math.ceil((x - r) / COLUMN), 0); column <= last; column += 1) {
    edge[column] = Math.max(edge[column] ?? 0, y + half(column, x, r));
  }
}

/** Half of how high a circle is in a column. @param {number} column @param {number} x @param {number} r */
function half(column, x, r) {
  return Math.sqrt(Math.max(r * r - (column * COLUMN - x) ** 2, 0));
}
