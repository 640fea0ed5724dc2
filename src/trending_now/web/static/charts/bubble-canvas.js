// Draws bubbles on a canvas, by hundreds and thousands.
// @ts-check

import { SIGN_FROM, dressOf, symbolOf } from "./bubble-dress.js";
import { FACE, WEIGHT, labelOf } from "./bubble-labels.js";

/** @typedef {import("./titles.d.ts").Bubble} Bubble */
/** @typedef {import("./titles.d.ts").View} View */
/** @typedef {{own: Bubble[], colours: import("./titles.d.ts").Colours, isFilled: boolean}} Look */

const UNSURE = [4, 3];
const TURN = 2 * Math.PI;
const ICON = 24; // how wide and high icons.svg draws a sign
const ICON_LINE = 3; // how thick the line of a sign is that is not filled

/**
 * Returns the painter of a layout, its node detached.
 *
 * @param {import("./titles.d.ts").Layout} layout
 * @param {{width: number, height: number, density: number, palette: Map<string, import("./titles.d.ts").Colours>,
 *   signs: Map<string, string>}} options `palette` has a genre's colours by its name, and those of all others under "";
 *   `signs` has the path of each sign by its name in icons.svg
 * @returns {import("./titles.d.ts").Painter}
 */
export function canvasPainter({ bubbles, clusters }, { width, height, density, palette, signs }) {
  const node = document.createElement("canvas");
  node.className = "bubbles-drawing";
  node.width = Math.round(width * density);
  node.height = Math.round(height * density);
  node.setAttribute("aria-hidden", "true");
  const pen = /** @type {CanvasRenderingContext2D} */ (node.getContext("2d"));
  const plain = palette.get("") ?? { fill: "#fff", ground: "#eee", line: "#555", ink: "#222", mark: "#222" };
  const looks = byLook(bubbles, palette, plain);
  const paths = pathsOf(signs);
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
    if (!moving) for (const look of looks) drawDress(look, view);
    pen.textAlign = "center";
    pen.fillStyle = plain.ink;
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
    pen.fillStyle = moving ? colours.line : isFilled ? colours.fill : plain.fill;
    pen.fill();
    pen.globalAlpha = 1;
    if (moving) return;
    pen.strokeStyle = colours.line;
    pen.lineWidth = 1.5;
    pen.setLineDash(colours === plain ? UNSURE : []);
    pen.stroke();
    pen.setLineDash([]);
  }

  /** What stands on bubbles, as far as they are in sight. @param {Look} look @param {View} view */
  function drawDress({ own, colours }, { k, x, y }) {
    for (const { r, x: across, y: down, title } of own) {
      const size = r * k;
      const [left, top] = [across * k + x, down * k + y];
      if (size < SIGN_FROM || left < -size || left > width + size || top < -size || top > height + size) continue;
      const { sign, rank, font, lines } = dressOf(title, size);
      drawSign(paths.get(symbolOf(title)), { x: left + sign.left, y: top + sign.top }, sign.side, colours.line);
      pen.fillStyle = plain.ink;
      pen.textAlign = "center";
      pen.font = `${WEIGHT} ${font}px ${FACE}`;
      for (const line of lines) pen.fillText(line.text, left, top + line.y);
      if (!rank) continue;
      pen.textAlign = "left";
      pen.font = `700 ${sign.font}px ${FACE}`;
      pen.fillText(rank, left + sign.rank.x, top + sign.rank.y);
    }
  }

  /** @param {Path2D | undefined} path @param {import("./titles.d.ts").Place} corner @param {number} side @param {string} colour */
  function drawSign(path, corner, side, colour) {
    if (!path) return;
    const scale = (density * side) / ICON;
    pen.setTransform(scale, 0, 0, scale, corner.x * density, corner.y * density);
    [pen.fillStyle, pen.strokeStyle, pen.lineWidth, pen.lineCap] = [colour, colour, ICON_LINE, "round"];
    if (path === paths.get("undecided")) pen.stroke(path);
    else pen.fill(path, "evenodd");
    pen.setTransform(density, 0, 0, density, 0, 0);
    pen.lineCap = "butt";
  }

  /** Draws words that can be read on whatever lies below them. @param {string} words @param {number} x @param {number} y */
  function drawOver(words, x, y) {
    [pen.strokeStyle, pen.lineWidth, pen.lineJoin] = [plain.ground, 3, "round"];
    pen.strokeText(words, x, y);
    pen.fillText(words, x, y);
  }

  /** @param {View} view */
  function drawLabels({ k, x, y }) {
    pen.font = `650 13px ${FACE}`;
    for (const cluster of clusters) drawOver(labelOf(cluster), cluster.x * k + x, cluster.top * k + y);
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

/** The signs as a canvas draws them; none where there is no real canvas. @param {Map<string, string>} signs @returns {Map<string, Path2D>} */
function pathsOf(signs) {
  return new Map(typeof Path2D === "undefined" ? [] : [...signs].map(([name, path]) => [name, new Path2D(path)]));
}
