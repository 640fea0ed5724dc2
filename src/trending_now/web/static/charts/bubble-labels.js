// Breaks a name into the lines that fit into a circle.
// @ts-check

const LETTER = 0.61; // of the font size: about the width of a letter in the pages' sans-serif
const WIDE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Extended_Pictographic}\u3000-\u303f\uff01-\uff60]/u; // as wide as high
const LINE = 1.15;
const FEWEST_LETTERS = 5; // a shorter beginning of a name tells nothing
export const LABEL_LETTERS = 24; // of a group
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * Returns the lines of a name that fit into a circle of radius `r` pixels at a font size; a name that is too long is
 * cut, and where nothing of it fits there are none.
 *
 * @param {string} name
 * @param {number} r
 * @param {number} fontSize
 * @returns {string[]}
 */
export function linesIn(name, r, fontSize) {
  const words = name.slice(0, 200).split(/\s+/u).filter(Boolean);
  for (const count of [1, 2, 3]) {
    const lines = broken(words, lettersAt(r, fontSize, count));
    if (lines.length <= count) return lines;
  }
  for (const count of [3, 2, 1]) {
    const letters = lettersAt(r, fontSize, count);
    const lines = broken(words.map((word) => shortened(word, letters)), letters);
    if (letters >= FEWEST_LETTERS && lines.length) return cut(lines, count, letters);
  }
  return [];
}

/** How many letters the shortest of `count` lines holds. @param {number} r @param {number} fontSize @param {number} count */
function lettersAt(r, fontSize, count) {
  const half = (count * LINE * fontSize) / 2;
  const room = r * 0.92;
  return half >= room ? 0 : Math.floor((2 * Math.sqrt(room * room - half * half)) / (fontSize * LETTER));
}

/** Set words in lines; more lines than words if one does not fit. @param {string[]} words @param {number} letters @returns {string[]} */
function broken(words, letters) {
  if (words.some((word) => lengthOf(word) > letters)) return Array(words.length + 3).fill("");
  /** @type {string[]} */
  const lines = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && lengthOf(last) + 1 + lengthOf(word) <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** @param {string[]} lines @param {number} count @param {number} letters */
function cut(lines, count, letters) {
  if (lines.length <= count) return lines;
  const last = lines[count - 1] ?? "";
  return [...lines.slice(0, count - 1), lengthOf(last) < letters && !last.endsWith("…") ? `${last}…` : shortened(`${last}…`, letters)];
}

/** What stands over a group; a name that runs from right to left keeps to itself. @param {{label: string, count: number}} group */
export function labelOf({ label, count }) {
  const name = shortened(label, LABEL_LETTERS);
  return `${RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name} · ${count}`;
}

/**
 * Returns a word or a label, cut where it has more letters of common width.
 *
 * @param {string} word @param {number} letters
 */
export function shortened(word, letters) {
  if (lengthOf(word) <= letters) return word;
  let [kept, used] = ["", 1]; // the sign of the cut takes one
  for (const sign of word) {
    used += lengthOf(sign);
    if (used > letters) break;
    kept += sign;
  }
  return `${kept}…`;
}

/** How many letters of common width a text is long. @param {string} text */
function lengthOf(text) {
  return [...text].reduce((sum, sign) => sum + (WIDE.test(sign) ? 1 / LETTER : 1), 0);
}
