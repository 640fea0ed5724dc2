// The card of a bubble says what is new: a film, a series, a season, an episode.
import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";
import { described } from "../../src/trending_now/web/static/charts/bubble-picking.js";
import { titleCard } from "../../src/trending_now/web/static/charts/title-card.js";
import { title } from "./titles.js";

/** @typedef {import("../../src/trending_now/web/static/charts/titles.d.ts").ChartTitle} ChartTitle */

/** @param {Partial<ChartTitle>} changed */
function kicker(changed) {
  return titleCard(title(1, changed)).querySelector(".kicker")?.textContent;
}

test("a title without an episode is called by its kind", () => {
  assert.equal(kicker({ kind: "movie" }), "Film · invented");
  assert.equal(kicker({ kind: "tv", is_demo: false }), "Series");
  assert.equal(kicker({ kind: null }), "invented");
});

test("a show is called by what its release is to viewers", () => {
  /** @type {[ChartTitle["episode"], string][]} */
  const told = [
    [{ season: null, number: 1, event: "new_series" }, "New series"],
    [{ season: 2, number: 1, event: "new_season" }, "Season 2 begins"],
    [{ season: 2, number: 5, event: "episode" }, "Episode 5 of season 2"],
    [{ season: null, number: 700, event: "episode" }, "Episode 700"],
    [{ season: 0, number: null, event: "special" }, "Special episode"],
  ];
  for (const [episode, words] of told) assert.equal(kicker({ kind: "tv", is_demo: false, episode }), words);
});

test("a name and a platform run in their own direction", () => {
  const card = titleCard(title(1, { name: "מגדל האור", platform: "האי" }));
  assert.equal(card.querySelector("h3 a")?.getAttribute("dir"), "auto");
  assert.equal(card.querySelector(".release bdi")?.textContent, "האי");
});

test("a genre that was set by hand has no probability", () => {
  const locked = title(1, { name: "Tin", genres: [{ genre: "War", probability: 1 }, { genre: "Drama", probability: 0.7 }], locked: ["War"] });
  const shown = [...titleCard(locked).querySelectorAll(".score-value")].map((value) => value.textContent);
  assert.deepEqual(shown, ["set by hand", "70 %"]);
  assert.match(described(locked), /^Tin: War set by hand, Drama 70 %/);
});

test("genres that are chosen or perhaps so are named, and where there is none the card says why", () => {
  const said = (/** @type {Partial<ChartTitle>} */ changed) => titleCard(title(1, changed)).querySelector(".pop-body > :is(.scores, .unsure)")?.textContent;
  const drama = [{ genre: "Drama", probability: 0.34 }];
  assert.equal(said({ genres: drama }), "Drama34 %");
  assert.equal(said({ genres: [], uncertain: drama }), "perhaps Drama34 %");
  assert.equal(said({ genres: [] }), "No genre is likely enough");
  assert.equal(said({ genres: [], engine: null }), "Genres are being worked out");
  for (const engine of [null, "boosted"]) assert.equal(said({ genres: [], engine, is_unread: true }), "No plot to read yet");
});
