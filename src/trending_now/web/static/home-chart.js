// Brings the bubble chart into the home page: its titles, its buttons, its card; the URL keeps how it is grouped.
// @ts-check

import { MOST_IN_SVG, bubbles } from "./charts/bubbles.js";
import { coloursOf } from "./colours.js";
import { hoverCard } from "./hover-card.js";
import { hidesSeen, seenTitles } from "./seen.js";

/** @typedef {import("./charts/titles.d.ts").ChartTitle} ChartTitle */
/** @typedef {import("./charts/bubbles.js").BubbleChart} BubbleChart */

const RESIZED_MS = 150;
const MOST_DRAWN = 2_000; // as many as the server sends at once
const DEFAULTS = { group: "none", size: "score" };
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const contrast = matchMedia("(forced-colors: active)");
const darkness = matchMedia("(prefers-color-scheme: dark)");

/** Draw the chart of a page's section, and keep it up to date. @param {HTMLElement} section */
export async function showChart(section) {
  const stage = /** @type {HTMLElement} */ (section.querySelector(".stage"));
  const note = /** @type {HTMLElement} */ (section.querySelector(".chart-note"));
  /** @type {ChartTitle[]} */
  let titles;
  try {
    titles = await allTitles(section.dataset.titles ?? "", section.dataset.perhaps ?? "", section.dataset.genre ?? "");
  } catch {
    return offerAgain(stage, () => showChart(section));
  }
  const card = hoverCard(stage, () => chart?.focus());
  /** @type {BubbleChart | null} */
  let chart = null;

  function notHidden() {
    const seen = hidesSeen() ? seenTitles() : new Set();
    return titles.filter((title) => !seen.has(title.id));
  }

  function draw({ moves = false } = {}) {
    const from = moves && chart ? chart.places() : undefined;
    const shown = notHidden();
    const drawn = bubbles(shown, {
      width: stage.clientWidth,
      height: stage.clientHeight,
      group: /** @type {import("./charts/titles.d.ts").Grouping} */ (section.dataset.group),
      size: /** @type {import("./charts/titles.d.ts").Sizing} */ (section.dataset.size),
      still: stillness.matches,
      density: Math.min(devicePixelRatio, 2),
      ...(shown.length > MOST_IN_SVG ? { palette: coloursOf(stage) } : {}),
      ...(from ? { from } : {}),
      ...(chart ? { here: chart.here(), sight: chart.sight() } : {}),
    });
    chart?.stop();
    const hadFocus = chart !== null && stage.contains(document.activeElement);
    card.hide();
    if (chart) chart.replaceWith(drawn);
    else stage.prepend(drawn);
    chart = drawn;
    if (hadFocus) chart.focus();
    const perhaps = shown.filter((title) => title.perhaps).length;
    note.textContent = [noteOf(shown.length, titles.length), perhapsOf(perhaps, section.dataset.genre ?? "")].join(" ").trim();
  }

  /** Bubbles that are grouped or sized anew stand elsewhere: what was zoomed in on is not there any more. */
  function rearrange() {
    chart?.showAll();
    draw({ moves: true });
  }

  draw();
  stage.classList.add("drawn");
  showChosen(section);
  stage.addEventListener("open", (event) => openTitle(/** @type {CustomEvent} */ (event).detail));
  section.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.group) choose(section, "group", button.dataset.group, rearrange);
    else if (button?.dataset.size) choose(section, "size", button.dataset.size, rearrange);
    else if (button?.dataset.zoom) button.dataset.zoom === "all" ? chart?.showAll() : chart?.zoomBy(Number(button.dataset.zoom));
  });
  addEventListener("popstate", () => follow(section, rearrange));
  document.addEventListener("seen", () => {
    if (chart?.places().size !== notHidden().length) draw({ moves: true });
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

/** @param {string} url @param {string} perhapsUrl @param {string} genre @returns {Promise<ChartTitle[]>} */
async function allTitles(url, perhapsUrl, genre) {
  const [sure, perhaps] = await Promise.all([titlesAt(url), perhapsUrl ? titlesAt(perhapsUrl) : []]);
  return [...sure, ...perhaps.map((title) => ({ ...title, perhaps: genre }))].slice(0, MOST_DRAWN);
}

/** @param {string} url @returns {Promise<ChartTitle[]>} */
async function titlesAt(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return (await answer.json()).titles;
}

/** @param {number} shown @param {number} all */
function noteOf(shown, all) {
  if (!all) return "No title fits these filters.";
  if (!shown) return "You have seen all of these. Switch off “Hide what I have seen” to see them again.";
  const hidden = all - shown;
  return hidden ? `${hidden === 1 ? "1 title that you have seen is" : `${hidden} titles that you have seen are`} hidden.` : "";
}

/** @param {number} count @param {string} genre */
function perhapsOf(count, genre) {
  if (!count) return "";
  return count === 1 ? `1 title that is perhaps ${genre} stands with them.` : `${count.toLocaleString("en")} titles that are perhaps ${genre} stand with them.`;
}

/** Take a choice over into the buttons and the URL. @param {HTMLElement} section @param {"group" | "size"} name @param {string} value @param {() => void} redraw */
function choose(section, name, value, redraw) {
  if (section.dataset[name] === value) return;
  history.pushState(null, "", withChoice(location.href, name, value));
  follow(section, redraw);
}

/** Show what the URL says, if it is not shown yet. @param {HTMLElement} section @param {() => void} redraw */
function follow(section, redraw) {
  const asked = new URL(location.href).searchParams;
  const values = { group: asked.get("group") ?? DEFAULTS.group, size: asked.get("size") ?? DEFAULTS.size };
  if (values.group === section.dataset.group && values.size === section.dataset.size) return;
  for (const [name, value] of Object.entries(values)) {
    section.dataset[name] = value;
    const kept = /** @type {HTMLInputElement | null} */ (document.querySelector(`.filters input[name="${name}"]`));
    if (kept) kept.value = value === DEFAULTS[/** @type {"group" | "size"} */ (name)] ? "" : value;
    for (const button of section.querySelectorAll(`button[data-${name}]`)) {
      button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset[name] === value));
    }
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a.chip, .views a, .chart .hint a"))) {
      link.href = withChoice(link.href, name, value);
    }
  }
  const [said, sized] = [section.querySelector("[data-size-said]"), section.querySelector("button[data-size][aria-pressed=true]")];
  if (said && sized) said.textContent = sized.textContent.toLowerCase();
  redraw();
}

