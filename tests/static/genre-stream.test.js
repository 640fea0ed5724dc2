// The stream of genres: what is drawn for no, one and many periods, and how a genre stands out.
import assert from "node:assert/strict";
import { test } from "node:test";

import { window } from "./page.js";
import { genreStream } from "../../src/trending_now/web/static/charts/genre-stream.js";

const GENRES = ["Drama", "Science Fiction", "War"];

/** @param {number} periods @returns {any} */
function shares(periods) {
  return {
    unit: "week",
    periods: Array.from({ length: periods }, (_, place) => ({
      start: new Date(Date.UTC(2026, 0, 5 + 7 * place)).toISOString().slice(0, 10),
      titles: place,
      counts: Object.fromEntries(GENRES.map((genre, number) => [genre, number === 2 ? 0 : 1 + ((place * 7 + number) % 5)])),
    })),
  };
}

/** @param {Element} chart */
function paths(chart) {
  return [...chart.querySelectorAll("path.layer")].map((path) => path.getAttribute("d") ?? "");
}

test("without a title it says so", () => {
  assert.match(genreStream({ unit: "week", periods: [] }).textContent ?? "", /No title/);
});

for (const offset of /** @type {const} */ (["titles", "share"])) {
  test(`one, two and sixty periods are drawn, by ${offset}, without a broken number`, () => {
    for (const periods of [1, 2, 60]) {
      const drawn = paths(genreStream(shares(periods), { width: 700, offset }));

      assert.equal(drawn.length, 2);
      assert.ok(drawn.every((path) => path.length > 10 && !path.includes("NaN")), `${periods}`);
    }
  });
}

test("a genre without titles has no layer and no entry; the others are links to their pages", () => {
  const chart = genreStream(shares(6));

  assert.deepEqual([...chart.querySelectorAll("a")].map((link) => link.getAttribute("href")).toSorted(), ["/genres/drama", "/genres/science-fiction"]);
  assert.equal(chart.querySelector("svg")?.getAttribute("role"), "img");
});

test("the focus of the keyboard makes a genre stand out, and leaving it does not", () => {
  const chart = genreStream(shares(6));
  const link = /** @type {HTMLElement} */ (chart.querySelector("a[data-genre='Drama']"));
  const before = chart.querySelector(".stream-said")?.textContent;

  link.dispatchEvent(new window.Event("focus"));
  const during = [chart.classList.contains("picking"), chart.querySelectorAll("path.picked").length, chart.querySelector(".stream-said")?.textContent];
  link.dispatchEvent(new window.Event("blur"));

  assert.deepEqual(during.slice(0, 2), [true, 1]);
  assert.match(String(during[2]), /^Drama: \d+ titles, most in the week from \d+ Jan|Feb \(\d\)\.$/);
  assert.equal(chart.classList.contains("picking"), false);
  assert.equal(chart.querySelector(".stream-said")?.textContent, before);
});

test("names do not lie on one another", () => {
  const chart = genreStream(shares(20), { width: 320 });
  const at = [...chart.querySelectorAll(".names text")].map((text) => [Number(text.getAttribute("x")), Number(text.getAttribute("y"))]);

  assert.ok(at.every(([x, y], place) => at.slice(place + 1).every(([x2, y2]) => Math.abs(Number(x) - Number(x2)) > 20 || Math.abs(Number(y) - Number(y2)) >= 15)));
});
