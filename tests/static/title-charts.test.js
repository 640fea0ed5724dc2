// The charts of the title page, drawn in a document that nobody sees.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { JSDOM } from "jsdom";

import { genreOdds } from "../../src/trending_now/web/static/charts/genre-odds.js";
import { reviewSpread } from "../../src/trending_now/web/static/charts/review-spread.js";
import { sparkline } from "../../src/trending_now/web/static/charts/sparkline.js";

const NASTY = "<img src=x onerror=alert(1)>\u202e & <script>";
const ODDS = [
  { genre: "Drama", probability: 0.31, standing: "uncertain", chosen: 0.4, unsure: 0.25, href: null },
  { genre: "Science Fiction", probability: 0.92, standing: "chosen", chosen: 0.5, unsure: 0.3, href: "#passage-plot-1-0" },
  { genre: "War", probability: 0.001, standing: "other", chosen: null, unsure: null, href: null },
];

beforeEach(() => {
  const { window } = new JSDOM("<!doctype html><body></body>");
  Object.assign(globalThis, { window, document: window.document });
});

/** @param {Element} node @param {string} selector */
function all(node, selector) {
  return [...node.querySelectorAll(selector)];
}

/** @param {Element | null | undefined} node @param {string} name */
function size(node, name) {
  return Number(node?.getAttribute(name));
}

test("every genre is a row, the most probable on top, named for those who do not see it", () => {
  const rows = all(genreOdds(ODDS, { width: 400 }), ".odds-row");
  assert.deepEqual(rows.map((row) => row.getAttribute("data-genre")), ["science-fiction", "drama", "war"]);
  assert.equal(rows[1]?.getAttribute("aria-label"), "Drama 31 %, not sure. Chosen from 40 %, not sure from 25 %.");
  assert.equal(rows[2]?.querySelector("title")?.textContent, "War < 1 %, not chosen.");
});

test("the band lies before the tick, and neither is drawn where the cuts are not known", () => {
  const [first, , last] = all(genreOdds(ODDS, { width: 400 }), ".odds-row");
  const [band, cut] = [first?.querySelector(".band"), first?.querySelector(".cut")];
  assert.ok(Math.abs(size(band, "x") + size(band, "width") - size(cut, "x") - 1) < 0.01);
  assert.equal(last?.querySelector(".band, .cut"), null);
});

test("a bar is as long as its genre is probable", () => {
  const [first, second] = all(genreOdds(ODDS, { width: 400 }), ".odds-row .bar").map((bar) => size(bar, "width"));
  assert.ok(Math.abs(Number(first) / Number(second) - 0.92 / 0.31) < 0.01);
});

test("a genre with evidence is a link to it, and the others are not", () => {
  const rows = all(genreOdds(ODDS), ".odds-row");
  assert.deepEqual(rows.map((row) => [row.tagName, row.getAttribute("href")]), [["a", "#passage-plot-1-0"], ["g", null], ["g", null]]);
});

test("one row is reached by Tab and the others by the arrow keys", () => {
  const chart = genreOdds(ODDS);
  document.body.append(chart);
  const rows = /** @type {SVGElement[]} */ (all(chart, ".odds-row"));
  assert.deepEqual(rows.map((row) => row.getAttribute("tabindex")), ["0", "-1", "-1"]);
  rows[0]?.focus();
  for (const [key, place] of /** @type {[string, number][]} */ ([["ArrowDown", 1], ["End", 2], ["ArrowDown", 2], ["ArrowUp", 1], ["Home", 0]])) {
    document.activeElement?.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true }));
    assert.equal(document.activeElement, rows[place], key);
  }
  assert.equal(rows.filter((row) => row.getAttribute("tabindex") === "0").length, 1);
});

test("arrow keys that are held with another are the browser's", () => {
  const chart = genreOdds(ODDS);
  document.body.append(chart);
  const first = /** @type {SVGElement} */ (all(chart, ".odds-row")[0]);
  first.focus();
  first.dispatchEvent(new window.KeyboardEvent("keydown", { key: "ArrowDown", altKey: true, bubbles: true }));
  assert.equal(document.activeElement, first);
});

