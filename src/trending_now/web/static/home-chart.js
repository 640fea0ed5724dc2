// Brings the bubble chart into the home page: its titles, its buttons, its card; the URL keeps how it is grouped.
// @ts-check

import { choose, defaultsFor, followUrl, showChosen, switchOff } from "./chart-choices.js";
import { forgetTrouble, tellTrouble } from "./chart-trouble.js";
import { drawnWords, guideTo, perhapsWords, seenWords, trendWords } from "./chart-words.js";
import { MOST_IN_SVG, bubbles } from "./charts/bubbles.js";
import { coloursOf } from "./colours.js";
import { areTooFew, findTitles, mostOf } from "./found-titles.js";
import { hoverCard } from "./hover-card.js";
import { hidesSeen, seenTitles } from "./seen.js";
import { signsIn } from "./signs.js";

/** @typedef {import("./charts/bubbles.js").BubbleChart} BubbleChart */

const RESIZED_MS = 150;
const LOST = "The titles could not be fetched. The cards and the table show them, too.";
const STAY = { preventScroll: true }; // the chart is higher than the window: the page would move to its middle
const ICONS = "/static/icons.svg";
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const contrast = matchMedia("(forced-colors: active)");
const darkness = matchMedia("(prefers-color-scheme: dark)");

/** Draws the chart of a page's section, and keeps it up to date. @param {HTMLElement} section @returns {Promise<void>} */
export async function showChart(section) {
  const stage = /** @type {HTMLElement} */ (section.querySelector(".stage"));
  const note = /** @type {HTMLElement} */ (section.querySelector(".chart-note"));
  const sort = section.dataset.sort ?? "";
  /** @type {import("./found-titles.js").Found} */
  let found;
  /** @type {Map<string, string>} */
  let signs;
  const meanwhile = choicesMade(section);
  try {
    found = await findTitles(section);
    signs = await signsFor(found.titles);
  } catch {
    meanwhile();
    return tellTrouble(stage, LOST, () => showChart(section));
  }
  const defaults = defaultsFor(found.titles, sort);
  const card = hoverCard(stage, () => chart?.focus(STAY));
  /** @type {BubbleChart | null} */
  let chart = null;
  let questions = 0;

  function notHidden() {
    const seen = hidesSeen() ? seenTitles() : new Set();
    return found.titles.filter((title) => !seen.has(title.id));
  }

  function draw({ moves = false } = {}) {
    const left = notHidden();
    const shown = left.slice(0, mostOf(section));
    const hidden = found.titles.length - left.length;
    const chosen = chosenOn(section);
    const height = roomIn(stage);
    const drawn = bubbles(shown, {
      width: stage.clientWidth,
      height,
      ...chosen,
      still: stillness.matches,
      density: Math.min(devicePixelRatio, 2),
      ...(shown.length > MOST_IN_SVG ? { palette: coloursOf(stage), signs } : {}),
      ...(moves && chart ? { from: chart.places() } : {}),
      ...(chart ? { here: hereOr(chart, shown), sight: chart.sight() } : {}),
    });
    chart?.stop();
    const hadFocus = chart !== null && stage.contains(document.activeElement);
    card.hide();
    if (chart) chart.replaceWith(drawn);
    else stage.prepend(drawn);
    stage.style.blockSize = drawn.needed() > height ? `${drawn.needed() + edgesOf(stage)}px` : "";
    chart = drawn;
    if (hadFocus) chart.focus(STAY);
    note.textContent = [seenWords(left.length, hidden), perhapsWords(shown, section.dataset.genre ?? "")].join(" ").trim();
    say(section, "[data-drawn]", drawnWords(shown.length, found.total - hidden));
    say(section, "[data-guide]", guideTo(shown, { ...chosen, isOrdered: chart.isOrdered }));
    say(section, "[data-trend]", trendWords(shown, sort));
  }

  /** Bubbles that are grouped or sized anew stand elsewhere: what was zoomed in on is not there any more. */
  function rearrange() {
    chart?.showAll();
    draw({ moves: true });
  }

  /** As many titles as are wanted now, in what is zoomed in on; only the last question counts. @returns {Promise<void>} */
  async function renew() {
    questions += 1;
    const own = questions;
    try {
      const renewed = await findTitles(section);
      const renewedSigns = await signsFor(renewed.titles);
      if (own !== questions) return;
      [found, signs] = [renewed, renewedSigns];
    } catch {
      if (own === questions) tellTrouble(stage, LOST, renew);
      return;
    }
    forgetTrouble(stage);
    switchOff(section, found.titles);
    draw({ moves: true });
  }

  /** More titles or fewer: bubbles stand elsewhere. */
  function renewWhole() {
    chart?.showAll();
    return renew();
  }

  followUrl(section, defaults);
  switchOff(section, found.titles);
  draw();
  stage.classList.add("drawn");
  showChosen(section);
  stage.addEventListener("open", (event) => openTitle(/** @type {CustomEvent} */ (event).detail));
  section.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    const { group, size, most, zoom } = button.dataset;
    if (button.getAttribute("aria-disabled") === "true") note.textContent = button.title;
    else if (group && choose(section, "group", group, defaults)) rearrange();
    else if (size && choose(section, "size", size, defaults)) rearrange();
    else if (most && choose(section, "most", most, defaults)) renewWhole();
    else if (zoom) zoom === "all" ? chart?.showAll() : chart?.zoomBy(Number(zoom));
  });
  addEventListener("popstate", () => {
    const { most } = section.dataset;
    if (followUrl(section, defaults)) most === section.dataset.most ? rearrange() : renewWhole();
  });
  document.addEventListener("seen", () => {
    if (areTooFew(section, found)) return renew();
    const drawn = chart?.places();
    const wanted = notHidden().slice(0, mostOf(section));
    if (drawn?.size !== wanted.length || wanted.some(({ id }) => !drawn.has(id))) draw({ moves: true });
  });
  for (const preference of [darkness, contrast]) preference.addEventListener("change", () => draw({ moves: true }));
  redrawWhenResized(stage, draw);
  for (const button of meanwhile()) button.click();
}

