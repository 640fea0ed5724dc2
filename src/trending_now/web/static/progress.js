// Keeps the progress strip up to date, and offers new titles when there are some; never moves what a reader looks at.
// @ts-check

const BUSY_MS = 2_000;
const QUIET_MS = 60_000;
const VERBS = { ingest: "Fetching", enrich: "Working out genres with", import: "Importing" };

/**
 * @typedef {{stage: string, subject: string, counts: {fetched: number}}} Run
 * @typedef {{revision: string, titles: number, running: Run[]}} Status
 */

const strip = /** @type {HTMLElement} */ (document.getElementById("strip"));

/** @param {Run} run */
function wordsOf(run) {
  const verb = VERBS[/** @type {keyof typeof VERBS} */ (run.stage)] ?? run.stage;
  return `${verb} ${run.subject}: ${run.counts.fetched.toLocaleString("en")} so far`;
}

/** @param {Status} status */
function show(status) {
  const words = status.running.map(wordsOf).join(" · ");
  const isNew = status.revision !== strip.dataset.revision && status.running.length === 0;
  if (strip.dataset.titles === "0" && status.titles > 0) {
    location.reload();
  } else if (isNew) {
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "The catalogue has changed: show it";
    strip.replaceChildren(link);
  } else if (strip.textContent !== words) {
    strip.textContent = words;
  }
}

async function poll() {
  let wait = QUIET_MS;
  try {
    const answer = await fetch("/api/v1/status", { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const status = /** @type {Status} */ (await answer.json());
      show(status);
      wait = status.running.length || status.titles === 0 ? BUSY_MS : QUIET_MS;
    }
  } catch {
    strip.textContent = "The server does not answer; trying again.";
    wait = BUSY_MS;
  }
  setTimeout(poll, wait);
}

setTimeout(poll, BUSY_MS);
