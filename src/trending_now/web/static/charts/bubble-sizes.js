// Decides how large bubbles are drawn, so that they can be read and hit, by pure arithmetic.
// @ts-check

const READABLE = 36; // pixels of radius: there is room for most of a name
const HIGHEST = 6_500; // pixels: nobody scrolls for longer, so the bubbles of a crowd are smaller
const MOST_ROOM = 3_750_000; // square pixels: on a dense screen four times as many, and there is a canvas that takes no more
const FEWEST = 13; // pixels of radius, however many there are
const LEAST = 12.5; // pixels of radius: a finger hits what is 24 pixels wide
const LEAST_PART = 0.7; // of what is wanted on average
const LEAST_RELATIVE = Math.sqrt(0.12);

/** Returns a bubble's radius in relation to the greatest there may be. @param {number | null} share what was not measured is as small as the least */
export function relativeRadius(share) {
  return Math.sqrt(LEAST_RELATIVE ** 2 + (1 - LEAST_RELATIVE ** 2) * Math.min(Math.max(share ?? 0, 0), 1) ** 2.4);
}

/**
 * Returns the radius of a bubble where the greatest is `scale` pixels: in proportion to it, unless the least would be too small.
 *
 * @param {number} relative @param {{scale: number, least: number}} sizes
 */
export function radiusAt(relative, { scale, least }) {
  const smallest = Math.max(LEAST_RELATIVE * scale, least);
  return smallest + ((relative - LEAST_RELATIVE) / (1 - LEAST_RELATIVE)) * (scale - smallest);
}

/**
 * Returns the radii of the greatest and the least bubble at which their names can be read, as far as so many leave room for it.
 *
 * @param {number[]} relative all radii @param {number} width of the room, which may be as high as need be
 * @param {number} full the part of the room that bubbles fill @param {number} largest the greatest radius that any may have
 */
export function readable(relative, width, full, largest) {
  const room = Math.sqrt((full * width * Math.min(HIGHEST, MOST_ROOM / width)) / (Math.PI * Math.max(relative.length, 1)));
  const wanted = Math.min(Math.max(room, FEWEST), READABLE, largest);
  const scale = Math.min(wanted / (mean(relative) || 1), largest);
  const above = (mean(relative) - LEAST_RELATIVE) / (1 - LEAST_RELATIVE); // 0: all are as small as the least, 1: as large as the greatest
  const others = above < 1 ? (wanted - above * scale) / (1 - above) : 0; // where the greatest may not be larger, the others are
  return { scale, least: Math.max(LEAST, LEAST_PART * wanted, others) };
}

/** Returns the radius of a circle that is as large as all on average. @param {number[]} radii */
export function mean(radii) {
  return Math.sqrt(radii.reduce((sum, r) => sum + r * r, 0) / Math.max(radii.length, 1));
}
