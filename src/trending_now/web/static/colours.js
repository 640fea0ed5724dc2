// Reads the colours of the style sheet, since a canvas knows no classes.
// @ts-check

import { GENRES, genreClass } from "./genres.js";

/**
 * Returns each genre's colours as they stand on the page now, by the genre's name; those of all others under "".
 *
 * @param {HTMLElement} place an element of the page, whose colours count
 * @returns {Map<string, import("./charts/titles.d.ts").Colours>}
 */
export function coloursOf(place) {
  const probe = document.createElement("span");
  probe.hidden = true;
  place.append(probe);
  const style = getComputedStyle(probe);
  const forced = matchMedia("(forced-colors: active)").matches; // then every other colour is read as that of text
  /** @param {string} value */
  const read = (value) => {
    probe.style.color = value;
    return style.color;
  };
  const entries = ["", ...GENRES].map((genre) => {
    probe.className = genre && genreClass(genre);
    const line = forced ? read("CanvasText") : read(genre ? "var(--genre)" : "var(--ink-soft)");
    const fill = forced ? read("Canvas") : read(genre ? "var(--genre-tint)" : "var(--raised)");
    return /** @type {const} */ ([genre, { line, fill, ground: read(forced ? "Canvas" : "var(--sunken)"), ink: forced ? line : read("var(--ink)"), mark: forced ? read("Highlight") : read("var(--ink)") }]);
  });
  probe.remove();
  return new Map(entries);
}
