// What the home page says about its chart, and which buttons it switches off.
import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";
import { title, titles } from "./titles.js";
import { drawnWords, guideTo, reasonNotToGroup, reasonNotToSize, trendWords } from "../../src/trending_now/web/static/chart-words.js";

const SCORE = /** @type {const} */ ({ group: "none", size: "score" });

test("the guide says what bigger means, and what an empty circle is only where there are some", () => {
  const bare = title(9, { vibe_score: null, popularity: 0 });
  const sized = (/** @type {any[]} */ some, /** @type {any} */ size) => guideTo(some, { group: "none", size }).split(". ")[0];

  assert.equal(sized(titles(3), "score"), "Bigger means a higher vibe score");
  assert.equal(sized([...titles(3), bare], "score"), "Bigger means a higher vibe score; an empty circle has none yet");
  assert.equal(sized([bare], "score"), "No vibe scores yet: all bubbles are the same size");
  assert.equal(sized([...titles(3), bare], "popularity"), "Bigger means more popular; an empty circle has no figure yet");
  assert.equal(sized([bare], "popularity"), "No popularity figures yet: all bubbles are the same size");
});

test("how many are drawn is said only where some are not", () => {
  assert.equal(drawnWords(150, 3000), "These are the first 150 of 3,000 titles.");
  for (const all of [150, 149]) assert.equal(drawnWords(150, all), "");
  assert.equal(drawnWords(0, 10), "");
});

test("who groups by genre hears that each title appears once", () => {
  assert.match(guideTo(titles(3), { ...SCORE, group: "genre" }), /Each title appears once, under its main genre\./);
  assert.doesNotMatch(guideTo(titles(3), SCORE), /appears once/);
});

test("the guide says where the first stand in a chart that runs from the top down", () => {
  assert.match(guideTo(titles(3), { ...SCORE, isOrdered: true }), /The first in order stand at the top\./);
  assert.doesNotMatch(guideTo(titles(3), SCORE), /at the top/);
});

test("what trending means is said, or that nobody has measured attention yet", () => {
  assert.match(trendWords(titles(3), "trending"), /^Trending compares the attention/);
  assert.equal(trendWords([title(1, { popularity: 0 })], "trending"), "No attention figures yet: the newest come first.");
  assert.equal(trendWords(titles(3), "newest"), "");
});

test("a grouping or size that no title has a value for comes with a reason", () => {
  const bare = title(1, { genres: [], platform: null, tags: [], vibe_score: null, date: null, popularity: 0 });

  assert.equal(reasonNotToGroup([bare], "tag"), "No title has a vibe tag yet.");
  assert.equal(reasonNotToSize([bare], "score"), "No vibe scores yet.");
  for (const group of ["genre", "platform", "score", "week"]) assert.match(reasonNotToGroup([bare], group), /^No title /);
  for (const group of ["none", "genre", "platform", "tag", "score", "week"]) assert.equal(reasonNotToGroup([bare, ...titles(3)], group), "");
  assert.equal(reasonNotToGroup([bare], "none"), "");
  assert.equal(reasonNotToSize(titles(3), "popularity"), "");
});
