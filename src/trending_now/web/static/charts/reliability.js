// Draws whether probabilities keep what they promise: of all that was called 70 % likely, were seven in ten true?
// @ts-check
import { axisBottom, axisLeft, create, curveMonotoneX, line, max, scaleLinear, scaleSqrt } from "../d3.js";
import { percent } from "../genres.js";

/**
 * @typedef {{promised: number, kept: number, labels: number}} Bin
 * @typedef {{engine: string, reliability: Bin[]}} Series
 */

const MARGIN = { top: 14, right: 22, bottom: 44, left: 52 };
const MOST_PX = 460;
const DOT_PX = /** @type {const} */ ([3, 9]);

/**
 * Returns the chart, detached: a line an engine, the first one in front; a dot's size says how many answers it stands for, the diagonal is perfection.
 * @param {Series[]} data
 * @param {{width?: number}} [options]
 * @returns {SVGSVGElement}
 */
export function reliabilityPlot(data, { width = 640 } = {}) {
  const side = Math.min(width, MOST_PX);
  const x = scaleLinear([0, 1], [MARGIN.left, side - MARGIN.right]);
  const y = scaleLinear([0, 1], [side - MARGIN.bottom, MARGIN.top]);
  const size = scaleSqrt([0, max(data.flatMap(({ reliability }) => reliability), ({ labels }) => labels) ?? 1], DOT_PX);
  const svg = create("svg").attr("class", "chart reliability").attr("viewBox", `0 0 ${side} ${side}`)
    .attr("width", side).attr("height", side).attr("role", "img").attr("aria-label", summaryOf(data[0]));
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${side - MARGIN.bottom})`).call(axisBottom(x).ticks(5, "%"));
  svg.append("g").attr("class", "axis").attr("transform", `translate(${MARGIN.left},0)`).call(axisLeft(y).ticks(5, "%"));
  svg.append("text").attr("class", "label").attr("x", x(0.5)).attr("y", side - 6).attr("text-anchor", "middle").text("probability that was told");
  svg.append("text").attr("class", "label").attr("transform", `translate(12,${y(0.5)}) rotate(-90)`).attr("text-anchor", "middle").text("share that was true");
  svg.append("line").attr("class", "perfect").attr("x1", x(0)).attr("y1", y(0)).attr("x2", x(1)).attr("y2", y(1));
  const path = /** @type {import("d3").Line<Bin>} */ (line()).x(({ promised }) => x(promised)).y(({ kept }) => y(kept)).curve(curveMonotoneX);
  const series = svg.append("g").selectAll("g").data(data.toReversed()).join("g")
    .attr("class", ({ engine }) => (engine === data[0]?.engine ? "series own" : "series other"));
  series.append("path").attr("class", "curve").attr("d", ({ reliability }) => path(reliability));
  series.selectAll("circle").data(({ engine, reliability }) => reliability.map((bin) => ({ ...bin, engine }))).join("circle")
    .attr("cx", ({ promised }) => x(promised)).attr("cy", ({ kept }) => y(kept)).attr("r", ({ labels }) => size(labels))
    .append("title").text(({ engine, promised, kept, labels }) => `${engine}: told ${percent(promised)}, true ${percent(kept)} of ${labels.toLocaleString("en")}`);
  const names = svg.append("g").attr("class", "legend").attr("aria-hidden", "true").selectAll("g").data(data).join("g")
    .attr("class", ({ engine }) => (engine === data[0]?.engine ? "series own" : "series other"))
    .attr("transform", (_, place) => `translate(${x(0) + 14},${y(1) + 10 + place * 20})`);
  names.append("path").attr("class", "curve").attr("d", "M0,0h22");
  names.append("text").attr("x", 30).attr("dy", "0.35em").text(({ engine }) => engine);
  return /** @type {SVGSVGElement} */ (svg.node());
}

/** @param {Series | undefined} own */
function summaryOf(own) {
  const gaps = (own?.reliability ?? []).map(({ promised, kept }) => Math.abs(promised - kept));
  return `Told probability against the share that was true, for ${own?.engine ?? "no engine"}; they differ by at most ${percent(Math.max(0, ...gaps))}. The table below has every number.`;
}
