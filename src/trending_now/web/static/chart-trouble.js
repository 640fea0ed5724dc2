// Says on the chart's stage what went wrong, and takes it back once all is well.
// @ts-check

import { element } from "./elements.js";

/**
 * Says it in the place of what was said before, with a button where trying again may help.
 *
 * @param {HTMLElement} stage
 * @param {string} words
 * @param {() => unknown} [again]
 */
export function tellTrouble(stage, words, again) {
  forgetTrouble(stage);
  const told = element("div", { class: "stage-told", role: "alert" }, words);
  if (again) {
    const button = element("button", { type: "button", class: "primary" }, "Try again");
    button.addEventListener("click", async () => {
      forgetTrouble(stage);
      await again();
      if (document.activeElement === document.body) focusOn(stage); // it went with the button
    });
    told.append(button);
  }
  stage.append(told);
  stage.classList.add("failed");
}

/** Takes back what was said. @param {HTMLElement} stage */
export function forgetTrouble(stage) {
  stage.querySelector(".stage-told")?.remove();
  stage.classList.remove("failed");
}

/** Moves the focus to what stands there now: the chart, or a button to try once more. @param {HTMLElement} stage */
function focusOn(stage) {
  const place = stage.querySelector(".stage-told button") ?? stage.querySelector(".bubbles");
  /** @type {HTMLElement | null} */ (place)?.focus({ preventScroll: true });
}
