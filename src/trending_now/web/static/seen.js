// Keeps in this browser alone what a reader has seen, shows it on buttons and cards, and hides it when asked to.
// @ts-check

import { hearOfOthers, idsAt, read, write } from "./storage.js";

const KEY = "trending-now.seen";
const HIDING_KEY = "trending-now.hide-seen";
const MOST = 5_000;

/** Returns the ids of the titles marked as seen. */
export function seenTitles() {
  return new Set(idsAt(KEY));
}

/** Returns whether what was seen is hidden. */
export function hidesSeen() {
  return read(HIDING_KEY) === "yes";
}

/** @param {number} id @param {boolean} isSeen */
function keepSeen(id, isSeen) {
  const seen = seenTitles();
  if (isSeen) seen.add(id);
  else seen.delete(id);
  keep(seen);
}

/** Keeps titles that were joined to others as seen under the numbers that they have now. @param {Map<number, number>} moved */
export function renumberSeen(moved) {
  const seen = seenTitles();
  if ([...moved.keys()].some((id) => seen.has(id))) keep(new Set([...seen].map((id) => moved.get(id) ?? id)));
}

/** @param {Set<number>} seen */
function keep(seen) {
  write(KEY, JSON.stringify([...seen].slice(-MOST)));
  document.dispatchEvent(new CustomEvent("seen"));
}

/** @param {boolean} hides */
function keepHiding(hides) {
  write(HIDING_KEY, hides ? "yes" : "");
  document.dispatchEvent(new CustomEvent("seen"));
}

/** Makes the page's buttons and cards follow what is kept, now and after each change. */
export function followSeen() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[data-seen], button[data-hide-seen]") : null;
    if (!(button instanceof HTMLElement)) return;
    const turnsOn = button.getAttribute("aria-pressed") !== "true";
    if (!button.dataset.seen) return keepHiding(turnsOn);
    const next = turnsOn && hidesSeen() && document.activeElement === button ? nextStop(button) : null;
    keepSeen(Number(button.dataset.seen), turnsOn);
    next?.focus(); // the button goes with its card, and the focus would go with it
  });
  document.addEventListener("seen", showSeen);
  hearOfOthers("seen");
  showSeen();
}

/** Where the focus goes from a button whose card is hidden: on to the next card, else back, else to what shows it again. One that stands on no card stays. @param {HTMLElement} button */
function nextStop(button) {
  if (!button.closest("[data-title]")) return null;
  const open = [...document.querySelectorAll("[data-title]:not(.is-seen) button[data-seen]")];
  const place = open.indexOf(button);
  return /** @type {HTMLElement | null} */ (open[place + 1] ?? open[place - 1] ?? document.querySelector("button[data-hide-seen]"));
}

/** Shows on each button and card whether its title was seen. */
export function showSeen() {
  const seen = seenTitles();
  document.documentElement.classList.toggle("hides-seen", hidesSeen());
  for (const button of document.querySelectorAll("button[data-seen]")) {
    const isSeen = seen.has(Number(/** @type {HTMLElement} */ (button).dataset.seen));
    button.setAttribute("aria-pressed", String(isSeen));
    button.textContent = isSeen ? "Seen" : "Mark as seen"; // a button that only says "Seen" reads as if it were pressed
  }
  for (const place of document.querySelectorAll("[data-title]")) {
    place.classList.toggle("is-seen", seen.has(Number(/** @type {HTMLElement} */ (place).dataset.title)));
  }
  for (const button of document.querySelectorAll("button[data-hide-seen]")) {
    button.setAttribute("aria-pressed", String(hidesSeen()));
  }
  const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-title].is-seen"));
  const hidden = hidesSeen() ? new Set([...places].map((place) => place.dataset.title)).size : 0; // a title may stand twice
  for (const place of document.querySelectorAll("[data-hidden-count]")) place.textContent = hidden ? `${hidden} hidden` : "";
}
