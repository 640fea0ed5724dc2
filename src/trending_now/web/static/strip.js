// Says on the progress strip how far running work has come, or that there is something new to see.
// @ts-check

import { element } from "./elements.js";

const VERBS = { ingest: "Fetching", enrich: "Working out genres with", import: "Importing" };

/**
 * @typedef {{stage: string, subject: string, counts: {fetched: number}}} Run
 * @typedef {{revision: string, titles: number, running: Run[]}} Status
 */

/**
 * Says it once: the strip is read aloud whenever it changes, even to the same words.
 *
 * @param {HTMLElement} strip @param {string} words
 */
export function say(strip, words) {
  if (strip.textContent !== words) strip.textContent = words;
}

/**
 * Shows how the catalogue stands. A link that stands there already stays, and with it the focus that it may have.
 *
 * @param {HTMLElement} strip @param {Status} status @param {{href: string, reload(): void}} page where the strip stands
 */
export function showStatus(strip, status, page) {
  const isNew = status.revision !== strip.dataset.revision && status.running.length === 0;
  if (strip.dataset.titles === "0" && status.titles > 0) page.reload();
  else if (isNew) offer(strip, page);
  else if (status.running.length) tellRuns(strip, status.running);
  else say(strip, "");
}

/**
 * Says what runs; how far it has come is for the eye alone, since it changes every other second.
 *
 * @param {HTMLElement} strip @param {Run[]} running
 */
function tellRuns(strip, running) {
  const words = running.map(wordsOf).join(" · ");
  if (strip.dataset.said !== words || !strip.querySelector(".so-far")) {
    strip.replaceChildren(words, element("span", { class: "so-far", "aria-hidden": "true" }));
    strip.dataset.said = words;
  }
  const figure = strip.querySelector(".so-far");
  if (figure) figure.textContent = `: ${running.map((run) => run.counts.fetched.toLocaleString("en")).join(" · ")} so far`;
}

/** @param {HTMLElement} strip @param {{href: string, reload(): void}} page */
function offer(strip, page) {
  if (strip.querySelector("a")) return;
  const link = element("a", { href: page.href }, "The catalogue has changed: show it");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault(); // the address may be another by now, and one with a # would load nothing
    page.reload();
  });
  strip.replaceChildren(link);
}

/** @param {Run} run */
function wordsOf(run) {
  const verb = VERBS[/** @type {keyof typeof VERBS} */ (run.stage)] ?? run.stage;
  return `${verb} ${run.subject}`;
}
