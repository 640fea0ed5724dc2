// Brings the titles that this browser has saved into their page.
// @ts-check

import { element } from "./elements.js";
import { showLocalMoments } from "./moments.js";
import "./marks.js";
import { forget, renumber, savedTitles, showSaved } from "./saved.js";
import { renumberSeen, showSeen } from "./seen.js";

const place = /** @type {HTMLElement} */ (document.getElementById("saved"));
/** @type {Set<number>} */
let asked = new Set(); // for: what is saved beyond them, another tab saved
document.addEventListener("saved", () => {
  if (savedTitles().some((id) => !asked.has(id))) showTitles();
});
await showTitles();

async function showTitles() {
  const saved = savedTitles();
  if (!saved.length) return;
  const own = (asked = new Set(saved));
  place.replaceChildren(element("p", { role: "status" }, "Fetching what you saved …"));
  try {
    const answer = await fetch(`/saved?${saved.map((id) => `title=${id}`).join("&")}`);
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("saved");
    if (own !== asked) return; // asked anew since
    if (!answer.ok || !found) throw new Error(`The server answered ${answer.status}.`);
    place.replaceChildren(...found.childNodes);
  } catch {
    return own === asked ? offerAgain() : undefined;
  }
  const moved = movedIn(place);
  for (const id of moved.values()) asked.add(id);
  renumber(moved);
  renumberSeen(moved);
  tellGone(place, saved);
  showLocalMoments(place);
  showSaved();
  showSeen();
}

/** The titles that go by another number now than one they were saved under. @param {HTMLElement} list @returns {Map<number, number>} */
function movedIn(list) {
  const cards = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-asked]")]);
  const pairs = cards.flatMap((one) =>
    (one.dataset.asked ?? "").split(" ").map((asked) => /** @type {const} */ ([Number(asked), Number(one.querySelector("article")?.dataset.title)])));
  return new Map(pairs.filter(([asked, now]) => asked !== now));
}

/** Says how many of the titles saved have left the catalogue, and offers to forget them. @param {HTMLElement} list @param {number[]} saved */
function tellGone(list, saved) {
  const cards = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-asked]")]);
  const there = new Set(cards.flatMap((one) => (one.dataset.asked ?? "").split(" ").map(Number)));
  const gone = saved.filter((id) => !there.has(id));
  if (!gone.length) return;
  const [words, them] = gone.length === 1 ? ["1 title that you saved is", "it"] : [`${gone.length} titles that you saved are`, "them"];
  const button = element("button", { type: "button", class: "toggle" }, `Forget ${them}`);
  const told = element("p", { role: "status" }, `${words} no longer in the catalogue. `, button);
  const empty = /** @type {HTMLElement | null} */ (list.querySelector(".empty"));
  if (empty) empty.hidden = true;
  button.addEventListener("click", () => {
    forget(gone);
    told.remove();
    if (empty) empty.hidden = false;
    /** @type {HTMLElement | null} */ (list.querySelector("a, button"))?.focus();
  });
  list.prepend(told);
}

function offerAgain() {
  const button = element("button", { type: "button", class: "primary" }, "Try again");
  button.addEventListener("click", showTitles);
  const words = element("p", {}, "What you saved could not be fetched. It is still kept here.");
  place.replaceChildren(element("div", { class: "empty", role: "alert" }, words, button));
}
