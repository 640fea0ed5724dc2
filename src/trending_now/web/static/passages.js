// Cuts a passage out of a text as the API counts: in characters, not in the halves that UTF-16 makes of some.
// @ts-check

/**
 * Returns the part of a text that a passage names.
 *
 * @param {string} text
 * @param {{start: number, end: number}} passage
 */
export function passageOf(text, { start, end }) {
  return Array.from(text).slice(start, end).join("");
}
