// Names and labels are broken, cut and turned so that they can be read in a circle.
import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";
import { dressOf } from "../../src/trending_now/web/static/charts/bubble-dress.js";
import { LABEL_LETTERS, fitted, labelOf, shortened } from "../../src/trending_now/web/static/charts/bubble-labels.js";
import { title } from "./titles.js";

test("a group's label is cut with a sign of it, and never within a letter", () => {
  assert.equal(shortened("Harbour Television", LABEL_LETTERS), "Harbour Television");
  assert.equal(shortened("The Tin Harbour Lamplighters' Channel", LABEL_LETTERS), "The Tin Harbour Lamplig…");
  assert.equal(shortened("🎬".repeat(30), LABEL_LETTERS), `${"🎬".repeat(14)}…`);
});

test("a group's name that runs from right to left keeps its number to itself", () => {
  assert.equal(labelOf({ label: "Netflix", count: 3 }), "Netflix · 3");
  assert.equal(labelOf({ label: "\u05db\u05d0\u05df 11", count: 1 }), "\u2068\u05db\u05d0\u05df 11\u2069 · 1");
});

test("names break into lines that fit, or are cut, or left out", () => {
  assert.deepEqual(fitted("Tin Harbour", 52, 10).lines, ["Tin Harbour"]);
  assert.deepEqual(fitted("The Salt Cartographers", 50, 10).lines, ["The Salt", "Cartographers"]);
  assert.deepEqual(fitted("Unpronounceablelongword", 25, 10).lines, ["Unpron…"]);
  assert.deepEqual(fitted("Word", 6, 10).lines, []);
  for (const line of fitted("潮の時計と長い冬の灯台", 34, 10).lines) assert.ok(10 * [...line].length <= 68, `${line} is wider than its circle`);
  for (const line of fitted("🦀".repeat(10_000), 50, 10).lines) assert.ok([...line].length < 20);
});

test("a name is set in smaller letters before it is cut, but never in letters under 10 pixels", () => {
  assert.deepEqual(fitted("Counterfeit Summer", 46, 12), { lines: ["Counterfeit", "Summer"], font: 12, isCut: false });
  assert.deepEqual(fitted("Counterfeit Summer", 43, 12), { lines: ["Counterfeit", "Summer"], font: 11, isCut: false });
  const { lines, font, isCut } = fitted("Counterfeit Summer", 30, 12);
  assert.deepEqual([font, isCut], [10, true]);
  assert.match(lines.join(" "), /^Counte[a-z]*…/);
});

test("a name that runs from right to left is cut at its own end", () => {
  const { lines } = dressOf(title(1, { name: "מגדלהאורשלהעירהישנהוהרחוקה" }), 30);
  assert.match(lines.map(({ text }) => text).join(" "), /^\u2068.+…\u2069$/u);
});
