// Finds the titles that the home page's chart draws: as many as are wanted, in the order that the page has.
// @ts-check

import { hidesSeen, seenTitles } from "./seen.js";

/** @typedef {import("./charts/titles.d.ts").ChartTitle} ChartTitle */
/** @typedef {{titles: ChartTitle[], total: number}} Found the first titles, and how many there are in all */

const MOST_DRAWN = 2_000; // as many as the server sends at once
const NOTHING = { titles: [], total: 0 };

/** Returns how many bubbles are wanted at most: all there may be where nobody is asked. @param {HTMLElement} section */
export function mostOf(section) {
  return section.querySelector("button[data-most]") ? Number(section.dataset.most) : MOST_DRAWN;
}

/** Returns whether more titles are needed than were found, for some in the place of those that are hidden. @param {HTMLElement} section @param {Found} found */
export function areTooFew(section, { titles, total }) {
  return titles.length < Math.min(total, wantedAtOnce(section));
}

/** Returns the titles of the section, those that are perhaps of a genre behind the others. @param {HTMLElement} section @returns {Promise<Found>} */
export async function findTitles(section) {
  const { titles: url = "", perhaps: perhapsUrl, genre = "", sort } = section.dataset;
  const limit = wantedAtOnce(section);
  const [sure, perhaps] = await Promise.all([foundAt(url, limit), perhapsUrl ? foundAt(perhapsUrl, limit) : NOTHING]);
  const ordered = sort === "trending" ? ranked(sure.titles) : sure.titles;
  const unsure = perhaps.titles.map((title) => ({ ...title, perhaps: genre }));
  return { titles: [...ordered, ...unsure].slice(0, limit), total: sure.total + perhaps.total };
}

/** @param {HTMLElement} section */
function wantedAtOnce(section) {
  return Math.min(mostOf(section) + (hidesSeen() ? seenTitles().size : 0), MOST_DRAWN);
}

/** @param {string} url @param {number} limit @returns {Promise<Found>} */
async function foundAt(url, limit) {
  const asked = new URL(url, location.href);
  if (limit < MOST_DRAWN) asked.searchParams.set("limit", String(limit));
  const answer = await fetch(asked);
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return answer.json();
}

/** Gives each title that anybody measures its place among them, as on the cards. @param {ChartTitle[]} titles in the order of the page @returns {ChartTitle[]} */
function ranked(titles) {
  let given = 0;
  return titles.map((title) => {
    if (!title.popularity && !title.trend) return title;
    given += 1;
    return { ...title, rank: given };
  });
}
