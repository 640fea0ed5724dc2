// Puts the charts of the model's figures into their places on the page, and draws them anew when the width changes.
// @ts-check
import { engineFigures } from "./charts/engine-figures.js";
import { genreDots } from "./charts/genre-dots.js";
import { reliabilityPlot } from "./charts/reliability.js";

/**
 * @typedef {import("./charts/engine-figures.js").Figures & import("./charts/reliability.js").Series
 *   & {genres: import("./charts/genre-dots.js").GenreFigures[]}} Engine
 * @typedef {{engine: string, baseline: string, engines: Engine[]}} KeyFigures
 */

const WIDEST_PX = 760;

/** @param {KeyFigures} figures @returns {Record<string, (width: number) => SVGSVGElement>} */
function chartsOf(figures) {
  const own = figures.engines.find(({ engine }) => engine === figures.engine);
  const other = figures.engines.find(({ engine }) => engine === figures.baseline);
  const compared = [own, other].filter((one) => one !== undefined);
  return {
    "chart-engines": (width) => engineFigures(figures.engines, { width, own: figures.engine }),
    "chart-genres": (width) => genreDots(own?.genres ?? [], { width }),
    "chart-calibration": (width) => reliabilityPlot(compared, { width }),
  };
}

async function start() {
  const response = await fetch("/api/v1/figures", { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const { figures } = /** @type {{figures: KeyFigures}} */ (await response.json());
  for (const [id, draw] of Object.entries(chartsOf(figures))) {
    const place = document.getElementById(id);
    if (!place) continue;
    let drawn = 0;
    place.closest("figure")?.removeAttribute("hidden");
    new ResizeObserver(() => {
      const width = Math.min(place.clientWidth, WIDEST_PX);
      if (width === drawn || !width) return;
      drawn = width;
      place.replaceChildren(draw(width));
    }).observe(place);
  }
}

start().catch(() => {
  for (const figure of document.querySelectorAll("figure:has([id^='chart-'])")) figure.setAttribute("hidden", "");
});
