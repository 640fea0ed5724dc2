// What this browser keeps for its reader: told to nobody, and gone with the site's data.
// @ts-check

/** @param {string} key @returns {number[]} the ids of titles kept under it, in the order in which they came */
export function idsAt(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? [...new Set(kept.filter(Number.isInteger))] : [];
  } catch {
    return [];
  }
}

/** @param {string} key */
export function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is switched off: nothing is ever kept
  }
}

/** @param {string} key @param {string} value */
export function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // as above
  }
}

/** Tell the page of changes that it did not make itself: in another tab, or before one came back to it. @param {string} kind of event */
export function hearOfOthers(kind) {
  const tell = () => document.dispatchEvent(new CustomEvent(kind));
  addEventListener("storage", tell);
  addEventListener("pageshow", (event) => event.persisted && tell());
}
