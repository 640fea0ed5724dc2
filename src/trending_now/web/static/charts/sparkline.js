// Draws one series of values over days, as small as a word, its last value marked.
// @ts-check

import { create, curveMonotoneX, extent, line, scaleLinear, scaleUtc } from "../d3.js";

/**
 * `day` is written as 2031-05-20; `words` is how the page beside the chart writes both.
 *
 * @typedef {{day: string, value: number, words?: {day: string, value: string}}} Point
 */

const MARGIN = 4;

/**
 * Returns the chart, detached; `name` says what is measured.
 *
 * @param {Point[]} data
 * @param {{width?: number, height?: number, name?: string}} [options]
 * @returns {SVGSVGElement}
 */
export function sparkline(data, { width = 640, height = 40, name = "" } = {}) {
  const points = data.map((point) => ({ ...point, date: new Date(`${point.day}T00:00Z`) }))
    .sort((a, b) => a.date.getTime() - b.date.getTime());
  const [low = 0, high = 0] = extent(points, (point) => point.value);
  const days = /** @type {[Date, Date]} */ (extent(points, (point) => point.date));
  const x = scaleUtc(days, [MARGIN, width - MARGIN]);
  const y = high > low ? scaleLinear([low, high], [height - MARGIN, MARGIN]) : () => height / 2;
  const svg = create("svg").attr("class", "sparkline").attr("viewBox", `0 0 ${width} ${height}`).attr("width", width)
    .attr("height", height).attr("role", "img").attr("aria-label", wordsOf(points, low, high, name));
  const path = line(/** @param {typeof points[0]} point */ (point) => x(point.date), (point) => y(point.value)).curve(curveMonotoneX);
  svg.append("path").attr("class", "run").attr("d", path(points)).attr("fill", "none");
  const last = points.at(-1);
  if (last) {
    svg.append("circle").attr("class", "last").attr("cx", x(last.date)).attr("cy", y(last.value)).attr("r", 3)
      .append("title").text(pointWords(last));
  }
  return /** @type {SVGSVGElement} */ (svg.node());
}

/** @param {Point[]} points @param {number} low @param {number} high @param {string} name */
function wordsOf(points, low, high, name) {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return `${name}: nothing measured.`;
  const [least, most] = [low, high].map((edge) => valueWords(points.find(({ value }) => value === edge) ?? last));
  return `${name}: ${pointWords(first)}, ${pointWords(last)}; between ${least} and ${most}.`;
}

/** @param {Point} point */
function pointWords(point) {
  return `${valueWords(point)} on ${point.words?.day ?? point.day}`;
}

/** @param {Point} point */
function valueWords({ value, words }) {
  return words?.value ?? String(value);
}
