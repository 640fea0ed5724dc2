// Breaks a name into the lines that fit into a circle.
// @ts-check

const LETTER = 0.6; // of the font size: about the width of a letter in the pages' sans-serif
const LINE = 1.15;

/**
 * Returns the lines of a name that fit into a circle of radius `r` pixels at a font size, none if there is no room.
 *
 * @param {string} name
 * @param {number} r
 * @param {number} fontSize
 * @returns {string[]}
 */
export function linesIn(name, r, fontSize) {
  const words = name.split(/\s+/u).filter(Boolean);
  for (const count of [1, 2, 3]) {
    const lines = broken(words, count, lettersAt(r, fontSize, count));
    if (lines) return lines;
  }
  const letters = lettersAt(r, fontSize, 1);
  return letters >= 6 ? [`${[...name].slice(0, letters - 1).join("").trimEnd()}…`] : [];
}

/** How many letters the shortest of `count` lines holds. @param {number} r @param {number} fontSize @param {number} count */
function lettersAt(r, fontSize, count) {
  const half = (count * LINE * fontSize) / 2;
  const room = r * 0.92;
  return half >= room ? 0 : Math.floor((2 * Math.sqrt(room * room - half * half)) / (fontSize * LETTER));
}

/** @param {string[]} words @param {number} count @param {number} letters @returns {string[] | null} */
function broken(words, count, letters) {
  /** @type {string[]} */
  const lines = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && [...last].length + 1 + [...word].length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length <= count && lines.every((line) => [...line].length <= letters) ? lines : null;
}
