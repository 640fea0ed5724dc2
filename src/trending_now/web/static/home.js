// Starts the home page's scripts: the chart where it is asked for, suggestions, folds.
// @ts-check

import { tellTrouble } from "./chart-trouble.js";
import { closeOutside, unfoldChips } from "./folds.js";
import "./marks.js";
import { suggestFor } from "./suggest.js";

const field = document.querySelector('input[type="search"]');
if (field instanceof HTMLInputElement) suggestFor(field);
for (const button of document.querySelectorAll("button.all-chips")) unfoldChips(/** @type {HTMLButtonElement} */ (button));
for (const menu of document.querySelectorAll("details.fold")) closeOutside(/** @type {HTMLDetailsElement} */ (menu));
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) /** @type {HTMLFormElement | null} */ (document.querySelector("form.filters"))?.reset(); // what is in force, not what was chosen before leaving
});
const section = document.getElementById("chart");
if (section) {
  try {
    const { showChart } = await import("./home-chart.js");
    await showChart(section);
  } catch (error) {
    const stage = /** @type {HTMLElement} */ (section.querySelector(".stage"));
    tellTrouble(stage, "The chart could not be drawn. Load the page again; the cards and the table show the same titles.");
    throw error; // for the console
  }
}
