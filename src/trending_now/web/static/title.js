// Starts the title page's scripts: draws its charts from the tables that stand beside them, and lets one point at a genre.
// @ts-check

import { genreOdds } from "./charts/genre-odds.js";
import { reviewSpread } from "./charts/review-spread.js";
import { sparkline } from "./charts/sparkline.js";
import { drawInto } from "./drawn.js";
import { followPointing } from "./pointing.js";
import "./marks.js";

const WIDEST_SPREAD = 480;

const article = /** @type {HTMLElement} */ (document.getElementById("title"));
article.classList.add("scripted");
followPointing(article);
unfold();
window.addEventListener("hashchange", unfold);
const [oddsPlace, reviewsPlace] = ["genre-odds", "review-dots"].map((id) => document.getElementById(id));
if (oddsPlace) drawInto(oddsPlace, (width) => genreOdds(odds(), { width }));
if (reviewsPlace) drawInto(reviewsPlace, (width) => reviewSpread(spread(reviewsPlace), { width: Math.min(width, WIDEST_SPREAD) }));
for (const place of article.querySelectorAll("[data-sparkline]")) drawSparkline(/** @type {HTMLElement} */ (place));

/** Opens what is folded around the place that the address leads to: not every browser does it by itself. */
function unfold() {
  for (let place = document.getElementById(location.hash.slice(1))?.closest("details"); place; place = place.parentElement?.closest("details")) {
    place.open = true;
  }
}

/** @returns {import("./charts/genre-odds.js").Odds[]} what the table of all genres says */
function odds() {
  return [...article.querySelectorAll("#odds-table [data-genre]")].map((row) => ({
    genre: row.getAttribute("data-genre") ?? "",
    probability: number(row, "data-probability") ?? 0,
    standing: row.getAttribute("data-standing") ?? "",
    chosen: number(row, "data-chosen"),
    unsure: number(row, "data-unsure"),
    href: row.getAttribute("data-href"),
  }));
}

/** @param {HTMLElement} place @returns {import("./charts/review-spread.js").Spread} what the list of reviews says */
function spread(place) {
  const ratings = [...article.querySelectorAll("[data-rating]")].map((review) => ({
    rating: number(review, "data-rating") ?? 0,
    label: review.querySelector(".by")?.textContent ?? "",
  }));
  const [mean, low, high] = ["data-mean", "data-low", "data-high"].map((name) => number(place, name) ?? 0);
  return { ratings, mean: mean ?? 0, low: low ?? 0, high: high ?? 0, word: place.dataset.word };
}

/** @param {HTMLElement} place */
function drawSparkline(place) {
  const table = document.getElementById(`series-${place.dataset.sparkline}`);
  const rows = table ? [...table.querySelectorAll("[data-day]")] : [];
  const points = rows.map((row) => {
    const [day = "", value = ""] = [...row.querySelectorAll("td")].map((cell) => cell.textContent);
    return { day: row.getAttribute("data-day") ?? "", value: number(row, "data-value") ?? 0, words: { day, value } };
  });
  const name = place.closest("li")?.querySelector(".series-name")?.textContent ?? "";
  if (points.length > 1) place.replaceChildren(sparkline(points, { width: 160, height: 36, name }));
}

/** @param {Element} element @param {string} name */
function number(element, name) {
  const given = element.getAttribute(name);
  return given === null ? null : Number(given);
}
