// The progress strip: it says a thing once, so that a screen reader does, and a link in it keeps its focus.
import assert from "node:assert/strict";
import { test } from "node:test";

import { window } from "./page.js";
import { say, showStatus } from "../../src/trending_now/web/static/strip.js";

const RUN = { stage: "ingest", subject: "tvmaze", counts: { fetched: 1200 } };

function page() {
  return { href: "http://127.0.0.1/?genre=War", reloads: 0, reload() { this.reloads += 1; } };
}

/** @param {string} [titles] */
function strip(titles = "7") {
  const made = document.createElement("p");
  Object.assign(made.dataset, { revision: "first", titles });
  document.body.replaceChildren(made);
  return made;
}

/** @param {HTMLElement} shown @param {{revision?: string, titles?: number, running?: (typeof RUN)[]}} said @param {ReturnType<typeof page>} [where] */
function show(shown, said, where = page()) {
  showStatus(shown, { revision: "first", titles: 7, running: [], ...said }, where);
}

test("what is said already is not said again, and the link keeps the focus", () => {
  const shown = strip();
  show(shown, { revision: "second" });
  const link = shown.querySelector("a");
  link?.focus();
  const observer = new window.MutationObserver(() => {});
  observer.observe(shown, { childList: true, subtree: true, characterData: true });
  show(shown, { revision: "third" });

  assert.deepEqual(observer.takeRecords(), []);
  assert.equal(document.activeElement, link);
  assert.equal(link?.href, "http://127.0.0.1/?genre=War");
});

test("following what is offered loads the page anew, also where its address names a place on it", () => {
  const [shown, where] = [strip(), page()];
  where.href = "http://127.0.0.1/?genre=War#titles";
  show(shown, { revision: "second" }, where);
  const click = new window.MouseEvent("click", { bubbles: true, cancelable: true });
  shown.querySelector("a")?.dispatchEvent(click);

  assert.ok(click.defaultPrevented);
  assert.equal(where.reloads, 1);
});

test("a run is told as it comes on, and then what it changed is offered", () => {
  const shown = strip();
  show(shown, { revision: "second", running: [RUN, { ...RUN, stage: "tidy" }] });
  assert.equal(shown.textContent, "Fetching tvmaze · tidy tvmaze: 1,200 · 1,200 so far");

  show(shown, { revision: "second" });
  assert.equal(shown.textContent, "The catalogue has changed: show it");
});

test("how far a run has come is not read aloud, and what is read aloud stays", () => {
  const shown = strip();
  show(shown, { running: [RUN] });
  const words = shown.firstChild;
  show(shown, { running: [{ ...RUN, counts: { fetched: 1300 } }] });

  assert.equal(shown.firstChild, words);
  assert.equal(words?.textContent, "Fetching tvmaze");
  assert.equal(shown.querySelector("[aria-hidden=true]")?.textContent, ": 1,300 so far");
});

test("a catalogue that has not changed says nothing", () => {
  const shown = strip();
  say(shown, "The server does not answer; trying again.");
  show(shown, {});
  assert.equal(shown.textContent, "");

  const observer = new window.MutationObserver(() => {});
  observer.observe(shown, { childList: true, subtree: true, characterData: true });
  show(shown, {});
  assert.deepEqual(observer.takeRecords(), []);
});

test("a page without titles is loaded anew once there are some", () => {
  const [shown, where] = [strip("0"), page()];
  show(shown, { titles: 0 }, where);
  show(shown, { titles: 3, running: [RUN] }, where);

  assert.equal(where.reloads, 1);
});
