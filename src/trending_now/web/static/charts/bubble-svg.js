// Draws bubbles as SVG links, up to some hundreds of them.
// @ts-check

import { svgElement } from "../elements.js";
import { genreClass } from "../genres.js";
import { SIGN_FROM, dressOf, symbolOf } from "./bubble-dress.js";
import { labelOf } from "./bubble-labels.js";

/** @typedef {import("./titles.d.ts").Bubble} Bubble */
/** @typedef {import("./titles.d.ts").View} View */
/** @typedef {import("./bubble-dress.js").Dress} Dress */
/** @typedef {{bubble: Bubble, link: SVGElement, words: SVGElement, size: number}} Drawn */

/**
 * Returns the painter of a layout, its node detached.
 *
 * @param {import("./titles.d.ts").Layout} layout
 * @param {{width: number, height: number, icons: string}} options
 * @returns {import("./titles.d.ts").Painter}
 */
export function svgPainter({ bubbles, clusters }, { width, height, icons }) {
  const node = svgElement("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "bubbles-drawing" });
  const labels = clusters.map((cluster) => ({ cluster, text: svgElement("text", { class: "cluster-label", "text-anchor": "middle" }, labelOf(cluster)) }));
  const drawn = bubbles.map((bubble) => ({ bubble, link: linkOf(bubble), words: svgElement("g", { class: "bubble-words" }), size: -1 }));
  node.append(...drawn.flatMap((one) => [one.link, one.words]), ...labels.map((label) => label.text));

  /** @param {View} view */
  function paint({ k, x, y }) {
    for (const one of drawn) {
      const place = `translate(${round(one.bubble.x * k + x)} ${round(one.bubble.y * k + y)})`;
      one.link.setAttribute("transform", place);
      one.words.setAttribute("transform", place);
      const size = one.bubble.r * k;
      if (size !== one.size) dress(one, size, icons);
    }
    for (const { cluster, text } of labels) {
      text.setAttribute("transform", `translate(${round(cluster.x * k + x)} ${round(cluster.top * k + y)})`);
    }
  }

  /** @param {Bubble | null} bubble */
  function mark(bubble) {
    for (const one of drawn) one.link.classList.toggle("active", one.bubble === bubble);
  }

  return { node, paint, mark };
}

/** @param {Bubble} bubble */
function linkOf({ title, isMeasured }) {
  const leading = title.genres[0]?.genre;
  return svgElement("a", {
    href: `/titles/${title.id}`,
    tabindex: -1,
    class: `bubble ${leading && !title.perhaps ? genreClass(leading) : "undecided"}${isMeasured ? "" : " hollow"}`,
    "data-id": title.id,
    "aria-label": title.name,
  });
}

/** Fill a bubble with what its size has room for. @param {Drawn} one @param {number} size @param {string} icons */
function dress(one, size, icons) {
  const { title } = one.bubble;
  one.size = size;
  const dressed = dressOf(title, size);
  /** @type {SVGElement[]} */
  const parts = [svgElement("circle", { r: round(size) })];
  if (size >= SIGN_FROM) parts.push(signOf(title, dressed, icons));
  one.link.replaceChildren(...parts);
  // Beside the link, whose name is whole: what is seen of it may be cut.
  one.words.replaceChildren(...(dressed.lines.length ? [nameOf(dressed)] : []), ...(dressed.rank ? [rankOf(dressed)] : []));
}

/** @param {import("./titles.d.ts").ChartTitle} title @param {Dress} dress @param {string} icons */
function signOf(title, { sign: { side, left, top } }, icons) {
  const [width, height] = [round(side), round(side)];
  return svgElement("use", { href: `${icons}#${symbolOf(title)}`, x: round(left), y: round(top), width, height, "aria-hidden": "true" });
}

/** @param {Dress} dress */
function nameOf({ lines, font }) {
  const spans = lines.map(({ y, text }) => svgElement("tspan", { x: 0, y: round(y) }, text));
  return svgElement("text", { "text-anchor": "middle", "font-size": font, "aria-hidden": "true" }, ...spans);
}

/** @param {Dress} dress */
function rankOf({ sign: { font, rank }, rank: words }) {
  return svgElement("text", { class: "bubble-rank", x: round(rank.x), y: round(rank.y), "font-size": round(font), "aria-hidden": "true" }, words);
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
