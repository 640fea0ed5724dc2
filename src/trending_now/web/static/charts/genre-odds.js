// Draws how probable each genre is: a bar a genre, a tick where it is chosen, a band where the engine is not sure.
// @ts-check

import { create, scaleLinear } from "../d3.js";
import { percent, slugOf } from "../genres.js";

/**
 * `chosen` and `unsure` are the genre's cuts, null where they were not kept; `href` leads to the passage behind it.
 *
 * @typedef {{genre: string, probability: number, standing: string, chosen: number | null, unsure: number | null,
 *   href: string | null}} Odds
 */

const ROW = 27;
const MIDDLE = ROW / 2;
const BAR = 9;
const BAND = 17;
const NAME = 142;
const VALUE = 50;
const AXIS = 22;
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
/** @type {Record<string, string>} */
const STANDINGS = { chosen: "chosen", uncertain: "not sure", other: "not chosen" };

/**
 * Returns the chart, detached: the most probable genre on top. One row is in the order of the Tab key; the arrow keys,
 * Home and End move between the rows.
 *
 * @param {Odds[]} data
 * @param {{width?: number}} [options]
 * @returns {SVGSVGElement}
 */
export function genreOdds(data, { width = 640 } = {}) {
  const rows = [...data].sort((a, b) => b.probability - a.probability);
  const height = AXIS + rows.length * ROW;
  const x = scaleLinear([0, 1], [NAME, Math.max(width - VALUE, NAME + 40)]);
  const svg = create("svg").attr("class", "odds").attr("viewBox", `0 0 ${width} ${height}`).attr("width", width)
    .attr("height", height).attr("role", "group").attr("aria-label", "How probable each genre is, the most probable first. Arrow keys move between the genres.");
  drawAxis(svg, x, height);
  rows.forEach((row, place) => drawRow(svg, row, place, x, width));
  const node = /** @type {SVGSVGElement} */ (svg.node());
  node.addEventListener("keydown", moveFocus);
  return node;
}

/** @param {import("d3").Selection<any, any, any, any>} svg @param {import("d3").ScaleLinear<number, number>} x @param {number} height */
function drawAxis(svg, x, height) {
  const axis = svg.append("g").attr("class", "odds-axis").attr("aria-hidden", "true");
  for (const share of [0, 0.5, 1]) {
    axis.append("line").attr("x1", x(share)).attr("x2", x(share)).attr("y1", AXIS - 4).attr("y2", height);
    axis.append("text").attr("x", x(share)).attr("y", 12).attr("text-anchor", "middle").text(`${share * 100} %`);
  }
}

/**
 * @param {import("d3").Selection<any, any, any, any>} svg @param {Odds} odds @param {number} place
 * @param {import("d3").ScaleLinear<number, number>} x @param {number} width
 */
function drawRow(svg, odds, place, x, width) {
  const slug = slugOf(odds.genre);
  const row = svg.append(odds.href ? "a" : "g").attr("class", `odds-row is-${odds.standing} genre-${slug}`)
    .attr("data-genre", slug).attr("transform", `translate(0, ${AXIS + place * ROW})`).attr("tabindex", place ? -1 : 0)
    .attr("aria-label", wordsOf(odds) + (odds.href ? " Show the sentence." : ""));
  if (odds.href) row.attr("href", odds.href);
  else row.attr("role", "img");
  row.append("title").text(wordsOf(odds));
  row.append("rect").attr("class", "hit").attr("width", width).attr("height", ROW).attr("rx", 4);
  row.append("use").attr("class", "icon").attr("href", `/static/icons.svg#genre-${slug}`).attr("x", 4).attr("y", MIDDLE - 8)
    .attr("width", 16).attr("height", 16);
  row.append("text").attr("class", "name").attr("x", 26).attr("y", MIDDLE).attr("dy", "0.35em").text(odds.genre);
  if (odds.chosen !== null && odds.unsure !== null) {
    box(row, "band", x(odds.unsure), x(odds.chosen) - x(odds.unsure), BAND);
  }
  box(row, "track", x(0), x(1) - x(0), 1);
  box(row, "bar", x(0), Math.max(x(odds.probability) - x(0), 1.5), BAR);
  if (odds.chosen !== null) box(row, "cut", x(odds.chosen) - 1, 2, BAND);
  row.append("text").attr("class", "value").attr("x", width - 4).attr("y", MIDDLE).attr("dy", "0.35em")
    .attr("text-anchor", "end").text(` ${percent(odds.probability)}`);
}

/** @param {import("d3").Selection<any, any, any, any>} row @param {string} name @param {number} x @param {number} width @param {number} height */
function box(row, name, x, width, height) {
  row.append("rect").attr("class", name).attr("x", x).attr("width", Math.max(width, 0)).attr("y", MIDDLE - height / 2)
    .attr("height", height).attr("rx", name === "bar" ? 3 : 0);
}

/** @param {Odds} odds */
function wordsOf({ genre, probability, standing, chosen, unsure }) {
  const cuts = chosen === null || unsure === null ? "" : ` Chosen from ${percent(chosen)}, not sure from ${percent(unsure)}.`;
  return `${genre} ${percent(probability)}, ${STANDINGS[standing] ?? standing}.${cuts}`;
}

/** @param {KeyboardEvent} event */
function moveFocus(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return; // the browser's own
  const rows = [.../** @type {SVGElement} */ (event.currentTarget).querySelectorAll("[tabindex]")];
  const here = rows.findIndex((row) => row === event.target);
  const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
  const wanted = event.key === "Home" ? 0 : event.key === "End" ? rows.length - 1 : here + (step ?? 0);
  const next = rows[wanted];
  if (here < 0 || wanted === here || !(step || event.key === "Home" || event.key === "End") || !next) return;
  event.preventDefault();
  for (const row of rows) row.setAttribute("tabindex", row === next ? "0" : "-1");
  /** @type {SVGElement} */ (next).focus();
}
