// Keeps the progress strip up to date, and offers new titles when there are some; never moves what a reader looks at.
// @ts-check

import { say, showStatus } from "./strip.js";

const BUSY_MS = 2_000;
const QUIET_MS = 60_000;

const strip = /** @type {HTMLElement} */ (document.getElementById("strip"));

async function poll() {
  let wait = QUIET_MS;
  try {
    const answer = await fetch("/api/v1/status", { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const status = /** @type {import("./strip.js").Status} */ (await answer.json());
      showStatus(strip, status, location);
      wait = status.running.length || status.titles === 0 ? BUSY_MS : QUIET_MS;
    }
  } catch {
    say(strip, "The server does not answer; trying again.");
    wait = BUSY_MS;
  }
  setTimeout(poll, wait);
}

setTimeout(poll, BUSY_MS);
