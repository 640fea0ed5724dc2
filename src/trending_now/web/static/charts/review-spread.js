// Draws how reviews spread: a dot for each rating from 1 to 10, the mean, and the band of the spread around it.
// @ts-check

import { create, scaleLinear } from "../d3.js";

/**
 * `low` and `high` bound the spread around the mean; a review without a rating by its author has no dot. `word` says
 * what the score is, where it is not the mean of the reviews.
 *
 * @typedef {{ratings: {rating: number, label: string}[], mean: number, low: number, high: number, word?: string | undefined}} Spread
 */

const MARGIN = 14;
const AXIS = 24;
const LABEL = 20;
const DOT = 5.5;
const TALLEST = 110;
const SHELF = 26;

/**
 * Returns the chart, detached.
 *
 * @param {Spread} data
 * @param {{width?: number}} [options]
 * @returns {SVGSVGElement}
 */
export function reviewSpread({ ratings, mean, low, high, word = "mean" }, { width = 640 } = {}) {
  const x = scaleLinear([1, 10], [MARGIN, width - MARGIN]);
  const stacks = stacked(ratings);
  const most = Math.max(1, ...[...stacks.values()].map((own) => own.length));
  const step = Math.min(2 * DOT + 1, (TALLEST - 2 * DOT) / Math.max(most - 1, 1));
  const floor = LABEL + Math.max(SHELF, 2 * DOT + step * (most - 1) + 4);
  const height = floor + AXIS;
  const svg = create("svg").attr("class", "spread-chart").attr("viewBox", `0 0 ${width} ${height}`).attr("width", width)
    .attr("height", height).attr("role", "img").attr("aria-label", wordsOf({ ratings, mean, low, high, word }));
  if (high > low) {
    svg.append("rect").attr("class", "band").attr("x", x(low)).attr("width", x(high) - x(low)).attr("y", LABEL)
      .attr("height", floor - LABEL).append("title").text(`Most lie between ${low.toFixed(1)} and ${high.toFixed(1)}`);
  }
  drawAxis(svg, x, floor);
  drawMean(svg, x(mean), `${word} ${mean.toFixed(1)}`, floor, width);
  for (const [place, own] of stacks) {
    own.forEach(({ rating, label }, level) => {
      svg.append("circle").attr("class", "dot").attr("cx", x(place)).attr("cy", floor - DOT - 2 - level * step).attr("r", DOT)
        .append("title").text(`${rating} of 10, ${label}`);
    });
  }
  return /** @type {SVGSVGElement} */ (svg.node());
}

/** @param {Spread["ratings"]} ratings @returns {Map<number, Spread["ratings"]>} ratings by the nearest half */
function stacked(ratings) {
  const stacks = new Map();
  for (const found of ratings) {
    const place = Math.round(found.rating * 2) / 2;
    stacks.set(place, [...(stacks.get(place) ?? []), found]);
  }
  return stacks;
}

/** @param {import("d3").Selection<any, any, any, any>} svg @param {import("d3").ScaleLinear<number, number>} x @param {number} floor */
function drawAxis(svg, x, floor) {
  const axis = svg.append("g").attr("class", "spread-axis");
  axis.append("line").attr("x1", x(1)).attr("x2", x(10)).attr("y1", floor).attr("y2", floor);
  for (let score = 1; score <= 10; score += 1) {
    axis.append("line").attr("x1", x(score)).attr("x2", x(score)).attr("y1", floor).attr("y2", floor + 4);
    axis.append("text").attr("x", x(score)).attr("y", floor + 18).attr("text-anchor", "middle").text(score);
  }
}

/** @param {import("d3").Selection<any, any, any, any>} svg @param {number} left @param {string} label @param {number} floor @param {number} width */
function drawMean(svg, left, label, floor, width) {
  svg.append("line").attr("class", "mean").attr("x1", left).attr("x2", left).attr("y1", LABEL - 4).attr("y2", floor);
  const anchor = left < 60 ? "start" : left > width - 60 ? "end" : "middle";
  svg.append("text").attr("class", "mean-label").attr("x", left).attr("y", 12).attr("text-anchor", anchor)
    .text(label);
}

/** @param {Spread} data */
function wordsOf({ ratings, mean, low, high, word }) {
  const given = ratings.map((found) => found.rating).sort((a, b) => a - b);
  const range = given.length > 1 ? `${given.length} ratings from ${given[0]} to ${given.at(-1)}` : given.length ? `One rating, ${given[0]}` : "No review has a rating by its author";
  return `${range}; ${word} ${mean.toFixed(1)} of 10${high > low ? `, spread from ${low.toFixed(1)} to ${high.toFixed(1)}` : ""}.`;
}
