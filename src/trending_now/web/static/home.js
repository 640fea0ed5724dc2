// The home page's script: the chart where it is asked for, suggestions, what was seen.
// @ts-check

import { showLocalMoments } from "./moments.js";
import { followSeen } from "./seen.js";
import { suggestFor } from "./suggest.js";

followSeen();
showLocalMoments(document);
const field = document.querySelector('input[type="search"]');
if (field instanceof HTMLInputElement) suggestFor(field);
const section = document.getElementById("chart");
if (section) {
  const { showChart } = await import("./home-chart.js");
  await showChart(section);
}
