// Shows which passages speak for a genre while one points at it, and keeps them shown after a click.
// @ts-check

const ROWS = "[data-points] > [data-genre], .odds-row[data-genre]";

/**
 * Follows pointer, focus and clicks on the genres of a title's page. What is pointed at goes before what was clicked;
 * Escape, or a click elsewhere, lets go.
 *
 * @param {HTMLElement} article
 */
export function followPointing(article) {
  /** @type {string | null} */
  let pointed = null;
  /** @type {string | null} */
  let kept = null;

  function show() {
    const genre = pointed ?? kept;
    const passages = [...article.querySelectorAll("[data-genres]")];
    const speaking = genre === null ? [] : passages.filter((one) => genresOf(one).includes(genre));
    article.classList.toggle("pointing", speaking.length > 0);
    for (const one of passages) one.classList.toggle("lit", speaking.includes(one));
    for (const row of article.querySelectorAll(ROWS)) {
      row.classList.toggle("pointed", genre !== null && row.getAttribute("data-genre") === genre);
    }
  }

  /** @param {Event} event */
  function point(event) {
    pointed = genreAt(event.target);
    show();
  }

  for (const kind of ["pointerover", "focusin"]) article.addEventListener(kind, point);
  for (const kind of ["pointerleave", "focusout"]) {
    article.addEventListener(kind, () => {
      pointed = null;
      show();
    });
  }
  document.addEventListener("click", (event) => {
    kept = genreAt(event.target);
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    pointed = kept = null;
    show();
  });
}

/** @param {EventTarget | null} target */
function genreAt(target) {
  const row = target instanceof Element ? target.closest(ROWS) : null;
  return row ? row.getAttribute("data-genre") : null;
}

/** @param {Element} passage */
function genresOf(passage) {
  return (passage.getAttribute("data-genres") ?? "").split(" ");
}
