// Draws bubbles on a canvas: hundreds and thousands of them.
// @ts-check

import { CODES } from "../genres.js";
import { FACE, labelOf, linesIn } from "./bubble-labels.js";

/** @typedef {import("./titles.d.ts").Bubble} Bubble */
/** @typedef {import("./titles.d.ts").View} View */
/** @typedef {{own: Bubble[], colours: import("./titles.d.ts").Colours, isFilled: boolean}} Look */

const FONT = 12;
const CODE_FROM = 8;
const LABEL_FROM = 30;
const UNSURE = [4, 3];
const TURN = 2 * Math.PI;

/**
 * @param {import("./titles.d.ts").Layout} layout
 * @param {{width: number, height: number, density: number,
 *   palette: Map<string, import("./titles.d.ts").Colours>}} options `palette` has a genre's colours by its name, and
 *   those of all others under ""
 * @returns {import("./titles.d.ts").Painter}
 */
export function canvasPainter({ bubbles, clusters }, { width, height, density, palette }) {
  const node = document.createElement("canvas");
  node.className = "bubbles-drawing";
  node.width = Math.round(width * density);
  node.height = Math.round(height * density);
  node.setAttribute("aria-hidden", "true");
  const pen = /** @type {CanvasRenderingContext2D} */ (node.getContext("2d"));
  const plain = palette.get("") ?? { fill: "#ddd", line: "#555", ink: "#222", mark: "#222" };
  const looks = byLook(bubbles, palette, plain);
  /** @type {Bubble | null} */
  let marked = null;
  /** @type {View} */
  let last = { k: 1, x: 0, y: 0 };

  /** @param {View} view @param {boolean} [moving] edges and words wait until the bubbles rest: they cost more than all else */
  function paint(view, moving = false) {
    last = view;
    pen.setTransform(density, 0, 0, density, 0, 0);
    pen.clearRect(0, 0, width, height);
    for (const look of looks) drawCircles(look, view, moving);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    if (!moving) for (const { own } of looks) drawWords(own, view);
    drawLabels(view);
    if (marked) drawMark(marked, view);
  }

  /** One path a colour: a stroke and a fill for each bubble would cost most of a frame. */
  /** @param {Look} look @param {View} view @param {boolean} moving */
  function drawCircles({ own, colours, isFilled }, { k, x, y }, moving) {
    pen.beginPath();
    for (const bubble of own) {
      const left = bubble.x * k + x; // no list of the three: 2,000 of them a frame would have to be swept away
      const top = bubble.y * k + y;
      const r = bubble.r * k;
      pen.moveTo(left + r, top);
      pen.arc(left, top, r, 0, TURN);
    }
    pen.globalAlpha = moving ? 0.55 : 1;
    pen.fillStyle = moving ? colours.line : colours.fill;
    if (moving || isFilled) pen.fill();
    pen.globalAlpha = 1;
    if (moving) return;
    pen.strokeStyle = colours.line;
    pen.lineWidth = 1.5;
    pen.setLineDash(colours === plain ? UNSURE : []);
    pen.stroke();
    pen.setLineDash([]);
  }

  /** @param {Bubble[]} own @param {View} view */
  function drawWords(own, { k, x, y }) {
    pen.fillStyle = plain.ink;
    for (const bubble of own) {
      const size = bubble.r * k;
      if (size < CODE_FROM) continue;
      const [left, top] = [bubble.x * k + x, bubble.y * k + y];
      if (left < -size || left > width + size || top < -size || top > height + size) continue;
      const lines = size >= LABEL_FROM ? linesIn(bubble.title.name, size, FONT) : [];
      pen.font = lines.length ? `${FONT}px ${FACE}` : `600 ${Math.min(Math.round(size * 0.8), 16)}px ${FACE}`;
      const shown = lines.length ? lines : [codeOf(bubble)];
      shown.forEach((line, number) => pen.fillText(line, left, top + (number - (shown.length - 1) / 2) * 14));
    }
  }

  /** @param {View} view */
  function drawLabels({ k, x, y }) {
    pen.fillStyle = plain.ink;
    pen.font = `600 13px ${FACE}`;
    for (const cluster of clusters) {
      pen.fillText(labelOf(cluster), cluster.x * k + x, cluster.top * k + y - 4);
    }
  }

  /** @param {Bubble} bubble @param {View} view */
  function drawMark(bubble, { k, x, y }) {
    pen.beginPath();
    pen.arc(bubble.x * k + x, bubble.y * k + y, bubble.r * k + 2, 0, TURN);
    pen.strokeStyle = plain.mark;
    pen.lineWidth = 3;
    pen.stroke();
  }

  return {
    node,
    paint,
    mark(bubble) {
      marked = bubble;
      paint(last);
    },
  };
}

/**
 * @param {Bubble[]} bubbles
 * @param {Map<string, import("./titles.d.ts").Colours>} palette
 * @param {import("./titles.d.ts").Colours} plain
 * @returns {Look[]}
 */
function byLook(bubbles, palette, plain) {
  /** @type {Map<string, Look>} */
  const found = new Map();
  for (const bubble of bubbles) {
    const genre = bubble.title.perhaps ? "" : (bubble.title.genres[0]?.genre ?? "");
    const key = bubble.isMeasured ? genre : `hollow ${genre}`;
    const look = found.get(key);
    if (look) look.own.push(bubble);
    else found.set(key, { own: [bubble], colours: palette.get(genre) ?? plain, isFilled: bubble.isMeasured });
  }
  return [...found.values()];
}

/** @param {Bubble} bubble */
function codeOf(bubble) {
  return CODES[bubble.title.perhaps ? "" : (bubble.title.genres[0]?.genre ?? "")] ?? "?";
}
