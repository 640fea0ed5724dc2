// Draws how many titles each genre has, period by period, as layers of a stream; a layer's thickness is its number.
// @ts-check
import {
  area, axisBottom, axisLeft, create, curveMonotoneX, extent, scaleLinear, scaleUtc, stack, stackOffsetExpand,
  stackOffsetWiggle, stackOrderInsideOut, sum, utcFormat,
} from "../d3.js";
import { element, svgElement } from "../elements.js";
import { genreClass, slugOf } from "../genres.js";

/**
 * @typedef {{start: string, titles: number, counts: Record<string, number>}} Period
 * @typedef {{unit: "week" | "month" | "year", periods: Period[]}} Shares
 * @typedef {[number, number]} Edge
 * @typedef {{genre: string, total: number, edges: Edge[]}} Layer
 * @typedef {{genre: string, x: number, y: number, half: number, thickness: number}} Name
 */

const ICONS = "/static/icons.svg";
const DAY_FORMAT = { week: "%-d %b", month: "%b %Y", year: "%Y" };
const LABEL_PX = 15;
const LETTER_PX = 8;
const MARGIN = { top: 8, right: 26, bottom: 28, left: 26 };
const SHARE_AXIS_PX = 44;

/**
 * Returns the chart, detached: a stream of genres with a legend; pointing at a genre, or moving the keyboard's focus to it, puts the others back.
 * @param {Shares} data
 * @param {{width?: number, height?: number, offset?: "titles" | "share"}} [options] "share" makes every period equally high
 * @returns {HTMLElement}
 */
export function genreStream(data, { width = 640, height = 340, offset = "titles" } = {}) {
  const layers = layersOf(data, offset);
  const said = element("p", { class: "stream-said" }, layers.length ? summaryOf(layers) : "No title with a genre and a release date yet.");
  if (!layers.length) return element("div", { class: "stream" }, said);
  said.setAttribute("role", "status");
  const root = element("div", { class: "stream" }, drawing(data, layers, { width, height, offset }), said, legend(layers));
  for (const layer of layers) light(root, said, layer, data);
  return root;
}

/** @param {Shares} data @param {"titles" | "share"} offset @returns {Layer[]} */
function layersOf(data, offset) {
  const periods = data.periods.length === 1 ? [...data.periods, ...data.periods] : data.periods;
  const totals = Object.keys(periods[0]?.counts ?? {}).map((genre) => ({
    genre,
    total: sum(data.periods, (period) => period.counts[genre] ?? 0),
  }));
  const shown = totals.filter(({ total }) => total > 0);
  if (!shown.length) return [];
  const stacked = stack()
    .keys(shown.map(({ genre }) => genre))
    .value((/** @type {any} */ period, genre) => period.counts[genre] ?? 0)
    .order(stackOrderInsideOut)
    .offset(offset === "share" ? stackOffsetExpand : stackOffsetWiggle)(/** @type {any} */ (periods));
  return stacked.map((series) => ({
    genre: series.key,
    total: shown.find(({ genre }) => genre === series.key)?.total ?? 0,
    edges: series.map(([low, high]) => /** @type {Edge} */ ([low || 0, high || 0])),
  }));
}

