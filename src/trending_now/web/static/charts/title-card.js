// A small card of a title: what one sees before opening it.
// @ts-check

import { percent, slugOf } from "../genres.js";
import { inZone } from "../moments.js";
import { attentionWords } from "./attention.js";

/** @typedef {import("./titles.d.ts").ChartTitle} ChartTitle */

const MOST_GENRES = 3;
const SVG = "http://www.w3.org/2000/svg";

/**
 * Returns the card, a detached node; `says` is the first line of the review summary, if it is known yet.
 *
 * @param {ChartTitle} title
 * @param {{width?: number, says?: string}} [options]
 * @returns {HTMLElement}
 */
export function titleCard(title, { width = 300, says = "" } = {}) {
  const card = made("article", "pop-card");
  card.style.inlineSize = `${width}px`;
  const poster = document.createElement("img");
  Object.assign(poster, { src: `/posters/${title.id}`, alt: "", width: 72, height: 108, decoding: "async" });
  const body = made("div", "pop-body");
  body.append(heading(title));
  const facts = [title.at ? inZone(new Date(title.at)) : title.date && dayOf(title.date), title.platform].filter(Boolean).join(" · ");
  if (facts) body.append(made("p", "release", facts));
  body.append(genresOf(title));
  if (title.vibe_score !== null || title.tags.length) body.append(vibeOf(title));
  const attention = attentionWords(title);
  if (attention) body.append(made("p", "attention", attention[0]?.toUpperCase() + attention.slice(1)));
  card.append(made("p", "kicker", kicker(title)), poster, body, made("p", "says", says));
  return card;
}

/** The name leads to the title: on a small screen the card may cover what it is about. @param {ChartTitle} title */
function heading(title) {
  const node = document.createElement("h3");
  const link = document.createElement("a");
  Object.assign(link, { href: `/titles/${title.id}`, textContent: title.name, tabIndex: -1 }); // keys open it from the bubble
  node.append(link);
  return node;
}

/** @param {ChartTitle} title */
function kicker(title) {
  const kind = title.kind && { movie: "Film", tv: "Series" }[title.kind];
  return [title.episode ? newsOf(title.episode) : kind, title.is_demo && "invented"].filter(Boolean).join(" · ");
}

/** As cards say it, too. @param {import("./titles.d.ts").Episode} episode */
function newsOf({ event, season, number }) {
  if (event === "new_season") return `Season ${season} begins`;
  if (event === "episode") return `Episode ${number}${season === null ? "" : ` of season ${season}`}`;
  return event === "new_series" ? "New series" : "Special episode";
}

/** @param {ChartTitle} title */
function genresOf(title) {
  const list = made("ul", "scores");
  const shown = title.genres.length ? title.genres : title.uncertain;
  for (const score of shown.slice(0, MOST_GENRES)) {
    const row = made("li", `score genre-${slugOf(score.genre)}`);
    const unsure = title.genres.length ? "" : "perhaps ";
    row.append(made("span", "score-name", `${unsure}${score.genre}`), made("span", "score-value", percent(score.probability)), bar(score.probability));
    list.append(row);
  }
  return list;
}

/** @param {number} probability */
function bar(probability) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "score-bar");
  svg.setAttribute("viewBox", "0 0 100 1");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, length] of [["track", 100], ["fill", probability * 100]]) {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", String(name));
    rect.setAttribute("width", String(length));
    rect.setAttribute("height", "1");
    svg.append(rect);
  }
  return svg;
}

/** @param {ChartTitle} title */
function vibeOf(title) {
  const line = made("p", "vibe");
  const reviews = title.reviews === 1 ? "one review" : `${title.reviews ?? 0} reviews`;
  if (title.vibe_score !== null) line.append(made("strong", "", title.vibe_score.toFixed(1)), made("span", "of", `/10 vibe, ${reviews} `));
  if (title.tags.length) line.append(made("span", "vibe-tags", title.tags.join(" · ")));
  return line;
}

/** @param {string} date */
function dayOf(date) {
  const format = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${date}T00:00Z`));
}

/** @param {string} name @param {string} className @param {string} [text] */
function made(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  if (name === "h3") element.dir = "auto";
  return element;
}
