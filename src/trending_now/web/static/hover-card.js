// Shows the card of the bubble that is pointed at, tapped or reached by keys.
// @ts-check

import { titleCard } from "./charts/title-card.js";
import { element } from "./elements.js";
import { passageOf } from "./passages.js";
import { showSaved } from "./saved.js";
import { showSeen } from "./seen.js";

/** @typedef {import("./charts/titles.d.ts").ChartTitle} ChartTitle */

const LINGER_MS = 180;
const CARD_WIDTH = 300;
const MARGIN = 8;
const ROOM_BESIDE = 520; // pixels: in a narrower chart a card would cover what it is about

/**
 * Shows a card beside the bubble that a chart picks, from where Tab goes on to its buttons.
 *
 * @param {HTMLElement} stage on which the chart stands
 * @param {() => void} goBack moves the focus to the chart
 * @returns {{hide: () => void}} hides the card, since its bubble moves
 */
export function hoverCard(stage, goBack) {
  const place = element("div", { class: "pop", hidden: "", tabindex: -1 }); // so that a tap on it is none beside it
  stage.append(place);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let shown = 0;
  let isByKeys = false; // how it was reached
  let tell = () => {};

  function hide() {
    clearTimeout(timer);
    place.hidden = true;
    shown = 0;
  }

  /** Leaves the card where it is, and tells more of its title, once. */
  function stay() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      tell();
      tell = () => {};
    }, LINGER_MS);
  }

  function hideSoon() {
    clearTimeout(timer);
    timer = setTimeout(() => place.contains(document.activeElement) || hide(), LINGER_MS);
  }

  /** @param {{title: ChartTitle, x: number, y: number, r: number, by: "pointer" | "keyboard"}} picked */
  function show({ title, x, y, r, by }) {
    [shown, isByKeys] = [title.id, by === "keyboard"];
    const isNarrow = stage.clientWidth < ROOM_BESIDE;
    const width = isNarrow ? document.documentElement.clientWidth - 2 * MARGIN : Math.min(CARD_WIDTH, stage.clientWidth - 2 * MARGIN);
    const card = titleCard(title, { width });
    card.append(marksOf(title));
    place.replaceChildren(card);
    place.hidden = false;
    showSaved();
    showSeen();
    if (isNarrow) standAcross(place, stage, { y, r });
    else standBeside(place, stage, { x, y, r, width });
    tell = () => void tellSummary(title, card, () => shown === title.id);
    stay();
  }

  stage.addEventListener("pick", (event) => {
    const picked = /** @type {CustomEvent} */ (event).detail;
    if (picked?.by === "keyboard") bringIntoWindow(stage, picked);
    if (picked) return show(picked);
    hideSoon();
  });
  for (const kind of ["pointerenter", "focusin"]) place.addEventListener(kind, stay);
  place.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType !== "touch" && !isByKeys) hideSoon(); // a finger leaves with each tap, and one at rest when keys move the card
  });
  place.addEventListener("focusout", hideSoon);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (place.contains(document.activeElement)) goBack();
    hide();
  });
  return { hide };
}

/** Moves the page on to a bubble that keys have reached: the chart may be higher than the window. @param {HTMLElement} stage @param {{y: number, r: number}} bubble */
function bringIntoWindow(stage, { y, r }) {
  const middle = stage.getBoundingClientRect().top + y;
  const [over, under] = [middle - r - MARGIN, middle + r + MARGIN - innerHeight];
  if (over < 0) scrollBy({ top: over });
  else if (under > 0) scrollBy({ top: under });
}

/**
 * On a small screen the card lies along the edge of the window that is farther from the bubble, and the page moves on
 * where that is not far enough.
 *
 * @param {HTMLElement} place @param {HTMLElement} stage @param {{y: number, r: number}} bubble
 */
function standAcross(place, stage, { y, r }) {
  const middle = stage.getBoundingClientRect().top + y;
  const isLow = middle > innerHeight / 2;
  place.classList.add("across");
  Object.assign(place.style, { insetInline: `${MARGIN}px`, insetBlock: isLow ? `${MARGIN}px auto` : `auto ${MARGIN}px` });
  const covered = place.offsetHeight + 2 * MARGIN - (isLow ? middle - r : innerHeight - middle - r);
  if (covered > 0) scrollBy({ top: isLow ? -covered : covered });
}

/** @param {HTMLElement} place @param {HTMLElement} stage @param {{x: number, y: number, r: number, width: number}} bubble `width` is the card's */
function standBeside(place, stage, { x, y, r, width }) {
  const height = place.offsetHeight;
  const [right, below] = [x + r + MARGIN, y + r + MARGIN];
  const left = right + width <= stage.clientWidth ? right : Math.max(x - r - MARGIN - width, MARGIN);
  const covers = left < x + r && left + width > x - r;
  const beyond = below + height <= stage.clientHeight ? below : y - r - MARGIN - height;
  const top = covers ? beyond : y - height / 2;
  const [rightmost, lowest] = [stage.clientWidth - width - MARGIN, stage.clientHeight - height - 4];
  place.classList.remove("across");
  Object.assign(place.style, { insetInline: `${Math.max(Math.min(left, rightmost), MARGIN)}px auto`, insetBlock: `${Math.max(Math.min(top, lowest), 4)}px auto` });
}

/** The same buttons as on a card of the page, which follow what is kept. @param {ChartTitle} title */
function marksOf({ id, name }) {
  const buttons = [["save", "Save for later"], ["seen", "Mark as seen"]].map(([mark, does]) =>
    element("button", { type: "button", class: "mark-button", "aria-label": `${does}: ${name}`, [`data-${mark}`]: id }));
  return element("div", { class: "marks" }, ...buttons);
}

/** Puts the first sentence of the review summary into a card that is still shown. @param {ChartTitle} title @param {HTMLElement} card @param {() => boolean} isShown */
async function tellSummary(title, card, isShown) {
  const answer = await fetch(`/api/v1/titles/${title.id}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const detail = await answer.json();
  const summary = detail.enrichments.find((/** @type {any} */ one) => one.engine === detail.engine)?.review_summary;
  const passage = summary?.praise[0] ?? summary?.criticism[0];
  const text = detail.texts.find((/** @type {any} */ one) => one.id === passage?.text_id);
  const line = card.querySelector(".says");
  if (text && line && isShown()) line.textContent = `“${passageOf(text.content, passage)}”`;
}
