// What engines say of a text, as nodes: marks at the right characters, strangers' text as text, agreement in words.
import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";
import { agreementOf, answerArticle, curlOf, markedText } from "../../src/trending_now/web/static/answers.js";

/** @param {string} engine @param {[string, number, number][]} genres @returns {any} */
function answer(engine, genres) {
  return {
    genres: genres.map(([genre, start, end]) => ({ genre, probability: 0.8, evidence: [{ text_id: "plot", start, end, quote: "" }] })),
    uncertain: [], all_genres: { Drama: 0.25, War: 0.8 }, vibe_tags: ["dark"], engine, version: `${engine}@1`, warnings: [],
  };
}

/** @param {(Node | string)[]} pieces */
function read(pieces) {
  const holder = document.createElement("div");
  holder.append(...pieces);
  return holder;
}

test("positions count characters, not halves of them", () => {
  const marked = read(markedText("🎬🎬 A killer walks. 🎬", answer("boosted", [["Crime", 3, 18]]).genres));

  assert.equal(marked.querySelector("mark")?.textContent, "A killer walks.");
  assert.equal(marked.querySelector("mark")?.className, "genre-crime");
});

test("overlapping passages name every genre, and nothing of the text is lost", () => {
  const marked = read(markedText("abcdefghijk", answer("boosted", [["War", 0, 6], ["Drama", 3, 99]]).genres));
  const marks = [...marked.querySelectorAll("mark")].map(({ textContent }) => textContent);
  for (const sup of marked.querySelectorAll("sup")) sup.remove();

  assert.deepEqual(marks, ["abc", "def", "ghijk"]);
  assert.equal(marked.textContent, "abcdefghijk");
});

test("markup in a text stays text", () => {
  const text = "<script>alert(1)</script><img src=x onerror=alert(1)>";
  const article = answerArticle(answer("boosted", [["Horror", 0, 20]]), text);

  assert.equal(article.querySelectorAll("script, img").length, 0);
  assert.ok(article.querySelector("blockquote")?.textContent.startsWith("<script>alert(1)"));
});

test("an article has the chosen genres, the tags and all probabilities", () => {
  const article = answerArticle(answer("rules", [["Science Fiction", 0, 1]]), "x");

  assert.equal(article.querySelector(".scores.wide .score-name")?.textContent, "Science Fiction");
  assert.deepEqual([...article.querySelectorAll(".all-genres .score-name")].map(({ textContent }) => textContent), ["War", "Drama"]);
  assert.equal(article.querySelector(".tags")?.textContent, "dark");
});

test("two engines agree, differ, or share nothing, and that is said in words", () => {
  const one = answer("boosted", [["War", 0, 1], ["Drama", 0, 1]]);

  assert.deepEqual(agreementOf([one, answer("rules", [["War", 0, 1]])]).sentences, ["Both engines say War.", "Only boosted says Drama."]);
  assert.deepEqual(agreementOf([one, answer("rules", [])]).sentences[0], "The engines agree on no genre.");
  assert.equal(agreementOf([one, answer("rules", [["War", 0, 1]])]).word("War"), "both agree");
  assert.equal(agreementOf([one, answer("rules", [])]).word("War"), "only boosted");
});

test("of three engines two may agree against the third", () => {
  const all = [answer("a", [["War", 0, 1]]), answer("b", [["War", 0, 1]]), answer("c", [])];

  assert.deepEqual(agreementOf(all).sentences, ["The engines agree on no genre.", "a and b say War, the others do not."]);
});

test("the curl command survives quotes of both kinds", () => {
  const command = curlOf("http://127.0.0.1/api", `it's "so"`, "rules");

  assert.ok(command.includes(String.raw`'{"text":"it'"'"'s \"so\"","engine":"rules"}'`));
});
