// Breaks a name into the lines that fit into a circle, and cuts a label that is too long.
// @ts-check

const LETTER = 0.61; // of the font size: about the width of a letter, where there is no canvas to measure with
const WIDE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Extended_Pictographic}\u3000-\u303f\uff01-\uff60]/u; // as wide as high
const MOST_LINES = 4;
const LEAST_FONT = 10; // pixels: smaller letters cannot be read
const FEWEST_LETTERS = 5; // a shorter beginning of a name tells nothing
const MOST_MEASURED = 5_000;
const INSIDE = 0.92; // of a circle's radius: letters keep off its line
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
export const LINE = 1.17; // from one line to the next, of the font size
export const LABEL_LETTERS = 24; // of a group
export const WEIGHT = 550;
export const FACE = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'; // as style.css has it

/** @type {Map<string, number>} */
const measured = new Map();
/** @type {CanvasRenderingContext2D | null | undefined} */
let pen;

/** Returns how many pixels wide a text is in the letters of names. @param {string} text @param {number} font its size */
export function widthOf(text, font) {
  const known = measured.get(text);
  if (known !== undefined) return known * font;
  if (measured.size >= MOST_MEASURED) measured.clear();
  const width = measure(text);
  measured.set(text, width);
  return width * font;
}

/**
 * Returns the lines of a name that fit into a circle of radius `r` pixels, and their font size: `font`, or a smaller one
 * that can still be read. A name for which that is too large is cut, and where nothing of it fits there are no lines.
 *
 * @param {string} name
 * @param {number} r
 * @param {number} font
 * @param {number} [drop] how far below the middle of the circle the lines stand
 * @returns {{lines: string[], font: number, isCut: boolean}}
 */
export function fitted(name, r, font, drop = 0) {
  const least = Math.min(LEAST_FONT, font);
  const words = name.slice(0, 200).split(/\s+/u).filter(Boolean);
  for (let size = font; size > least - 1; size -= 1) {
    const tried = Math.max(size, least);
    const lines = whole(words, r, tried, drop);
    if (lines.length) return { lines, font: tried, isCut: false };
  }
  return { lines: cut(words, r, least, drop), font: least, isCut: true };
}

/** Returns what stands over a group, its number after its name whichever way that runs. @param {{label: string, count: number}} group */
export function labelOf({ label, count }) {
  return `${turned(shortened(label, LABEL_LETTERS))} · ${count}`;
}

/** Returns words so that they run in their own direction, the sign of a cut at their own end. @param {string} words */
export function turned(words) {
  return RIGHT_TO_LEFT.test(words) ? `\u2068${words}\u2069` : words;
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

/** @param {string[]} words @param {number} r @param {number} font @param {number} drop @returns {string[]} none if they do not all fit */
function whole(words, r, font, drop) {
  for (let count = 1; count <= MOST_LINES; count += 1) {
    const { lines, left } = broken(words, roomsOf(r, font, count, drop), font);
    if (!left.length) return lines;
  }
  return [];
}

/** As much of a name as fits, its end cut. @param {string[]} words @param {number} r @param {number} font @param {number} drop @returns {string[]} */
function cut(words, r, font, drop) {
  /** @type {string[]} */
  let best = [];
  for (let count = 1; count < MOST_LINES; count += 1) {
    const rooms = roomsOf(r, font, count, drop);
    const { lines, left } = broken(words, rooms, font);
    const full = lines.length === count;
    const last = full ? `${lines.pop()} ${left[0]}` : (left[0] ?? "");
    const end = beginning(last, rooms[lines.length] ?? 0, font);
    const found = end ? [...lines, end] : [];
    if (lengthOf(found.join(" ")) > lengthOf(best.join(" "))) best = found;
  }
  return best;
}

/** Sets words in lines of such widths; `left` are those that found no place. @param {string[]} words @param {number[]} rooms @param {number} font */
function broken(words, rooms, font) {
  /** @type {string[]} */
  const lines = [];
  for (const [number, word] of words.entries()) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : "";
    if (longer && widthOf(longer, font) <= (rooms[lines.length - 1] ?? 0)) lines[lines.length - 1] = longer;
    else if (widthOf(word, font) <= (rooms[lines.length] ?? 0)) lines.push(word);
    else return { lines, left: words.slice(number) };
  }
  return { lines, left: [] };
}

/** How wide each of `count` lines may be. @param {number} r @param {number} font @param {number} count @param {number} drop */
function roomsOf(r, font, count, drop) {
  const room = r * INSIDE;
  return Array.from({ length: count }, (_, number) => {
    const far = Math.abs(drop + (number - (count - 1) / 2) * LINE * font) + font / 2;
    return far >= room ? 0 : 2 * Math.sqrt(room * room - far * far);
  });
}

/** The letters of a text that fit, with the sign of the cut; "" where they are too few. @param {string} text @param {number} room @param {number} font */
function beginning(text, room, font) {
  const signs = [...text];
  for (let kept = signs.length - 1; kept >= FEWEST_LETTERS - 1; kept -= 1) {
    const tried = `${signs.slice(0, kept).join("").trimEnd()}…`;
    if (widthOf(tried, font) <= room) return tried;
  }
  return "";
}

/** The width of a text in letters of the size 1. @param {string} text */
function measure(text) {
  if (pen === undefined) {
    pen = document.createElement("canvas").getContext("2d");
    if (pen) pen.font = `${WEIGHT} 100px ${FACE}`;
  }
  return (pen?.measureText(text)?.width ?? 0) / 100 || lengthOf(text) * LETTER;
}

/** How many letters of common width a text is long. @param {string} text */
function lengthOf(text) {
  return [...text].reduce((sum, sign) => sum + (WIDE.test(sign) ? 1 / LETTER : 1), 0);
}
