// Draws bubbles as SVG links: up to some hundreds of them.
// @ts-check

import { slugOf } from "../genres.js";
import { rankSign } from "./attention.js";
import { LINE, fitted, labelOf, widthOf } from "./bubble-labels.js";

/** @typedef {import("./titles.d.ts").Bubble} Bubble */
/** @typedef {import("./titles.d.ts").View} View */
/** @typedef {{bubble: Bubble, link: SVGElement, words: SVGElement, size: number}} Drawn */

const SVG = "http://www.w3.org/2000/svg";
const FONT = 12;
const LARGE_FONT = 18;
const RANK_FONT = 10;
const RANK_FROM = 14;
const RANK_GAP = 3;
const BOLDER = 1.08; // how much wider its letters are than those of names
const ICON_FROM = 7; // pixels of radius: below there is colour alone
const LABEL_FROM = 20;
const CUT_FROM = 27; // a smaller bubble has its name whole or not at all

/**
 * @param {import("./titles.d.ts").Layout} layout
 * @param {{width: number, height: number, icons: string}} options
 * @returns {import("./titles.d.ts").Painter}
 */
export function svgPainter({ bubbles, clusters }, { width, height, icons }) {
  const node = element("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "bubbles-drawing" });
  const labels = clusters.map((cluster) => {
    const text = element("text", { class: "cluster-label", "text-anchor": "middle" });
    text.textContent = labelOf(cluster);
    return { cluster, text };
  });
  const drawn = bubbles.map((bubble) => ({ bubble, link: linkOf(bubble), words: element("g", { class: "bubble-words" }), size: -1 }));
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
  const link = element("a", {
    href: `/titles/${title.id}`,
    tabindex: -1,
    class: `bubble ${leading && !title.perhaps ? `genre-${slugOf(leading)}` : "undecided"}${isMeasured ? "" : " hollow"}`,
    "data-id": title.id,
  });
  link.setAttribute("aria-label", title.name);
  return link;
}

/** Fill a bubble with what its size has room for. @param {Drawn} one @param {number} size @param {string} icons */
function dress(one, size, icons) {
  const { title } = one.bubble;
  one.size = size;
  const { lines, font } = nameIn(title.name, size);
  const rank = size >= RANK_FROM ? rankSign(title) : "";
  const sign = rank && !lines.length ? signAbove(size, rank) : signAt(size, lines.length * font * LINE, rank);
  const parts = [element("circle", { r: round(size) })];
  if (size >= ICON_FROM) parts.push(iconOf(title, sign, icons));
  one.link.replaceChildren(...parts);
  // Beside the link, whose name is whole: what is seen of it may be cut.
  one.words.replaceChildren(...(lines.length ? [nameOf(lines, size, font)] : []), ...(rank ? [rankOf(rank, sign)] : []));
}

/** @param {string} name @param {number} size */
function nameIn(name, size) {
  const wanted = Math.min(Math.max(FONT, size * 0.17), LARGE_FONT);
  const found = fitted(name, size, wanted, { drop: iconSide(size) / 2 });
  const fits = size >= (found.isCut ? CUT_FROM : LABEL_FROM);
  return fits ? found : { lines: [], font: wanted };
}

/** Where the sign stands, with a rank beside it. @param {number} size @param {number} taken by the name, pixels high @param {string} rank */
function signAt(size, taken, rank) {
  const side = taken ? iconSide(size) : Math.min(size * 1.05, 28);
  const font = Math.max(side * 0.8, RANK_FONT);
  const width = side + (rank ? rankWidth(rank, font) + RANK_GAP : 0);
  const top = taken ? -(taken + side) / 2 : -side / 2;
  return { side, font, left: -width / 2, top, rank: { x: side + RANK_GAP - width / 2, y: top + side / 2 + font * 0.35 } };
}

/** Where the sign stands when a bubble has room for a rank, but for no name. @param {number} size @param {string} rank */
function signAbove(size, rank) {
  const side = Math.min(size * 0.65, 16);
  const font = RANK_FONT;
  const top = -(side + font) / 2;
  return { side, font, left: -side / 2, top, rank: { x: -rankWidth(rank, font) / 2, y: top + side + font * 0.85 } };
}

/** @param {string} rank @param {number} font */
function rankWidth(rank, font) {
  return widthOf(rank, font) * BOLDER;
}

/** @param {import("./titles.d.ts").ChartTitle} title @param {ReturnType<typeof signAt>} place @param {string} icons */
function iconOf(title, { side, left, top }, icons) {
  const leading = title.perhaps ? undefined : title.genres[0]?.genre;
  const symbol = leading ? `genre-${slugOf(leading)}` : "undecided";
  return element("use", { href: `${icons}#${symbol}`, x: round(left), y: round(top), width: round(side), height: round(side), "aria-hidden": "true" });
}

/** @param {string} words @param {ReturnType<typeof signAt>} place */
function rankOf(words, { font, rank }) {
  const text = element("text", { class: "bubble-rank", x: round(rank.x), y: round(rank.y), "font-size": round(font), "aria-hidden": "true" });
  text.textContent = words;
  return text;
}

/** @param {string[]} lines @param {number} size @param {number} font */
function nameOf(lines, size, font) {
  const text = element("text", { "text-anchor": "middle", "font-size": font, "aria-hidden": "true" });
  lines.forEach((line, number) => {
    const y = (number - (lines.length - 1) / 2) * font * LINE + font * 0.35 + iconSide(size) / 2;
    const span = element("tspan", { x: 0, y: round(y) });
    span.textContent = line;
    text.append(span);
  });
  return text;
}

/** How large the sign above a name is. @param {number} size */
function iconSide(size) {
  return Math.min(size * 0.36, Math.max(18, size * 0.24));
}

/** @param {string} name @param {Record<string, string | number>} attributes */
function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
