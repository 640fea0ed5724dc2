// Brings the bubble chart into the home page: its titles, its buttons, its card; the URL keeps how it is grouped.
// @ts-check

import { choose, defaultsFor, followUrl, showChosen, switchOff } from "./chart-choices.js";
import { drawnWords, guideTo, isKnown, trendWords } from "./chart-words.js";
import { MOST_IN_SVG, bubbles } from "./charts/bubbles.js";
import { coloursOf } from "./colours.js";
import { hoverCard } from "./hover-card.js";
import { signsIn } from "./signs.js";
import { hidesSeen, seenTitles } from "./seen.js";

/** @typedef {import("./charts/titles.d.ts").ChartTitle} ChartTitle */
/** @typedef {import("./charts/bubbles.js").BubbleChart} BubbleChart */
/** @typedef {{titles: ChartTitle[], total: number}} Found the first titles, and how many there are in all */

const RESIZED_MS = 150;
const MOST_DRAWN = 2_000; // as many as the server sends at once
const NOTHING = { titles: [], total: 0 };
const ICONS = "/static/icons.svg";
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const contrast = matchMedia("(forced-colors: active)");
const darkness = matchMedia("(prefers-color-scheme: dark)");

/** Draw the chart of a page's section, and keep it up to date. @param {HTMLElement} section */
export async function showChart(section) {
  const stage = /** @type {HTMLElement} */ (section.querySelector(".stage"));
  const note = /** @type {HTMLElement} */ (section.querySelector(".chart-note"));
  /** @type {Found} */
  let found;
  try {
    found = await findTitles(section);
  } catch {
    return offerAgain(stage, () => showChart(section));
  }
  const sort = section.dataset.sort ?? "";
  const defaults = defaultsFor(found.titles, sort);
  followUrl(section, defaults);
  switchOff(section, found.titles);
  let signs = await signsFor(found.titles);
  const card = hoverCard(stage, () => chart?.focus());
  /** @type {BubbleChart | null} */
  let chart = null;

  function notHidden() {
    const seen = hidesSeen() ? seenTitles() : new Set();
    return found.titles.filter((title) => !seen.has(title.id));
  }

  function draw({ moves = false } = {}) {
    const from = moves && chart ? chart.places() : undefined;
    const left = notHidden();
    const hidden = found.titles.length - left.length;
    const shown = left.slice(0, mostOf(section));
    const chosen = chosenOn(section);
    const height = roomIn(stage);
    const drawn = bubbles(shown, {
      width: stage.clientWidth,
      height,
      ...chosen,
      still: stillness.matches,
      density: Math.min(devicePixelRatio, 2),
      ...(shown.length > MOST_IN_SVG ? { palette: coloursOf(stage), signs } : {}),
      ...(from ? { from } : {}),
      ...(chart ? { here: chart.here(), sight: chart.sight() } : {}),
    });
    chart?.stop();
    const hadFocus = chart !== null && stage.contains(document.activeElement);
    card.hide();
    if (chart) chart.replaceWith(drawn);
    else stage.prepend(drawn);
    stage.style.blockSize = drawn.needed() > height ? `${drawn.needed() + edgesOf(stage)}px` : "";
    chart = drawn;
    if (hadFocus) chart.focus();
    const perhaps = shown.filter((title) => title.perhaps).length;
    note.textContent = [noteOf(left.length, hidden), perhapsOf(perhaps, section.dataset.genre ?? "")].join(" ").trim();
    say(section, "[data-drawn]", drawnWords(shown.length, found.total - hidden));
    say(section, "[data-guide]", guideTo(shown, chosen));
    say(section, "[data-trend]", trendWords(shown, sort));
  }

  /** Bubbles that are grouped or sized anew stand elsewhere: what was zoomed in on is not there any more. */
  function rearrange() {
    chart?.showAll();
    draw({ moves: true });
  }

  /** As many titles as are wanted now. */
  async function renew() {
    const { most } = section.dataset;
    try {
      const renewed = await findTitles(section);
      signs = await signsFor(renewed.titles);
      if (most !== section.dataset.most) return; // another number was chosen meanwhile
      found = renewed;
    } catch {
      return offerAgain(stage, renew);
    }
    rearrange();
  }

  draw();
  stage.classList.add("drawn");
  showChosen(section);
  stage.addEventListener("open", (event) => openTitle(/** @type {CustomEvent} */ (event).detail));
  section.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    const { group, size, most, zoom } = button.dataset;
    if (button.ariaDisabled === "true") note.textContent = button.title;
    else if (group && choose(section, "group", group, defaults)) rearrange();
    else if (size && choose(section, "size", size, defaults)) rearrange();
    else if (most && choose(section, "most", most, defaults)) renew();
    else if (zoom) zoom === "all" ? chart?.showAll() : chart?.zoomBy(Number(zoom));
  });
  addEventListener("popstate", () => {
    const { most } = section.dataset;
    if (followUrl(section, defaults)) most === section.dataset.most ? rearrange() : renew();
  });
  document.addEventListener("seen", () => {
    if (found.titles.length < Math.min(found.total, wantedAtOnce(section))) return renew();
    const drawn = chart?.places();
    const wanted = notHidden().slice(0, mostOf(section));
    if (drawn?.size !== wanted.length || wanted.some(({ id }) => !drawn.has(id))) draw({ moves: true });
  });
  for (const preference of [darkness, contrast]) preference.addEventListener("change", () => draw({ moves: true }));
  redrawWhenResized(stage, draw);
}

