// Draws one series of values over days, as small as a word, its last value marked.
// @ts-check

import { create, curveMonotoneX, extent, line, scaleLinear, scaleUtc } from "../d3.js";

/** @typedef {{day: string, value: number}} Point `day` is written as 2031-05-20 */

const MARGIN = 4;

/**
 * Returns the chart, detached; `name` says what is measured.
 *
 * @param {Point[]} data
 * @param {{width?: number, height?: number, name?: string}} [options]
 * @returns {SVGSVGElement}
 */
export function sparkline(data, { width = 640, height = 40, name = "" } = {}) {
  const points = data.map(({ day, value }) => ({ date: new Date(`${day}T00:00Z`), day, value }))
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
      .append("title").text(`${last.value} on ${last.day}`);
  }
  return /** @type {SVGSVGElement} */ (svg.node());
}

/** @param {{day: string, value: number}[]} points @param {number} low @param {number} high @param {string} name */
function wordsOf(points, low, high, name) {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return `${name}: nothing measured.`;
  return `${name}: ${first.value} on ${first.day}, ${last.value} on ${last.day}; between ${low} and ${high}.`;
}
