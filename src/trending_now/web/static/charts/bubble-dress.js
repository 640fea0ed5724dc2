// Places what stands on a bubble of some size: the sign of its genre, its name, its rank.
// @ts-check

import { genreClass } from "../genres.js";
import { rankSign } from "./attention.js";
import { LINE, fitted, turned, widthOf } from "./bubble-labels.js";

/** @typedef {import("./titles.d.ts").ChartTitle} ChartTitle */
/** @typedef {import("./titles.d.ts").Place} Place */
/** @typedef {{side: number, left: number, top: number, font: number, rank: Place}} Sign `side`: how wide and high it is,
 *   `rank`: where the rank beside or below it begins, in letters of the size `font` */
/** @typedef {{sign: Sign, rank: string, font: number, lines: {text: string, y: number}[]}} Dress */

const FONT = 12;
const LARGE_FONT = 18;
const RANK_FONT = 10;
const RANK_FROM = 14; // pixels of radius
const RANK_GAP = 3;
const RANK_BOLDER = 1.08; // how much wider its letters are than those of names
const LABEL_FROM = 20;
const CUT_FROM = 24; // a smaller bubble has its name whole or not at all
const BASELINE = 0.35; // of the font size, below the middle of a line
export const SIGN_FROM = 7; // below there is colour alone

/** Returns what a bubble has room for, all places from its middle. @param {ChartTitle} title @param {number} size its radius @returns {Dress} */
export function dressOf(title, size) {
  const { lines, font } = nameIn(title.name, size);
  const rank = size >= RANK_FROM ? rankSign(title) : "";
  const sign = rank && !lines.length ? signAbove(size, rank) : signAt(size, lines.length * font * LINE, rank);
  const middle = iconSide(size) / 2 + font * BASELINE;
  return { sign, rank, font, lines: lines.map((text, number) => ({ text: turned(text), y: (number - (lines.length - 1) / 2) * font * LINE + middle })) };
}

/** Returns the name of a title's sign in icons.svg. @param {ChartTitle} title */
export function symbolOf(title) {
  const leading = title.perhaps ? undefined : title.genres[0]?.genre;
  return leading ? genreClass(leading) : "undecided";
}

/** @param {string} name @param {number} size */
function nameIn(name, size) {
  const wanted = Math.min(Math.max(FONT, size * 0.17), LARGE_FONT);
  if (size < LABEL_FROM) return { lines: [], font: wanted };
  const found = fitted(name, size, wanted, iconSide(size) / 2);
  return found.isCut && size < CUT_FROM ? { lines: [], font: wanted } : found;
}

/** Where the sign stands, with a rank beside it. @param {number} size @param {number} taken by the name, pixels high @param {string} rank @returns {Sign} */
function signAt(size, taken, rank) {
  const side = taken ? iconSide(size) : Math.min(size * 1.05, 28);
  const font = Math.max(side * 0.8, RANK_FONT);
  const width = side + (rank ? rankWidth(rank, font) + RANK_GAP : 0);
  const top = taken ? -(taken + side) / 2 : -side / 2;
  return { side, font, left: -width / 2, top, rank: { x: side + RANK_GAP - width / 2, y: top + side / 2 + font * BASELINE } };
}

/** Where the sign stands when a bubble has room for a rank, but for no name. @param {number} size @param {string} rank @returns {Sign} */
function signAbove(size, rank) {
  const side = Math.min(size * 0.65, 16);
  const top = -(side + RANK_FONT) / 2;
  return { side, font: RANK_FONT, left: -side / 2, top, rank: { x: -rankWidth(rank, RANK_FONT) / 2, y: top + side + RANK_FONT * 0.85 } };
}

/** @param {string} rank @param {number} font */
function rankWidth(rank, font) {
  return widthOf(rank, font) * RANK_BOLDER;
}

/** How large the sign above a name is. @param {number} size */
function iconSide(size) {
  return Math.min(size * 0.36, Math.max(18, size * 0.24));
}
