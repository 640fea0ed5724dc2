// Starts the about page's script: puts the charts of the model's figures into their places; without them the tables stand alone.
// @ts-check
import { engineFigures } from "./charts/engine-figures.js";
import { genreDots } from "./charts/genre-dots.js";
import { reliabilityPlot } from "./charts/reliability.js";
import { drawInto } from "./drawn.js";

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

const response = await fetch("/api/v1/figures", { headers: { Accept: "application/json" } });
const { figures } = /** @type {{figures?: KeyFigures}} */ (response.ok ? await response.json() : {});
for (const [id, draw] of Object.entries(figures ? chartsOf(figures) : {})) {
  const place = document.getElementById(id);
  if (!place) continue;
  place.closest("figure")?.removeAttribute("hidden");
  drawInto(place, (width) => draw(Math.min(width, WIDEST_PX)));
}
