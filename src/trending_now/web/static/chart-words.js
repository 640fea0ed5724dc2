// Says in plain words what the home page shows in its chart, and why a button would show nothing.
// @ts-check

/** @typedef {import("./charts/titles.d.ts").ChartTitle} ChartTitle */
/** @typedef {import("./charts/titles.d.ts").Grouping} Grouping */
/** @typedef {import("./charts/titles.d.ts").Sizing} Sizing */

const SIZES = {
  score: { more: "a higher vibe score", without: "has none yet", none: "No vibe scores yet" },
  popularity: { more: "more popular", without: "has no figure yet", none: "No popularity figures yet" },
};
const TREND =
  "Trending compares the attention a title gets in the last three days with that of the two weeks before. Number 1 has risen the most; ▲ means rising, ▼ falling.";
/** @type {Record<Sizing, (title: ChartTitle) => unknown>} */
const MEASURES = { score: (title) => title.vibe_score !== null, popularity: (title) => title.popularity };
/** @type {Partial<Record<Grouping, {has: (title: ChartTitle) => unknown, reason: string}>>} */
const GROUPS = {
  genre: { has: (title) => title.genres.length, reason: "No title has a genre that is sure yet." },
  platform: { has: (title) => title.platform, reason: "No title names a platform yet." },
  tag: { has: (title) => title.tags.length, reason: "No title has a vibe tag yet." },
  score: { has: MEASURES.score, reason: "No title has a vibe score yet." },
  week: { has: (title) => title.date, reason: "No title has a release date yet." },
};

/** Returns whether any title has what a size says. @param {ChartTitle[]} titles @param {Sizing} size */
export function isKnown(titles, size) {
  return titles.some(MEASURES[size]);
}

/** Returns of which share of the titles it is known what a size says, 0 to 1. @param {ChartTitle[]} titles @param {Sizing} size */
export function shareKnown(titles, size) {
  return titles.filter(MEASURES[size]).length / (titles.length || 1);
}

/** Returns how to read the chart. @param {ChartTitle[]} titles @param {{group: Grouping, size: Sizing, isOrdered?: boolean}} chosen */
export function guideTo(titles, { group, size, isOrdered = false }) {
  const told = [sizeWords(titles, size), "Colour and icon show the main genre."];
  if (isOrdered) told.push("The first in order stand at the top.");
  if (group === "genre") told.push("Each title appears once, under its main genre.");
  return [...told, "Hover or tap for details, click to open. Zoom with Ctrl + scroll or two fingers."].join(" ");
}

/** Returns what is not drawn because it was seen; "" where nothing is. @param {number} left @param {number} hidden */
export function seenWords(left, hidden) {
  if (!left && !hidden) return "No title fits these filters.";
  if (!left) return "You have seen all of these. Switch off “Hide what I have seen” to see them again.";
  return hidden ? `${hidden === 1 ? "1 title that you have seen is" : `${hidden} titles that you have seen are`} hidden.` : "";
}

/** Returns how many of the bubbles are only perhaps of the genre that is asked for; "" where none is. @param {ChartTitle[]} drawn @param {string} genre */
export function perhapsWords(drawn, genre) {
  const count = drawn.filter((title) => title.perhaps).length;
  if (!count) return "";
  return count === 1 ? `1 title that is perhaps ${genre} stands with them.` : `${count.toLocaleString("en")} titles that are perhaps ${genre} stand with them.`;
}

/** Returns how many of the titles are drawn; "" where all are. @param {number} drawn @param {number} all */
export function drawnWords(drawn, all) {
  return drawn && drawn < all ? `These are the first ${drawn.toLocaleString("en")} of ${all.toLocaleString("en")} titles.` : "";
}

/** Returns what the order means where it is that of the trend; else "". @param {ChartTitle[]} titles @param {string} sort */
export function trendWords(titles, sort) {
  if (sort !== "trending" || !titles.length) return "";
  return isKnown(titles, "popularity") ? TREND : "No attention figures yet: the newest come first.";
}

/** Returns why the titles cannot be grouped by something; "" if they can. @param {ChartTitle[]} titles @param {string} group */
export function reasonNotToGroup(titles, group) {
  const known = GROUPS[/** @type {Grouping} */ (group)];
  return !known || !titles.length || titles.some(known.has) ? "" : known.reason;
}

/** Returns why bubbles cannot be sized by something; "" if they can. @param {ChartTitle[]} titles @param {string} size */
export function reasonNotToSize(titles, size) {
  const sizing = /** @type {Sizing} */ (size);
  return !titles.length || isKnown(titles, sizing) ? "" : `${SIZES[sizing].none}.`;
}

/** @param {ChartTitle[]} titles @param {Sizing} size */
function sizeWords(titles, size) {
  const { more, without, none } = SIZES[size];
  if (!isKnown(titles, size)) return titles.length ? `${none}: all bubbles are the same size.` : "";
  return `Bigger means ${more}${titles.every(MEASURES[size]) ? "" : `; an empty circle ${without}`}.`;
}
