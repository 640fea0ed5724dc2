// Finds the bubble that is pointed at, tapped or reached by keys, says it aloud and opens it.
// @ts-check

import { sureness } from "../score-row.js";
import { attentionWords } from "./attention.js";
import { noGenreWords } from "./title-card.js";

/** @typedef {import("./titles.d.ts").Bubble} Bubble */
/** @typedef {import("./titles.d.ts").ChartTitle} ChartTitle */

const DWELL_MS = 150;
const MIDDLE = 1;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Lets bubbles be pointed at, tapped, reached by keys and opened, and tells of it by the events of the chart.
 *
 * @param {HTMLElement} stage @param {HTMLElement} told @param {Bubble[]} all
 * @param {import("./titles.d.ts").Painter} painter
 * @param {{viewed: () => import("./titles.d.ts").View, bringIn: (bubble: Bubble) => void, begin: number}} ways `begin` is
 *   the id of the title at which the arrow keys begin
 * @returns {{here: () => number, letGo: () => void}} `here` tells that id as it is now, 0 if nobody has used them yet;
 *   `letGo` leaves the bubble that is picked, since it moves away from under its card
 */
export function pickable(stage, told, all, painter, { viewed, bringIn, begin }) {
  const isDrawn = painter.node instanceof HTMLCanvasElement; // in SVG each bubble is a link
  /** @type {Bubble | null} */
  let active = null;
  let isByKeys = false; // how it was reached
  let left = all.find((bubble) => bubble.title.id === begin) ?? null;
  let group = ""; // that was told last

  /** @param {Bubble | null} bubble @param {"pointer" | "keyboard"} by */
  function pick(bubble, by) {
    if (bubble === active) return;
    if (by === "keyboard" && bubble) bringIn(bubble);
    [active, isByKeys] = [bubble, by === "keyboard"];
    painter.mark(bubble);
    const { k, x, y } = viewed();
    const detail = bubble && { title: bubble.title, x: bubble.x * k + x, y: bubble.y * k + y, r: bubble.r * k, by };
    if (by === "keyboard" && bubble) {
      const enters = bubble.group && bubble.group !== group ? `${bubble.group}. ` : "";
      [left, group] = [bubble, bubble.group];
      told.textContent = enters + described(bubble.title);
    }
    stage.dispatchEvent(new CustomEvent("pick", { bubbles: true, detail }));
  }

  /** @param {MouseEvent} event */
  function under(event) {
    const box = stage.getBoundingClientRect();
    const { k, x, y } = viewed();
    return bubbleAt(all, (event.clientX - box.left - x) / k, (event.clientY - box.top - y) / k);
  }

  /** @param {{beside?: boolean}} [how] beside: in a tab of its own, as a link would with the same keys */
  const open = ({ beside = false } = {}) =>
    active && stage.dispatchEvent(new CustomEvent("open", { bubbles: true, detail: { id: active.title.id, beside } }));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let dwelling;

  /** Point at a bubble; from one to the next only after a moment: it may lie on the way to the card of the first. @param {Bubble | null} bubble */
  function point(bubble) {
    clearTimeout(dwelling);
    if (active && bubble && bubble !== active) dwelling = setTimeout(pick, DWELL_MS, bubble, "pointer");
    else pick(bubble, "pointer");
  }

  stage.addEventListener("pointermove", (event) => event.pointerType !== "touch" && point(under(event)));
  stage.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch" && !isByKeys) point(null); // one at rest leaves when a card called by keys comes under it
  });
  stage.addEventListener("click", (event) => {
    const found = under(event);
    const isSecond = found !== null && found === active;
    const isTouch = /** @type {PointerEvent} */ (event).pointerType === "touch";
    if (isTouch && !isSecond) event.preventDefault(); // the first tap shows the card, the second opens the title
    clearTimeout(dwelling);
    pick(found, "pointer");
    if (found && isDrawn && (!isTouch || isSecond)) open({ beside: event.ctrlKey || event.metaKey || event.shiftKey });
  });
  stage.addEventListener("auxclick", (event) => {
    if (!isDrawn || event.button !== MIDDLE) return;
    pick(under(event), "pointer");
    open({ beside: true });
  });
  stage.addEventListener("keydown", (event) => {
    const beside = event.ctrlKey || event.metaKey;
    if (event.altKey || (beside && event.key !== "Enter")) return; // the browser's own: back, forward, to the top
    const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    if (step) pick(active ? (neighbour(all, active, step) ?? active) : (left ?? all[0] ?? null), "keyboard");
    else if (event.key === "Enter") open({ beside });
    else if (event.key === "Escape") pick(null, "keyboard");
    else return;
    event.preventDefault();
  });
  const leave = (/** @type {FocusEvent} */ { relatedTarget }) => (relatedTarget instanceof Node && stage.contains(relatedTarget)) || pick(null, "keyboard");
  stage.addEventListener("blur", leave, true); // captured: a tap focuses the bubble itself
  return { here: () => left?.title.id ?? 0, letGo: () => pick(null, "pointer") };
}

/** Returns in one line what a bubble stands for. @param {ChartTitle} title */
export function described(title) {
  const genres = title.genres.map(({ genre, probability }) => `${genre} ${sureness(probability, title.locked.includes(genre))}`).join(", ");
  const score = title.vibe_score === null ? "" : `vibe ${title.vibe_score.toFixed(1)} of 10`;
  const none = title.uncertain.length ? "genre not sure" : noGenreWords(title).toLowerCase();
  return [`${title.name}: ${genres || none}`, score, attentionWords(title)].filter(Boolean).join(", ");
}

/** @param {Bubble[]} all @param {number} x @param {number} y */
function bubbleAt(all, x, y) {
  return all.find((bubble) => (bubble.x - x) ** 2 + (bubble.y - y) ** 2 <= bubble.r ** 2) ?? null;
}

/** The nearest bubble in a direction; what lies aside counts twice as far. @param {Bubble[]} all @param {Bubble} here @param {number[]} step */
function neighbour(all, here, [right = 0, down = 0]) {
  /** @type {{bubble: Bubble | null, far: number}} */
  let best = { bubble: null, far: Infinity };
  for (const bubble of all) {
    const [x, y] = [bubble.x - here.x, bubble.y - here.y];
    const ahead = x * right + y * down;
    const aside = Math.abs(x * down) + Math.abs(y * right);
    const far = ahead + 2 * aside;
    if (bubble !== here && ahead > aside * 0.3 && far < best.far) best = { bubble, far };
  }
  return best.bubble;
}
