// What the home page's chart shows where its reader has not chosen.
import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";
import { title, titles } from "./titles.js";
import { defaultsFor } from "../../src/trending_now/web/static/chart-choices.js";

const unrated = (/** @type {number} */ count, changed = {}) => Array.from({ length: count }, (_, id) => title(id + 100, { vibe_score: null, popularity: 0.5, ...changed }));

test("bubbles show the vibe score where enough titles have one, else the popularity", () => {
  assert.equal(defaultsFor([...titles(25), ...unrated(75)], "newest").size, "score");
  assert.equal(defaultsFor([...titles(24), ...unrated(76)], "newest").size, "popularity");
  assert.equal(defaultsFor(titles(3), "trending").size, "popularity");
});

test("where no title has a popularity nothing is sized by it", () => {
  const unknown = unrated(3, { popularity: 0 });
  assert.equal(defaultsFor(unknown, "newest").size, "score");
  assert.equal(defaultsFor(unknown, "trending").size, "score");
  assert.equal(defaultsFor([], "trending").size, "score");
});