/** Bring the chosen buttons of strips that are too long for the page into sight. @param {HTMLElement} section */
function showChosen(section) {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("button[aria-pressed=true]"))) {
    const strip = /** @type {HTMLElement} */ (button.parentElement);
    const [own, whole] = [button.getBoundingClientRect(), strip.getBoundingClientRect()];
    if (own.left < whole.left || own.right > whole.right) strip.scrollLeft += own.left - whole.left - (whole.width - own.width) / 2;
  }
}

/** An address that keeps a choice as well; what is chosen by itself needs no parameter. @param {string} address @param {string} name @param {string} value */
function withChoice(address, name, value) {
  const url = new URL(address);
  if (value === DEFAULTS[/** @type {"group" | "size"} */ (name)]) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url.href;
}

/** @param {HTMLElement} stage @param {() => void} draw */
function redrawWhenResized(stage, draw) {
  let [width, height] = [stage.clientWidth, stage.clientHeight];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  new ResizeObserver(() => {
    if (!stage.clientWidth || !stage.clientHeight) return; // not shown now: nothing could be drawn
    if (stage.clientWidth === width && stage.clientHeight === height) return;
    [width, height] = [stage.clientWidth, stage.clientHeight];
    clearTimeout(timer);
    timer = setTimeout(draw, RESIZED_MS);
  }).observe(stage);
}
