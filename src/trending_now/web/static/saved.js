// Keeps in this browser alone what a reader saved for later, and shows it on buttons.
// @ts-check

import { hearOfOthers, idsAt, sayBelow, write } from "./storage.js";

const KEY = "trending-now.saved";
const MOST = 500; // as the page of saved titles shows

/** Returns the ids of the titles saved, the last one first. */
export function savedTitles() {
  return idsAt(KEY).reverse();
}

/** @param {number} id @param {boolean} isSaved */
function keepSaved(id, isSaved) {
  const others = idsAt(KEY).filter((one) => one !== id);
  if (isSaved && others.length >= MOST) return sayBelow(`You have saved ${MOST} titles, as many as are kept here: let one of them go first.`);
  keep(isSaved ? [...others, id] : others);
}

/** Keeps titles that were joined to others under the numbers that they have now. @param {Map<number, number>} moved */
export function renumber(moved) {
  if (moved.size) keep([...new Set(idsAt(KEY).map((id) => moved.get(id) ?? id))]);
}

/** Lets titles go. @param {number[]} ids */
export function forget(ids) {
  keep(idsAt(KEY).filter((id) => !ids.includes(id)));
}

/** Makes the page's buttons follow what is kept, now and after each change. */
export function followSaved() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[data-save]") : null;
    if (button instanceof HTMLElement) keepSaved(Number(button.dataset.save), button.getAttribute("aria-pressed") !== "true");
  });
  document.addEventListener("saved", showSaved);
  hearOfOthers("saved");
  showSaved();
}

/** Shows on each button whether its title is saved. */
export function showSaved() {
  const saved = new Set(savedTitles());
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("button[data-save]"))) {
    const isSaved = saved.has(Number(button.dataset.save));
    button.setAttribute("aria-pressed", String(isSaved));
    button.textContent = isSaved ? "Saved" : "Save";
    button.setAttribute("aria-label", (button.getAttribute("aria-label") ?? "").replace(/^Saved?/, button.textContent));
  }
}

/** @param {number[]} ids */
function keep(ids) {
  write(KEY, JSON.stringify(ids.slice(-MOST)));
  document.dispatchEvent(new CustomEvent("saved"));
}
