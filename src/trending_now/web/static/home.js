// The home page's script: the chart where it is asked for, suggestions, what was seen.
// @ts-check

import { followSeen } from "./seen.js";
import { suggestFor } from "./suggest.js";

followSeen();
const field = document.querySelector('input[type="search"]');
if (field instanceof HTMLInputElement) suggestFor(field);
const section = document.getElementById("chart");
if (section) {
  const { showChart } = await import("./home-chart.js");
  await showChart(section);
}
