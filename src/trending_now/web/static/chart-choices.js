// Keeps the URL, the buttons, the links and the form of filters of one mind on how the chart's bubbles are grouped and sized, and how many there are.
// @ts-check

import { isKnown, reasonNotToGroup, reasonNotToSize, shareKnown } from "./chart-words.js";

/** @typedef {import("./charts/titles.d.ts").ChartTitle} ChartTitle */
/** @typedef {"group" | "size" | "most"} Choice */

const CHOICES = /** @type {const} */ (["group", "size", "most"]);
const FEW = "150"; // bubbles, of which the names can be read
const ENOUGH_RATED = 0.25; // of the titles, so that bubbles differ in size
/** @typedef {Record<Choice, string>} Chosen */

/** Returns what is chosen where nobody has said: bubbles show the popularity in the order of the trend, and where hardly a title has a score. @param {ChartTitle[]} titles @param {string} sort @returns {Chosen} */
export function defaultsFor(titles, sort) {
  const wantsPopularity = sort === "trending" || shareKnown(titles, "score") < ENOUGH_RATED;
  return { group: "none", size: wantsPopularity && isKnown(titles, "popularity") ? "popularity" : "score", most: FEW };
}

/** Shows what the URL says; returns whether that is anything new. @param {HTMLElement} section @param {Chosen} defaults */
export function followUrl(section, defaults) {
  const asked = new URL(location.href).searchParams;
  let isNew = false;
  for (const name of CHOICES) {
    const value = asked.get(name) ?? defaults[name];
    isNew ||= section.dataset[name] !== value;
    show(section, name, value, defaults);
  }
  return isNew;
}

/** Takes a choice over into the URL and shows it; returns whether it is a new one. @param {HTMLElement} section @param {Choice} name @param {string} value @param {Chosen} defaults */
export function choose(section, name, value, defaults) {
  if (section.dataset[name] === value) return false;
  history.pushState(null, "", withChoice(location.href, name, value, defaults));
  return followUrl(section, defaults);
}

/** Switches buttons off that would show nothing, each with its reason as its description, and the others on. @param {HTMLElement} section @param {ChartTitle[]} titles */
export function switchOff(section, titles) {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("button[data-group], button[data-size]"))) {
    const { group, size } = button.dataset;
    const reason = group ? reasonNotToGroup(titles, group) : reasonNotToSize(titles, size ?? "");
    button.title = reason;
    if (reason) button.setAttribute("aria-disabled", "true"); // still reached by Tab: else nobody would hear why
    else button.removeAttribute("aria-disabled");
  }
}

/** Brings the chosen buttons of strips that are too long for the page into sight. @param {HTMLElement} section */
export function showChosen(section) {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("button[aria-pressed=true]"))) {
    const strip = /** @type {HTMLElement} */ (button.parentElement);
    const [own, whole] = [button.getBoundingClientRect(), strip.getBoundingClientRect()];
    if (own.left < whole.left || own.right > whole.right) strip.scrollLeft += own.left - whole.left - (whole.width - own.width) / 2;
  }
}

/** @param {HTMLElement} section @param {Choice} name @param {string} value @param {Chosen} defaults */
function show(section, name, value, defaults) {
  section.dataset[name] = value;
  const kept = /** @type {HTMLInputElement | null} */ (document.querySelector(`.filters input[name="${name}"]`));
  if (kept) kept.value = value === defaults[name] ? "" : value;
  for (const button of section.querySelectorAll(`button[data-${name}]`)) {
    button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset[name] === value));
  }
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a.chip, .views a, .chart .hint a"))) {
    link.href = withChoice(link.href, name, value, defaults);
  }
}

/** An address that keeps a choice as well; what is chosen by itself needs no parameter. @param {string} address @param {Choice} name @param {string} value @param {Chosen} defaults */
function withChoice(address, name, value, defaults) {
  const url = new URL(address);
  if (value === defaults[name]) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url.href;
}
