// Starts the genres page's script: puts the stream of genres into its place, and lets the reader choose what its thickness shows.
// @ts-check
import { genreStream } from "./charts/genre-stream.js";
import { drawInto } from "./drawn.js";

/** @typedef {import("./charts/genre-stream.js").Shares} Shares */

const LOW_PX = 260;
const HIGH_PX = 380;
const LOW_BELOW_PX = 600; // of width
const place = /** @type {HTMLElement} */ (document.getElementById("stream"));
const buttons = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll("#stream-choice button")]);

async function start() {
  const response = await fetch("/api/v1/genres/shares", { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  const data = /** @type {Shares} */ (await response.json());
  /** @type {"titles" | "share"} */
  let offset = "titles";
  const redraw = drawInto(place, (width) => genreStream(data, { width, height: width < LOW_BELOW_PX ? LOW_PX : HIGH_PX, offset }));
  for (const button of buttons) {
    button.addEventListener("click", () => {
      offset = button.value === "share" ? "share" : "titles";
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      redraw();
    });
  }
}

start().catch(() => place.closest("figure")?.setAttribute("hidden", "")); // the table stays