/** Say in the chart's place that it could not be drawn, and try again when asked to. @param {HTMLElement} stage @param {() => void} again */
function offerAgain(stage, again) {
  const told = document.createElement("div");
  told.className = "stage-told";
  told.setAttribute("role", "alert");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "primary", textContent: "Try again" });
  button.addEventListener("click", () => {
    told.remove();
    stage.classList.remove("failed");
    again();
  });
  told.append("The titles could not be fetched. The cards and the table show them, too.", button);
  stage.append(told);
  stage.classList.add("failed");
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

/** How many bubbles are wanted at most: all there may be where nobody is asked. @param {HTMLElement} section */
function mostOf(section) {
  return section.querySelector("button[data-most]") ? Number(section.dataset.most) : MOST_DRAWN;
}

/** How many titles are needed for that, with some in the place of those that are hidden. @param {HTMLElement} section */
function wantedAtOnce(section) {
  return Math.min(mostOf(section) + (hidesSeen() ? seenTitles().size : 0), MOST_DRAWN);
}

/** The titles of the section, those that are perhaps of a genre behind the others. @param {HTMLElement} section @returns {Promise<Found>} */
async function findTitles(section) {
  const { titles: url = "", perhaps: perhapsUrl, genre = "", sort } = section.dataset;
  const limit = wantedAtOnce(section);
  const [sure, perhaps] = await Promise.all([foundAt(url, limit), perhapsUrl ? foundAt(perhapsUrl, limit) : NOTHING]);
  const ordered = sort === "trending" ? ranked(sure.titles) : sure.titles;
  const unsure = perhaps.titles.map((title) => ({ ...title, perhaps: genre }));
  return { titles: [...ordered, ...unsure].slice(0, limit), total: sure.total + perhaps.total };
}

/** @param {ChartTitle[]} titles */
async function signsFor(titles) {
  return titles.length > MOST_IN_SVG ? await signsIn(ICONS) : new Map();
}

/** Give each title of the trend its place; where nobody has measured any, the newest come first. @param {ChartTitle[]} titles @returns {ChartTitle[]} */
function ranked(titles) {
  if (!isKnown(titles, "popularity")) return titles.toSorted((a, b) => (b.date ?? "").localeCompare(a.date ?? ""));
  return titles.map((title, number) => (title.popularity ? { ...title, rank: number + 1 } : title));
}

/** @param {string} url @param {number} limit @returns {Promise<Found>} */
async function foundAt(url, limit) {
  const asked = new URL(url, location.href);
  if (limit < MOST_DRAWN) asked.searchParams.set("limit", String(limit));
  const answer = await fetch(asked);
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return answer.json();
}

/** @param {number} left @param {number} hidden */
function noteOf(left, hidden) {
  if (!left && !hidden) return "No title fits these filters.";
  if (!left) return "You have seen all of these. Switch off “Hide what I have seen” to see them again.";
  return hidden ? `${hidden === 1 ? "1 title that you have seen is" : `${hidden} titles that you have seen are`} hidden.` : "";
}

/** @param {number} count @param {string} genre */
function perhapsOf(count, genre) {
  if (!count) return "";
  return count === 1 ? `1 title that is perhaps ${genre} stands with them.` : `${count.toLocaleString("en")} titles that are perhaps ${genre} stand with them.`;
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
