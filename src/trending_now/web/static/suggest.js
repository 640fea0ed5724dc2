// Offers suggestions under the search field while one types: a combobox with a list.
// @ts-check

import { element } from "./elements.js";

const PAUSE_MS = 180;
const SHORTEST = 2;

/** @typedef {{text: string, kind: string, href: string, title_kind?: string | null, year?: number | null}} Suggestion */

/** Filters that may be given more than once. */
const SEVERAL = new Set(["genre", "tag"]);
const KINDS = { genre: "genre", platform: "platform", tag: "vibe tag" };
const TITLE_KINDS = { movie: "Film", tv: "Series" };

/** Offers suggestions under a search field; without an answer it stays a plain field. @param {HTMLInputElement} field */
export function suggestFor(field) {
  const list = element("ul", { id: "suggestions", class: "suggestions", hidden: "", role: "listbox", "aria-label": "Suggestions" });
  field.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false", autocomplete: "off" })) {
    field.setAttribute(name, value);
  }
  let chosen = -1;
  let asked = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function close() {
    hold();
    list.hidden = true;
    choose(-1);
    field.setAttribute("aria-expanded", "false");
  }

  /** @param {Suggestion[]} found */
  function show(found) {
    list.replaceChildren(...found.map(option));
    choose(-1);
    list.hidden = found.length === 0;
    field.setAttribute("aria-expanded", String(found.length > 0));
  }

  /** Leaves the list as it is: what is asked for no longer counts. */
  function hold() {
    clearTimeout(timer);
    asked.abort();
  }

  /** @param {number} step */
  function move(step) {
    hold();
    const places = list.children.length + 1; // past the last one: what was typed
    choose(((chosen + step + places + 1) % places) - 1);
  }

  /** @param {number} place of the suggestion that Enter follows; -1: none, it searches for what was typed */
  function choose(place) {
    chosen = place;
    const options = [...list.querySelectorAll("a")];
    options.forEach((one, number) => one.setAttribute("aria-selected", String(number === chosen)));
    const active = options[chosen];
    if (active) field.setAttribute("aria-activedescendant", active.id);
    else field.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    hold();
    const own = new AbortController();
    asked = own;
    const words = field.value.trim();
    if (words.length < SHORTEST) return close();
    try {
      const answer = await fetch(`/api/v1/suggestions?q=${encodeURIComponent(words)}`, { signal: own.signal });
      if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
      if (document.activeElement === field) show((await answer.json()).suggestions);
    } catch {
      if (!own.signal.aborted) close(); // the server is away or refuses: the field works as it is
    }
  }

  field.addEventListener("input", () => {
    hold();
    choose(-1);
    timer = setTimeout(ask, PAUSE_MS);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // the keys are those of whoever writes Chinese, say
    if (list.hidden) {
      if (event.key === "ArrowDown") ask();
      return;
    }
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) list.querySelectorAll("a")[chosen]?.click();
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // or the field is left, the list closes, and a slow click finds nothing
    hold();
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
}

/** The link itself is the option: what is inside of one is not told to those who cannot see it. @param {Suggestion} suggestion @param {number} number */
function option(suggestion, number) {
  const href = suggestion.kind === "title" ? suggestion.href : besideTheRest(suggestion.href);
  const link = element("a", { id: `suggestion-${number}`, role: "option", "aria-selected": "false", href, tabindex: -1, dir: "auto" }, suggestion.text);
  const told = wordsOf(suggestion);
  if (told) link.append(" ", element("span", {}, told));
  return element("li", { role: "none" }, link);
}

/** Returns what is said beside a suggestion: what it is, and of a title its kind and year, since names repeat. @param {Suggestion} suggestion */
function wordsOf({ kind, title_kind, year }) {
  if (kind !== "title") return KINDS[/** @type {keyof typeof KINDS} */ (kind)];
  return [TITLE_KINDS[/** @type {keyof typeof TITLE_KINDS} */ (title_kind)], year].filter(Boolean).join(", ");
}

/** Returns the address of a filter beside those in force, in the same order and view; it stands for what was typed. @param {string} href */
function besideTheRest(href) {
  const told = new URLSearchParams(location.search);
  for (const name of ["q", "after"]) told.delete(name);
  for (const [name, value] of new URL(href, location.href).searchParams) {
    const others = told.getAll(name).filter((one) => SEVERAL.has(name) && one !== value);
    told.delete(name);
    for (const one of [...others, value]) told.append(name, one);
    const left = told.getAll("without").filter((one) => one !== value);
    told.delete("without");
    for (const one of left) told.append("without", one);
  }
  return `/?${told}`;
}
