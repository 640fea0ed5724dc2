// Keeps in the storage of this browser what its reader asks for: it is told to nobody, and gone with the data of the site.
// @ts-check

import { element } from "./elements.js";

/** Returns the ids of titles kept under a key, in the order in which they came. @param {string} key @returns {number[]} */
export function idsAt(key) {
  try {
    const kept = JSON.parse(read(key) ?? "[]");
    return Array.isArray(kept) ? [...new Set(kept.filter((id) => Number.isSafeInteger(id) && id > 0))] : [];
  } catch {
    return [];
  }
}

/** Returns what is kept under a key, null where nothing is. @param {string} key */
export function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is switched off: nothing is ever kept
  }
}

/** Keeps a value, or says that the browser does not: else a button would do nothing without a word. @param {string} key @param {string} value */
export function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    sayBelow("Your browser keeps nothing for this site: its storage is full or switched off.");
  }
}

/** Says at the foot of the page, until the next click, why a button did nothing. @param {string} words */
export function sayBelow(words) {
  const told = element("p", { class: "strip", role: "alert" }, words);
  document.body.append(told);
  addEventListener("click", () => told.remove(), { once: true, capture: true });
}

/** Tells the page of changes that it did not make itself: in another tab, or before one came back to it. @param {string} kind of event */
export function hearOfOthers(kind) {
  const tell = () => document.dispatchEvent(new CustomEvent(kind));
  addEventListener("storage", tell);
  addEventListener("pageshow", (event) => event.persisted && tell());
}
