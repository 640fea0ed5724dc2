// Puts the stream of genres into its place on the page, and draws it anew when the width or the reader's choice changes.
// @ts-check
import { genreStream } from "./charts/genre-stream.js";

/** @typedef {import("./charts/genre-stream.js").Shares} Shares */

const place = document.getElementById("stream");
const buttons = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll("#stream-choice button")]);
const LOW_PX = 260;
const HIGH_PX = 380;

/** @param {HTMLElement} mount */
async function start(mount) {
  const response = await fetch("/api/v1/genres/shares", { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  const data = /** @type {Shares} */ (await response.json());
  /** @type {"titles" | "share"} */
  let offset = "titles";
  let drawn = 0;
  const draw = () => {
    drawn = mount.clientWidth;
    mount.replaceChildren(genreStream(data, { width: drawn, height: drawn < 600 ? LOW_PX : HIGH_PX, offset }));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      offset = button.value === "share" ? "share" : "titles";
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      draw();
    });
  }
  new ResizeObserver(() => {
    if (mount.clientWidth !== drawn) draw();
  }).observe(mount);
}

if (place) {
  start(place).catch(() => {
    place.closest("figure")?.setAttribute("hidden", "");
  });
}
