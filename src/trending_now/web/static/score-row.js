// Makes the row of a list that says how probable a genre is: in words, as a figure and as a bar.
// @ts-check
import { element, svgElement } from "./elements.js";
import { genreClass, percent } from "./genres.js";

/**
 * Returns the row, detached, as the macro `score_row` of the templates writes it.
 *
 * @param {string} genre
 * @param {number} probability from 0 to 1
 * @param {{name?: string, because?: string | undefined, isLocked?: boolean}} [options] `name`: what stands for the genre, `because`: a word below it
 * @returns {HTMLLIElement}
 */
export function scoreRow(genre, probability, { name = genre, because = "", isLocked = false } = {}) {
  const row = element("li", { class: `score ${genreClass(genre)}` },
    element("span", { class: "score-name" }, name), element("span", { class: "score-value" }, sureness(probability, isLocked)), bar(probability));
  if (because) row.append(element("span", { class: "because" }, because));
  return row;
}

/** Returns in words how sure it is that a title is of a genre. @param {number} probability @param {boolean} isLocked */
export function sureness(probability, isLocked) {
  return isLocked ? "set by hand" : percent(probability);
}

/** @param {number} probability */
function bar(probability) {
  return svgElement("svg", { class: "score-bar", viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" },
    svgElement("rect", { class: "track", width: 100, height: 1 }),
    svgElement("rect", { class: "fill", width: (probability * 100).toFixed(1), height: 1 }));
}
