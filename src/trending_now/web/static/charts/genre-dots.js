// Draws for each genre how precise the engine is and how much it finds, with the span that chance leaves open.
// @ts-check
import { axisBottom, create, scaleBand, scaleLinear } from "../d3.js";
import { genreClass, percent } from "../genres.js";

/**
 * @typedef {{value: number, low: number, high: number}} Share
 * @typedef {{genre: string, precision: Share | null, recall: Share | null, f1: number | null, support: number}} GenreFigures
 */

const ROW_PX = 26;
const MARGIN = { top: 46, right: 22, bottom: 8 };
const NAME_PX = 122;
const MARKS = { precision: "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0", recall: "M-4.5,-4.5h9v9h-9z" };

/**
 * Returns the chart, detached: a row a genre, the best F1 first: a filled circle is precision, a hollow square recall, the lines their intervals.
 * @param {GenreFigures[]} data
 * @param {{width?: number}} [options]
 * @returns {SVGSVGElement}
 */
export function genreDots(data, { width = 640 } = {}) {
  const genres = data.filter(({ support }) => support > 0).toSorted((a, b) => (b.f1 ?? 0) - (a.f1 ?? 0));
  const height = MARGIN.top + genres.length * ROW_PX + MARGIN.bottom;
  const x = scaleLinear([0, 1], [NAME_PX, width - MARGIN.right]);
  const y = scaleBand(genres.map(({ genre }) => genre), [MARGIN.top, height - MARGIN.bottom]);
  const svg = create("svg").attr("class", "chart genre-dots").attr("viewBox", `0 0 ${width} ${height}`)
    .attr("width", width).attr("height", height).attr("role", "img").attr("aria-label", summaryOf(genres));
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${MARGIN.top})`)
    .call(axisBottom(x).ticks(5, "%").tickSizeOuter(0).tickSizeInner(height - MARGIN.top - MARGIN.bottom))
    .selectAll("text").attr("y", -18);
  const rows = svg.append("g").selectAll("g").data(genres).join("g")
    .attr("class", ({ genre }) => `row ${genreClass(genre)}`)
    .attr("transform", ({ genre }) => `translate(0,${(y(genre) ?? 0) + ROW_PX / 2})`);
  rows.append("text").attr("class", "name").attr("x", NAME_PX - 12).attr("dy", "0.35em").attr("text-anchor", "end")
    .text(({ genre }) => genre);
  for (const [kind, shift] of /** @type {const} */ ([["precision", -4], ["recall", 4]])) {
    const known = rows.filter((row) => row[kind] !== null).append("g").attr("class", kind).attr("transform", `translate(0,${shift})`);
    known.append("line").attr("class", "interval").attr("x1", (row) => x(row[kind]?.low ?? 0)).attr("x2", (row) => x(row[kind]?.high ?? 0));
    known.append("path").attr("class", "mark").attr("d", MARKS[kind])
      .attr("transform", (row) => `translate(${x(row[kind]?.value ?? 0)},0)`)
      .append("title").text((row) => `${row.genre}: ${kind} ${percent(row[kind]?.value ?? 0)}`);
  }
  const legend = svg.append("g").attr("class", "legend").attr("aria-hidden", "true").selectAll("g")
    .data(/** @type {const} */ (["precision", "recall"])).join("g")
    .attr("class", (kind) => kind).attr("transform", (_, place) => `translate(${NAME_PX + 6 + place * 100},12)`);
  legend.append("path").attr("class", "mark").attr("d", (kind) => MARKS[kind]);
  legend.append("text").attr("x", 12).attr("dy", "0.35em").text((kind) => kind);
  return /** @type {SVGSVGElement} */ (svg.node());
}

/** @param {GenreFigures[]} genres the best first */
function summaryOf(genres) {
  const name = (/** @type {GenreFigures | undefined} */ row) => row?.genre ?? "none";
  return `Precision and recall by genre; ${name(genres[0])} is told best, ${name(genres.at(-1))} worst. The table below has every number.`;
}
