// Draws a small card of a title: what one sees before opening it.
// @ts-check

import { element } from "../elements.js";
import { inZone } from "../moments.js";
import { scoreRow } from "../score-row.js";
import { attentionWords } from "./attention.js";

/** @typedef {import("./titles.d.ts").ChartTitle} ChartTitle */

const MOST_GENRES = 3;

/**
 * Returns the card, a detached node; `says` is the first line of the review summary, if it is known yet.
 *
 * @param {ChartTitle} title
 * @param {{width?: number, says?: string}} [options]
 * @returns {HTMLElement}
 */
export function titleCard(title, { width = 300, says = "" } = {}) {
  const body = element("div", { class: "pop-body" }, heading(title), ...release(title), genresOf(title));
  if (title.vibe_score !== null || title.tags.length) body.append(vibeOf(title));
  const attention = attentionWords(title);
  if (attention) body.append(element("p", { class: "attention" }, attention[0]?.toUpperCase() + attention.slice(1)));
  const poster = element("img", { src: `/posters/${title.id}`, alt: "", width: 72, height: 108, decoding: "async" });
  const card = element("article", { class: "pop-card" }, element("p", { class: "kicker" }, kicker(title)), poster, body, element("p", { class: "says" }, says));
  card.style.inlineSize = `${width}px`;
  return card;
}

/** The name leads to the title: on a small screen the card may cover what it is about. @param {ChartTitle} title */
function heading({ id, name }) {
  return element("h3", {}, element("a", { href: `/titles/${id}`, dir: "auto", tabindex: -1 }, name)); // keys open it from the bubble
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

/** @param {ChartTitle} title @returns {HTMLElement[]} a line that says when and where it is released, if anybody knows */
function release({ at, date, platform }) {
  const when = at ? inZone(new Date(at)) : date ? dayOf(date) : "";
  if (!when && !platform) return [];
  const where = platform ? [when && " · ", element("bdi", {}, platform)] : [];
  return [element("p", { class: "release" }, when, ...where)];
}

/** Says why a title has no genre, as the cards of the page do. @param {ChartTitle} title */
export function noGenreWords({ engine, is_unread: isUnread }) {
  if (isUnread) return "No plot to read yet";
  return engine ? "No genre is likely enough" : "Genres are being worked out";
}

/** @param {ChartTitle} title */
function genresOf(title) {
  const { genres, uncertain, locked } = title;
  const [shown, before] = genres.length ? [genres, ""] : [uncertain, "perhaps "];
  if (!shown.length) return element("p", { class: "unsure" }, noGenreWords(title));
  const rows = shown.slice(0, MOST_GENRES).map(({ genre, probability }) => scoreRow(genre, probability, { name: `${before}${genre}`, isLocked: locked.includes(genre) }));
  return element("ul", { class: "scores" }, ...rows);
}

/** @param {ChartTitle} title */
function vibeOf({ vibe_score: score, reviews, tags }) {
  const line = element("p", { class: "vibe" });
  const read = reviews === 1 ? "one review" : `${reviews ?? 0} reviews`;
  if (score !== null) line.append(element("strong", {}, score.toFixed(1)), element("span", { class: "of" }, `/10 vibe, ${read} `));
  if (tags.length) line.append(element("span", { class: "vibe-tags" }, tags.join(" · ")));
  return line;
}

/** @param {string} date */
function dayOf(date) {
  const format = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${date}T00:00Z`));
}