test("each rating is a dot, equal ones on top of each other, and the mean is written out", () => {
  const ratings = [9, 9, 4.5].map((rating) => ({ rating, label: "A. Reader" }));
  const chart = reviewSpread({ ratings, mean: 7.5, low: 5.2, high: 9.8 }, { width: 300 });
  const [first, second, third] = all(chart, ".dot");
  assert.equal(size(first, "cx"), size(second, "cx"));
  assert.ok(size(second, "cy") < size(first, "cy"));
  assert.ok(size(third, "cx") < size(first, "cx"));
  assert.equal(chart.querySelector(".mean-label")?.textContent, "mean 7.5");
  assert.equal(chart.getAttribute("aria-label"), "3 ratings from 4.5 to 9; mean 7.5 of 10, spread from 5.2 to 9.8.");
});

test("two hundred equal ratings stay inside the chart", () => {
  const ratings = Array.from({ length: 200 }, () => ({ rating: 8, label: "" }));
  const chart = reviewSpread({ ratings, mean: 8, low: 8, high: 8 });
  assert.ok(all(chart, ".dot").every((dot) => size(dot, "cy") > 0 && size(dot, "cy") < size(chart, "height")));
  assert.equal(chart.querySelector(".band"), null);
});

test("without a rating there is no dot, and the words say so", () => {
  const chart = reviewSpread({ ratings: [], mean: 6, low: 5, high: 7 });
  assert.equal(chart.querySelector(".dot"), null);
  assert.match(chart.getAttribute("aria-label") ?? "", /^No review has a rating/);
});

test("a stranger's name stays text", () => {
  const chart = reviewSpread({ ratings: [{ rating: 5, label: NASTY }], mean: 5, low: 5, high: 5 });
  assert.equal(chart.querySelector(".dot title")?.textContent, `5 of 10, ${NASTY}`);
  assert.equal(chart.querySelector("img, script"), null);
});

test("a sparkline runs through its days in order and names its ends", () => {
  const chart = sparkline([{ day: "2031-05-03", value: 7 }, { day: "2031-05-01", value: 3 }, { day: "2031-05-02", value: 9 }], { width: 100, name: "tvmaze: weight" });
  assert.equal(chart.getAttribute("aria-label"), "tvmaze: weight: 3 on 2031-05-01, 7 on 2031-05-03; between 3 and 9.");
  assert.match(chart.querySelector(".run")?.getAttribute("d") ?? "", /^M4,/);
  assert.equal(size(chart.querySelector(".last"), "cx"), 96);
});

test("a sparkline says values and days in the words of the page, where it has some", () => {
  const values = [{ day: "2031-05-01", value: 37.28412, words: { day: "1 May 2031", value: "37.28" } }, { day: "2031-05-02", value: 12345.6, words: { day: "2 May 2031", value: "12,346" } }];
  const chart = sparkline(values, { name: "TMDb: popularity" });
  assert.equal(chart.getAttribute("aria-label"), "TMDb: popularity: 37.28 on 1 May 2031, 12,346 on 2 May 2031; between 37.28 and 12,346.");
  assert.equal(chart.querySelector("title")?.textContent, "12,346 on 2 May 2031");
});

test("equal values make a level line, and none a chart that says so", () => {
  const level = sparkline([{ day: "2031-05-01", value: 3 }, { day: "2031-05-02", value: 3 }], { height: 40 });
  assert.equal(size(level.querySelector(".last"), "cy"), 20);
  assert.equal(sparkline([], { name: "rating" }).getAttribute("aria-label"), "rating: nothing measured.");
});

test("a chart is made anew for the same figures and stands on no page", () => {
  const [first, second] = [genreOdds(ODDS), genreOdds(ODDS)];
  assert.equal(first.outerHTML, second.outerHTML);
  assert.equal(first.parentNode, null);
});
