// Draws what engines say of a text: genres, evidence marked in the text, and in words where they agree.
// @ts-check
import { percent, slugOf } from "./genres.js";

/**
 * @typedef {{text_id: string, start: number, end: number, quote: string}} Passage
 * @typedef {{genre: string, probability: number, evidence: Passage[]}} Scored
 * @typedef {{genres: Scored[], uncertain: Scored[], all_genres?: Record<string, number> | null, vibe_tags: string[],
 *   engine: string, version: string, warnings?: string[]}} Answer
 * @typedef {{sentences: string[], word: (genre: string) => string}} Agreement
 */

const SVG = "http://www.w3.org/2000/svg";

/** The class that gives a genre its colour. @param {string} genre */
export function genreClass(genre) {
  return `genre-${slugOf(genre)}`;
}

/**
 * A text as nodes, the passages in it marked. Positions count characters as the API does, not UTF-16 halves.
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
 * Who agrees with whom, over the chosen genres of several engines.
 * @param {Answer[]} answers
 * @returns {Agreement}
 */
export function agreementOf(answers) {
  /** @type {Map<string, string[]>} */
  const backers = new Map();
  for (const { engine, genres } of answers) {
    for (const { genre } of genres) backers.set(genre, [...(backers.get(genre) ?? []), engine]);
  }
  /** @type {Map<number | string, string[]>} */
  const groups = new Map([[answers.map(({ engine }) => engine).join(" and "), []]]);
  for (const [genre, engines] of backers) {
    const key = engines.join(" and ");
    groups.set(key, [...(groups.get(key) ?? []), genre]);
  }
  const everyone = answers.map(({ engine }) => engine).join(" and ");
  const sentences = [...groups].map(([engines, genres]) => sentenceOf(String(engines), genres, everyone, answers.length));
  const word = (/** @type {string} */ genre) => {
    const engines = backers.get(genre) ?? [];
    if (engines.length === answers.length) return answers.length > 2 ? "all agree" : "both agree";
    return engines.length === 1 ? `only ${engines[0]}` : engines.join(" and ");
  };
  return { sentences, word };
}

/**
 * One engine's answer as an article.
 * @param {Answer} answer
 * @param {string} text
 * @param {{agreement?: Agreement | null, extra?: Node[]}} [options] `extra` comes last
 * @returns {HTMLElement}
 */
export function answerArticle(answer, text, { agreement = null, extra = [] } = {}) {
  const article = element("article", { className: "says" });
  article.setAttribute("aria-labelledby", `says-${answer.engine}`);
  const heading = element("h3", { id: `says-${answer.engine}` }, `${answer.engine} `, element("code", {}, answer.version));
  const genres = element("div", { className: "says-genres" });
  if (answer.genres.length) {
    genres.append(...scoreList("Genres", answer.genres, "scores wide", agreement));
  } else {
    genres.append(element("h4", {}, "Genres"), element("p", { className: "unsure" }, "No genre is likely enough."));
  }
  if (answer.uncertain.length) genres.append(...scoreList("Not sure", answer.uncertain, "scores wide", null));
  if (answer.vibe_tags.length) {
    const tags = element("ul", { className: "tags", ariaLabel: "Vibe tags" }, ...answer.vibe_tags.map((tag) => element("li", {}, tag)));
    genres.append(element("h4", {}, "Vibe"), tags);
  }
  genres.append(allGenres(answer));
  const quote = element("blockquote", { className: "plot", dir: "auto" }, ...markedText(text, [...answer.genres, ...answer.uncertain]));
  const read = element("div", { className: "says-text" }, element("h4", {}, "What gave it away"), quote, ...extra);
  const warnings = (answer.warnings ?? []).map((warning) => element("p", { className: "hint" }, warning));
  article.append(heading, ...warnings, genres, read);
  return article;
}

/** The same question for a shell. @param {string} address @param {string} text @param {string} engine */
export function curlOf(address, text, engine) {
  const quoted = (/** @type {string} */ word) => `'${word.replaceAll("'", `'"'"'`)}'`;
  const body = JSON.stringify({ text, engine });
  return `curl ${quoted(address)} \\\n  -H 'Content-Type: application/json' \\\n  --data-raw ${quoted(body)}`;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Partial<HTMLElementTagNameMap[K]>} properties
 * @param {...(Node | string)} content
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, properties, ...content) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...content);
  return made;
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
  const names = genres.flatMap((genre, place) => [place ? " " : "", element("span", { className: genreClass(genre) }, genre)]);
  const speaks = element("sup", { className: "speaks" }, element("span", { className: "visually-hidden" }, " speaks for "), ...names);
  return [element("mark", { className: genreClass(first) }, content), speaks];
}

/** @param {string} heading @param {Scored[]} scores @param {string} className @param {Agreement | null} agreement */
function scoreList(heading, scores, className, agreement) {
  const rows = scores.map(({ genre, probability }) => scoreRow(genre, probability, agreement?.word(genre)));
  return [element("h4", {}, heading), element("ul", { className, ariaLabel: heading }, ...rows)];
}

/** @param {Answer} answer */
function allGenres(answer) {
  const falling = Object.entries(answer.all_genres ?? {}).sort(([, a], [, b]) => b - a);
  const rows = falling.map(([genre, probability]) => scoreRow(genre, probability));
  return element("details", { className: "all-genres" }, element("summary", {}, "All 20 genres"), element("ul", { className: "scores" }, ...rows));
}

/** @param {string} genre @param {number} probability @param {string} [word] */
function scoreRow(genre, probability, word) {
  const row = element("li", { className: `score ${genreClass(genre)}` });
  row.append(element("span", { className: "score-name" }, genre), element("span", { className: "score-value" }, percent(probability)), bar(probability));
  if (word) row.append(element("span", { className: "because" }, word));
  return row;
}

/** @param {number} probability */
function bar(probability) {
  const drawn = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ class: "score-bar", viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" })) {
    drawn.setAttribute(name, value);
  }
  for (const [name, width] of /** @type {const} */ ([["track", 100], ["fill", probability * 100]])) {
    const part = document.createElementNS(SVG, "rect");
    part.setAttribute("class", name);
    part.setAttribute("width", width.toFixed(1));
    part.setAttribute("height", "1");
    drawn.append(part);
  }
  return drawn;
}
