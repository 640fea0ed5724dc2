// The charts of the model's figures: every engine, genre and bin is there, and what is not known is left out.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import "./page.js";
import { engineFigures } from "../../src/trending_now/web/static/charts/engine-figures.js";
import { genreDots } from "../../src/trending_now/web/static/charts/genre-dots.js";
import { reliabilityPlot } from "../../src/trending_now/web/static/charts/reliability.js";

const PACKAGED = new URL("../../src/trending_now/models/weights/boosted_report.json", import.meta.url);
const figures = JSON.parse(readFileSync(PACKAGED, "utf-8"));
const own = figures.engines.find((/** @type {any} */ one) => one.engine === figures.engine);

test("every engine has a row with three marks, the best first", () => {
  const chart = engineFigures(figures.engines, { own: figures.engine });
  const names = [...chart.querySelectorAll(".row .name")].map(({ textContent }) => textContent);

  assert.equal(names.length, figures.engines.length);
  assert.equal(names[0], [...figures.engines].sort((a, b) => b.macro_f1 - a.macro_f1)[0].engine);
  assert.equal(chart.querySelectorAll(".row .mark").length, 3 * names.length);
  assert.equal(chart.querySelector(".row.own .name")?.textContent, figures.engine);
});

test("every genre has its precision and its recall, each with an interval", () => {
  const chart = genreDots(own.genres);

  assert.equal(chart.querySelectorAll(".row").length, 20);
  assert.equal(chart.querySelectorAll(".row .interval").length, 40);
  assert.ok(!chart.outerHTML.includes("NaN"));
});

test("what cannot be said is not drawn", () => {
  const unknown = { genre: "War", precision: null, recall: { value: 0, low: 0, high: 0.3 }, f1: null, support: 3 };
  const chart = genreDots([unknown, { ...unknown, genre: "Sport", support: 0 }]);

  assert.equal(chart.querySelectorAll(".row").length, 1);
  assert.equal(chart.querySelectorAll(".row .interval").length, 1);
});

test("every bin is a dot, and the engine in front is the first one", () => {
  const chart = reliabilityPlot([own, figures.engines[0]]);

  assert.equal(chart.querySelectorAll(".series.own circle").length, own.reliability.length);
  assert.match(chart.getAttribute("aria-label") ?? "", new RegExp(figures.engine));
  assert.ok(!chart.outerHTML.includes("NaN"));
});
