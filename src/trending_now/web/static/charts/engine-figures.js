// Draws engines beside one another: for each a row, with a mark for every measure on one scale from 0 to 1.
// @ts-check
import { axisBottom, create, max, min, scaleBand, scaleLinear } from "../d3.js";

/**
 * @typedef {{engine: string, macro_f1: number, micro_f1: number, mean_average_precision: number}} Figures
 * @typedef {"macro_f1" | "micro_f1" | "mean_average_precision"} Measure
 */

/** @type {{key: Measure, name: string, mark: string}[]} */
const MEASURES = [
  { key: "macro_f1", name: "macro-F1", mark: "M-6,0a6,6 0 1,0 12,0a6,6 0 1,0 -12,0" },
  { key: "micro_f1", name: "micro-F1", mark: "M-5,-5h10v10h-10z" },
  { key: "mean_average_precision", name: "mean average precision", mark: "M0,-7L7,0L0,7L-7,0z" },
];
const ROW_PX = 46;
const MARGIN = { top: 30, right: 44, bottom: 34, left: 8 };
const LEGEND_PX = 92;
const LEGEND_ROOM_PX = 380;

/**
 * Returns the chart, detached: rows of engines, the best macro-F1 first; each measure has a shape of its own.
 * @param {Figures[]} data
 * @param {{width?: number, own?: string}} [options] `own` is the engine to stand out
 * @returns {SVGSVGElement}
 */
export function engineFigures(data, { width = 640, own = "" } = {}) {
  const engines = data.toSorted((a, b) => b.macro_f1 - a.macro_f1);
  const perRow = width < LEGEND_ROOM_PX ? 2 : MEASURES.length;
  const top = MARGIN.top * Math.ceil(MEASURES.length / perRow);
  const height = top + engines.length * ROW_PX + MARGIN.bottom;
  const x = scaleLinear([0, 1], [MARGIN.left, width - MARGIN.right]);
  const y = scaleBand(engines.map(({ engine }) => engine), [top, height - MARGIN.bottom]);
  const svg = create("svg").attr("class", "chart engine-figures").attr("viewBox", `0 0 ${width} ${height}`)
    .attr("width", width).attr("height", height).attr("role", "img").attr("aria-label", summaryOf(engines));
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height - MARGIN.bottom})`)
    .call(axisBottom(x).ticks(5).tickSizeOuter(0).tickSizeInner(-(height - MARGIN.bottom - top)));
  const rows = svg.append("g").selectAll("g").data(engines).join("g")
    .attr("class", ({ engine }) => (engine === own ? "row own" : "row"))
    .attr("transform", ({ engine }) => `translate(0,${(y(engine) ?? 0) + ROW_PX * 0.68})`);
  rows.append("text").attr("class", "name").attr("x", MARGIN.left).attr("y", -15).text(({ engine }) => engine);
  rows.append("line").attr("class", "span").attr("x1", (one) => x(min(valuesOf(one)) ?? 0)).attr("x2", (one) => x(max(valuesOf(one)) ?? 0));
  for (const { key, name, mark } of MEASURES) {
    rows.append("path").attr("class", `mark ${key.replaceAll("_", "-")}`).attr("d", mark)
      .attr("transform", (one) => `translate(${x(one[key])},0)`)
      .append("title").text((one) => `${one.engine}: ${name} ${one[key].toFixed(3)}`);
  }
  rows.append("text").attr("class", "value").attr("x", (one) => x(max(valuesOf(one)) ?? 0) + 12).attr("dy", "0.35em")
    .text((one) => one.macro_f1.toFixed(2).replace(/^0/, ""));
  const legend = svg.append("g").attr("class", "legend").attr("aria-hidden", "true").selectAll("g").data(MEASURES).join("g")
    .attr("transform", (_, place) => `translate(${MARGIN.left + 8 + (place % perRow) * LEGEND_PX},${12 + Math.floor(place / perRow) * 22})`);
  legend.append("path").attr("class", ({ key }) => `mark ${key.replaceAll("_", "-")}`).attr("d", ({ mark }) => mark);
  legend.append("text").attr("x", 12).attr("dy", "0.35em").text(({ name }) => name);
  return /** @type {SVGSVGElement} */ (svg.node());
}

/** @param {Figures} one */
function valuesOf(one) {
  return MEASURES.map(({ key }) => one[key]);
}

/** @param {Figures[]} engines the best first */
function summaryOf(engines) {
  const said = engines.map(({ engine, macro_f1: figure }) => `${engine} ${figure.toFixed(2)}`).join(", ");
  return `Macro-F1 of each engine: ${said}. The table below has every number.`;
}