/** Notes what is chosen before there is a chart; the function returned ends that, and tells the buttons. @param {HTMLElement} section */
function choicesMade(section) {
  /** @type {Set<HTMLElement>} */
  const made = new Set();
  const note = (/** @type {Event} */ { target }) => {
    const button = target instanceof Element ? target.closest("button[data-group], button[data-size], button[data-most]") : null;
    if (!(button instanceof HTMLElement)) return;
    made.delete(button); // in the order in which they were last pressed
    made.add(button);
  };
  section.addEventListener("click", note);
  return () => {
    section.removeEventListener("click", note);
    return made;
  };
}

/** The title at which the arrow keys begin: where they were, or nearest to it where that one is not drawn any more. @param {BubbleChart} before @param {{id: number}[]} shown */
function hereOr(before, shown) {
  const [here, places] = [before.here(), before.places()];
  const own = places.get(here);
  if (!own || shown.some(({ id }) => id === here)) return here;
  /** @param {{id: number}} title */
  const far = ({ id }) => {
    const place = places.get(id);
    return place ? Math.hypot(place.x - own.x, place.y - own.y) : Infinity;
  };
  return shown.reduce((nearest, title) => (far(title) < far(nearest) ? title : nearest), shown[0] ?? { id: 0 }).id;
}

/** @param {{id: number, beside: boolean}} wanted */
function openTitle({ id, beside }) {
  if (beside) open(`/titles/${id}`, "_blank", "noopener");
  else location.assign(`/titles/${id}`);
}

/** @param {HTMLElement} section @returns {{group: import("./charts/titles.d.ts").Grouping, size: import("./charts/titles.d.ts").Sizing}} */
function chosenOn({ dataset }) {
  return /** @type {any} */ ({ group: dataset.group, size: dataset.size });
}

/** @param {HTMLElement} section @param {string} place @param {string} words */
function say(section, place, words) {
  const told = section.querySelector(place);
  if (told) told.textContent = words;
}

/** @param {unknown[]} titles @returns {Promise<Map<string, string>>} */
async function signsFor(titles) {
  return titles.length > MOST_IN_SVG ? await signsIn(ICONS) : new Map();
}

/** How high a chart may be before the stage grows with it. @param {HTMLElement} stage */
function roomIn(stage) {
  return Math.round(parseFloat(getComputedStyle(stage).minBlockSize) - edgesOf(stage));
}

/** @param {HTMLElement} stage */
function edgesOf(stage) {
  return stage.offsetHeight - stage.clientHeight;
}

/** @param {HTMLElement} stage @param {() => void} draw */
function redrawWhenResized(stage, draw) {
  let [width, height] = [stage.clientWidth, roomIn(stage)];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  new ResizeObserver(() => {
    if (!stage.clientWidth || !stage.clientHeight) return; // not shown now: nothing could be drawn
    if (stage.clientWidth === width && roomIn(stage) === height) return;
    [width, height] = [stage.clientWidth, roomIn(stage)];
    clearTimeout(timer);
    timer = setTimeout(draw, RESIZED_MS);
  }).observe(stage);
}
