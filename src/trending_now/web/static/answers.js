// Draws what engines say of a text: the genres, the evidence marked in the text, and in words where they agree.
// @ts-check
import { element } from "./elements.js";
import { genreClass } from "./genres.js";
import { scoreRow } from "./score-row.js";

/**
 * @typedef {{text_id: string, start: number, end: number, quote: string}} Passage
 * @typedef {{genre: string, probability: number, evidence: Passage[]}} Scored
 * @typedef {{genres: Scored[], uncertain: Scored[], all_genres?: Record<string, number> | null, vibe_tags: string[],
 *   engine: string, version: string, warnings?: string[]}} Answer
 * @typedef {{sentences: string[], word: (genre: string) => string}} Agreement
 */

/**
 * Returns a text as nodes, the passages in it marked. Positions count characters as the API does, not UTF-16 halves.
 *
 * @param {string} text
 * @param {Scored[]} scores
 * @returns {(Node | string)[]}
 */
export function markedText(text, scores) {
  const characters = Array.from(text);
  const clamp = (/** @type {number} */ place) => Math.min(Math.max(place, 0), characters.length);
  const spans = scores.flatMap(({ genre, evidence }) =>
    evidence.filter(({ text_id }) => text_id === "plot").map(({ start, end }) => ({ start: clamp(start), end: clamp(end), genre })));
  const cuts = [...new Set([0, characters.length, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).flatMap(/** @returns {(Node | string)[]} */ (first, place) => {
    const content = characters.slice(first, cuts[place + 1]).join("");
    const genres = [...new Set(spans.filter(({ start, end }) => start <= first && first < end).map(({ genre }) => genre))];
    return genres.length ? marked(content, genres) : [content];
  });
}

/**
 * Returns who agrees with whom, over the chosen genres of several engines.
 *
 * @param {Answer[]} answers
 * @returns {Agreement} whole sentences, and a word for each genre
 */
export function agreementOf(answers) {
  /** @type {Map<string, string[]>} */
  const backers = new Map();
  for (const { engine, genres } of answers) {
    for (const { genre } of genres) backers.set(genre, [...(backers.get(genre) ?? []), engine]);
  }
  const everyone = answers.map(({ engine }) => engine).join(" and ");
  /** @type {Map<string, string[]>} */
  const groups = new Map([[everyone, []]]);
  for (const [genre, engines] of backers) {
    const key = engines.join(" and ");
    groups.set(key, [...(groups.get(key) ?? []), genre]);
  }
  const sentences = [...groups].map(([engines, genres]) => sentenceOf(engines, genres, everyone, answers.length));
  const word = (/** @type {string} */ genre) => {
    const engines = backers.get(genre) ?? [];
    if (engines.length === answers.length) return answers.length > 2 ? "all agree" : "both agree";
    return engines.length === 1 ? `only ${engines[0]}` : engines.join(" and ");
  };
  return { sentences, word };
}

/**
 * Returns one engine's answer as an article, detached.
 *
 * @param {Answer} answer
 * @param {string} text that was read
 * @param {{agreement?: Agreement | null, extra?: Node[]}} [options] `extra` comes last
 * @returns {HTMLElement}
 */
export function answerArticle(answer, text, { agreement = null, extra = [] } = {}) {
  const id = `says-${answer.engine}`;
  const genres = element("div", { class: "says-genres" }, element("h4", {}, "Genres"),
    answer.genres.length ? scoreList("Genres", answer.genres, agreement) : element("p", { class: "unsure" }, "No genre is likely enough."));
  if (answer.uncertain.length) genres.append(element("h4", {}, "Not sure"), scoreList("Not sure", answer.uncertain, null));
  if (answer.vibe_tags.length) {
    const tags = answer.vibe_tags.map((tag) => element("li", {}, tag));
    genres.append(element("h4", {}, "Vibe"), element("ul", { class: "tags", "aria-label": "Vibe tags" }, ...tags));
  }
  genres.append(allGenres(answer));
  const quote = element("blockquote", { class: "plot", dir: "auto" }, ...markedText(text, [...answer.genres, ...answer.uncertain]));
  return element("article", { class: "says", "aria-labelledby": id },
    element("h3", { id }, `${answer.engine} `, element("code", {}, answer.version)),
    ...(answer.warnings ?? []).map((warning) => element("p", { class: "hint" }, warning)),
    genres,
    element("div", { class: "says-text" }, element("h4", {}, "What gave it away"), quote, ...extra));
}

/** Returns the question that was asked as a command for a shell. @param {string} address @param {string} text @param {string} engine */
export function curlOf(address, text, engine) {
  const quoted = (/** @type {string} */ word) => `'${word.replaceAll("'", `'"'"'`)}'`;
  const body = JSON.stringify({ text, engine });
  return `curl ${quoted(address)} \\\n  -H 'Content-Type: application/json' \\\n  --data-raw ${quoted(body)}`;
}

/** @param {string} engines @param {string[]} genres @param {string} everyone @param {number} count */
function sentenceOf(engines, genres, everyone, count) {
  const listed = genres.join(", ");
  if (engines === everyone) {
    if (!genres.length) return "The engines agree on no genre.";
    return `${count === 2 ? "Both engines" : `All ${count} engines`} say ${listed}.`;
  }
  return engines.includes(" and ") ? `${engines} say ${listed}, the others do not.` : `Only ${engines} says ${listed}.`;
}

/** @param {string} content @param {string[]} genres @returns {Node[]} */
function marked(content, genres) {
  const first = /** @type {string} */ (genres[0]);
  const names = genres.flatMap((genre, place) => [place ? " " : "", element("span", { class: genreClass(genre) }, genre)]);
  const speaks = element("sup", { class: "speaks" }, element("span", { class: "visually-hidden" }, " speaks for "), ...names);
  return [element("mark", { class: genreClass(first) }, content), speaks];
}

/** @param {string} heading @param {Scored[]} scores @param {Agreement | null} agreement */
function scoreList(heading, scores, agreement) {
  const rows = scores.map(({ genre, probability }) => scoreRow(genre, probability, { because: agreement?.word(genre) }));
  return element("ul", { class: "scores wide", "aria-label": heading }, ...rows);
}

/** @param {Answer} answer */
function allGenres(answer) {
  const falling = Object.entries(answer.all_genres ?? {}).sort(([, a], [, b]) => b - a);
  const rows = falling.map(([genre, probability]) => scoreRow(genre, probability));
  return element("details", { class: "all-genres" }, element("summary", {}, "All 20 genres"), element("ul", { class: "scores" }, ...rows));
}