/** @param {Shares} data @param {Layer[]} layers @param {{width: number, height: number, offset: "titles" | "share"}} size */
function drawing(data, layers, { width, height, offset }) {
  const left = offset === "share" ? SHARE_AXIS_PX : MARGIN.left;
  const x = scaleUtc(bounds(data), [left, width - MARGIN.right]);
  const edges = /** @type {Edge} */ (extent(layers.flatMap(({ edges: all }) => all.flat())));
  const y = scaleLinear(edges, [height - MARGIN.bottom, MARGIN.top]);
  const places = starts(data).map((start) => x(start));
  const shape = /** @type {import("d3").Area<Edge>} */ (area())
    .x((_, place) => places[place] ?? 0).y0(([low]) => y(low)).y1(([, high]) => y(high)).curve(curveMonotoneX);
  const svg = create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height)
    .attr("role", "img").attr("aria-label", `${summaryOf(layers)} The table below has every number.`);
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height - MARGIN.bottom})`)
    .call(axisBottom(x).tickValues(ticks(data, width)).tickFormat(/** @type {any} */ (utcFormat(DAY_FORMAT[data.unit]))).tickSizeOuter(0));
  if (offset === "share") {
    svg.append("g").attr("class", "axis").attr("transform", `translate(${left},0)`).call(axisLeft(y).ticks(4, "%").tickSizeOuter(0));
  }
  svg.append("g").selectAll("path").data(layers).join("path")
    .attr("class", ({ genre }) => `layer ${genreClass(genre)}`).attr("data-genre", ({ genre }) => genre)
    .attr("d", ({ edges: all }) => shape(all));
  svg.append("g").attr("class", "names").attr("aria-hidden", "true").selectAll("text")
    .data(apart(layers.flatMap((layer) => named(layer, places, y)))).join("text")
    .attr("data-genre", ({ genre }) => genre).attr("x", ({ x: at }) => at).attr("y", ({ y: at }) => at)
    .attr("dy", "0.35em").attr("text-anchor", "middle").text(({ genre }) => genre);
  return /** @type {SVGSVGElement} */ (svg.node());
}

/**
 * Where a layer's name stands: at its thickest place, if it fits.
 * @param {Layer} layer
 * @param {number[]} places
 * @param {(value: number) => number} y
 * @returns {Name[]}
 */
function named({ genre, edges }, places, y) {
  const thick = edges.map(([low, high]) => Math.abs(y(low) - y(high)));
  const best = thick.indexOf(Math.max(...thick));
  const [low, high] = edges[best] ?? [0, 0];
  if ((thick[best] ?? 0) < LABEL_PX) return [];
  const half = (genre.length * LETTER_PX) / 2;
  const x = Math.min(Math.max(places[best] ?? 0, (places[0] ?? 0) + half), (places.at(-1) ?? 0) - half);
  return [{ genre, x, y: (y(low) + y(high)) / 2, half, thickness: thick[best] ?? 0 }];
}

/** Names that do not touch; those of thicker layers come first. @param {Name[]} names */
function apart(names) {
  /** @type {Name[]} */
  const kept = [];
  for (const name of names.toSorted((a, b) => b.thickness - a.thickness)) {
    const touches = kept.some((other) => Math.abs(other.y - name.y) < LABEL_PX && Math.abs(other.x - name.x) < other.half + name.half);
    if (!touches) kept.push(name);
  }
  return kept;
}

/** @param {Layer[]} layers */
function legend(layers) {
  const rows = layers.toSorted((a, b) => b.total - a.total).map(({ genre, total }) =>
    element("li", {}, element("a", { href: `/genres/${slugOf(genre)}`, class: `chip ${genreClass(genre)}`, "data-genre": genre },
      svgElement("svg", { class: "genre-icon", "aria-hidden": "true" }, svgElement("use", { href: `${ICONS}#${genreClass(genre)}` })),
      `${genre} `, element("span", { class: "count" }, total.toLocaleString("en")))));
  return element("ul", { class: "stream-legend", "aria-label": "Genres in the stream" }, ...rows);
}

/** Have a genre stand out while it is pointed at or focused. @param {HTMLElement} root @param {HTMLElement} said @param {Layer} layer @param {Shares} data */
function light(root, said, layer, data) {
  const before = said.textContent ?? "";
  const own = [...root.querySelectorAll("[data-genre]")].filter((node) => node.getAttribute("data-genre") === layer.genre);
  const on = () => {
    root.classList.add("picking");
    for (const node of own) node.classList.add("picked");
    said.textContent = wordsOf(layer, data);
  };
  const off = () => {
    root.classList.remove("picking");
    for (const node of own) node.classList.remove("picked");
    said.textContent = before;
  };
  for (const node of own) {
    node.addEventListener("pointerenter", on);
    node.addEventListener("pointerleave", off);
    if (!node.hasAttribute("href")) continue; // a listener for focus alone makes a drawn shape a stop for the keyboard
    node.addEventListener("focus", on);
    node.addEventListener("blur", off);
  }
}

/** @param {Layer} layer @param {Shares} data */
function wordsOf({ genre, total }, data) {
  const numbers = data.periods.map(({ counts }) => counts[genre] ?? 0);
  const most = Math.max(...numbers);
  const when = utcFormat(DAY_FORMAT[data.unit])(new Date(data.periods[numbers.indexOf(most)]?.start ?? 0));
  const titles = total === 1 ? "1 title" : `${total.toLocaleString("en")} titles`;
  return `${genre}: ${titles}, most in the ${data.unit} ${data.unit === "week" ? "from" : "of"} ${when} (${most.toLocaleString("en")}).`;
}

/** @param {Layer[]} layers */
function summaryOf(layers) {
  const first = layers.toSorted((a, b) => b.total - a.total).slice(0, 3).map(({ genre }) => genre);
  return `Titles by genre over time; most are ${first.join(", ")}.`;
}

/** @param {Shares} data */
function starts(data) {
  const days = data.periods.map(({ start }) => new Date(start));
  return days.length === 1 ? bounds(data) : days;
}

/** The first and the last day drawn; a single period gets the width of one. @param {Shares} data @returns {[Date, Date]} */
function bounds(data) {
  const first = new Date(data.periods[0]?.start ?? 0);
  const last = new Date(data.periods.at(-1)?.start ?? 0);
  return [first, data.periods.length === 1 ? new Date(+first + 6 * 86_400_000) : last];
}

/** @param {Shares} data @param {number} width */
function ticks(data, width) {
  const days = data.periods.map(({ start }) => new Date(start));
  const step = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(width / 90))));
  return days.filter((_, place) => place % step === 0);
}
