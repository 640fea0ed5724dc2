// Reads the text of the page "Try it" as it is typed: waits for a pause, drops answers that are outdated, tells trouble.
// @ts-check
import { agreementOf, answerArticle, curlOf } from "./answers.js";
import { element } from "./elements.js";

/** @typedef {import("./answers.js").Answer} Answer */

const PAUSE_MS = 400;
const ALL_ENGINES = "all";
const PATH = "/api/v1/classify?all_genres=true";

const form = /** @type {HTMLFormElement} */ (document.getElementById("try-form"));
const textField = /** @type {HTMLTextAreaElement} */ (document.getElementById("text"));
const engineField = /** @type {HTMLSelectElement} */ (document.getElementById("engine"));
const told = /** @type {HTMLElement} */ (document.getElementById("told"));
const columns = /** @type {HTMLElement} */ (document.getElementById("columns"));
const agreed = /** @type {HTMLElement} */ (document.getElementById("agreement"));
const count = /** @type {HTMLElement} */ (document.getElementById("count"));
const atMost = count.textContent;
const longest = Number(form.dataset.longest);

let asking = new AbortController();
let waiting = 0;
let pausedUntil = 0;

/** Trouble that the page tells in words; `seconds` is how long to wait before another try, 0 = do not. */
class Refused extends Error {
  /** @param {string} message @param {number} [seconds] */
  constructor(message, seconds = 0) {
    super(message);
    this.seconds = seconds;
  }
}

/** Reads the text after a pause in typing. @param {number} [pause] milliseconds */
function readSoon(pause = PAUSE_MS) {
  clearTimeout(waiting);
  asking.abort();
  showCount();
  if (!textField.value.trim()) {
    clear("Nothing to read yet: type, paste, or take an example.");
    return;
  }
  waiting = window.setTimeout(read, Math.max(pause, pausedUntil - Date.now()));
}

async function read() {
  const text = textField.value;
  if (isTooLong()) return clear(`The text has ${lengthOf(text).toLocaleString("en")} characters; this page reads ${longest.toLocaleString("en")}. Shorten it.`, true);
  const engines = chosenEngines();
  const own = new AbortController();
  asking.abort();
  asking = own;
  tell("Reading…");
  columns.setAttribute("aria-busy", "true");
  const asked = await Promise.allSettled(engines.map((engine) => ask(text, engine, own.signal)));
  if (own.signal.aborted) return;
  columns.removeAttribute("aria-busy");
  const problem = asked.find((one) => one.status === "rejected" && one.reason.seconds)
    ?? (asked.every((one) => one.status === "rejected") ? asked[0] : undefined);
  if (problem?.status === "rejected") {
    tellTrouble(/** @type {Refused} */ (problem.reason));
  } else {
    show(text, engines, asked);
  }
}

/** @param {string} text @param {string} engine @param {AbortSignal} signal @returns {Promise<Answer>} */
async function ask(text, engine, signal) {
  const body = JSON.stringify({ text, engine });
  const request = { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body, signal };
  const response = await fetch(PATH, request).catch(() => {
    throw new Refused("The server does not answer. What you typed is still here; it is read again when you change it.");
  });
  if (response.ok) return response.json();
  const told = await response.json().catch(() => ({}));
  const detail = typeof told.detail === "string" ? told.detail : `The server answered ${response.status}.`;
  throw new Refused(detail, response.status === 429 ? Number(response.headers.get("Retry-After")) || 60 : 0);
}

/** @param {string} text @param {string[]} engines @param {PromiseSettledResult<Answer>[]} asked */
function show(text, engines, asked) {
  const answers = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const agreement = answers.length > 1 ? agreementOf(answers) : null;
  const articles = asked.map((one, place) => {
    const engine = /** @type {string} */ (engines[place]);
    if (one.status === "rejected") return failedArticle(engine, one.reason.message);
    return answerArticle(one.value, text, { agreement, extra: copying(one.value, text) });
  });
  columns.classList.toggle("several", articles.length > 1);
  replaceAnswers(articles);
  agreed.replaceChildren(...(agreement ? [element("ul", {}, ...agreement.sentences.map((said) => element("li", {}, said)))] : []));
  tell(agreement ? `Read by ${answers.map(({ engine }) => engine).join(" and ")}.` : summaryOf(answers[0]));
}

/** Puts answers into the place of others; what was unfolded of an engine's answer stays so. @param {HTMLElement[]} articles */
function replaceAnswers(articles) {
  const nameOf = (/** @type {Element} */ fold) => `${fold.closest("article")?.getAttribute("aria-labelledby")} ${fold.className}`;
  const open = new Set([...columns.querySelectorAll("details[open]")].map(nameOf));
  columns.replaceChildren(...articles);
  for (const fold of columns.querySelectorAll("details")) fold.open = open.has(nameOf(fold));
}

/** @param {Answer | undefined} answer */
function summaryOf(answer) {
  if (!answer) return "";
  const named = answer.genres.map(({ genre }) => genre).join(", ") || "no genre that is likely enough";
  return `Read by ${answer.engine}: ${named}.`;
}

/** @param {string} engine @param {string} message */
function failedArticle(engine, message) {
  return element("article", { class: "says" }, element("h3", {}, engine), element("p", { class: "notice" }, message));
}

/** Two buttons that copy, and the same texts to copy by hand. @param {Answer} answer @param {string} text */
function copying(answer, text) {
  const json = copyField("JSON", JSON.stringify(answer, null, 2));
  const curl = copyField("curl", curlOf(new URL(PATH, location.href).href, text, answer.engine));
  const byHand = element("details", { class: "as-code" }, element("summary", {}, "As JSON and as curl"), json.label, curl.label);
  const row = element("p", { class: "copy-row" });
  const done = element("span", { class: "hint", role: "status" });
  for (const [words, { field }] of /** @type {const} */ ([["Copy as JSON", json], ["Copy as curl", curl]])) {
    const button = element("button", { class: "button", type: "button" }, words);
    button.addEventListener("click", () => copy(field, byHand, done));
    row.append(button);
  }
  row.append(done);
  return [row, byHand];
}

/** @param {string} name @param {string} content */
function copyField(name, content) {
  const field = element("textarea", { readonly: "", rows: 6, spellcheck: "false" }, content);
  return { field, label: element("label", { class: "copied" }, element("span", {}, name), field) };
}

/** @param {HTMLTextAreaElement} field @param {HTMLDetailsElement} byHand @param {HTMLElement} done */
async function copy(field, byHand, done) {
  try {
    await navigator.clipboard.writeText(field.value);
    done.textContent = "Copied.";
  } catch {
    byHand.open = true;
    field.focus();
    field.select();
    done.textContent = "Selected below: copy it with your keyboard.";
  }
}

/** What was answered before was about another text: it goes. @param {Refused} trouble */
function tellTrouble({ message, seconds }) {
  if (!seconds) return clear(message, true);
  pausedUntil = Date.now() + seconds * 1000;
  clear(`${message} The text is read by itself in ${seconds} seconds.`, true);
  readSoon();
}

/** @param {string} words @param {boolean} [isTrouble] */
function tell(words, isTrouble = false) {
  told.textContent = words;
  told.classList.toggle("trouble", isTrouble);
}

/** @param {string} words @param {boolean} [isTrouble] */
function clear(words, isTrouble = false) {
  columns.removeAttribute("aria-busy");
  columns.replaceChildren();
  agreed.replaceChildren();
  tell(words, isTrouble);
}

function chosenEngines() {
  const names = Array.from(engineField.options, ({ value }) => value).filter((name) => name !== ALL_ENGINES);
  return engineField.value === ALL_ENGINES ? names : [engineField.value];
}

function showCount() {
  const text = textField.value;
  count.textContent = text ? `${lengthOf(text).toLocaleString("en")} of ${longest.toLocaleString("en")} characters` : atMost;
  count.classList.toggle("trouble", isTooLong());
}

function isTooLong() {
  return lengthOf(textField.value) > longest;
}

/** In characters, as the server counts them. @param {string} text */
function lengthOf(text) {
  return [...text].length;
}

/** @param {HTMLAnchorElement} link */
function takeExample(link) {
  textField.value = link.dataset.text ?? "";
  leaveExample();
  link.setAttribute("aria-current", "true");
  textField.focus({ preventScroll: true });
  readSoon(0);
}

/** What is read from now on is none of the examples. */
function leaveExample() {
  for (const link of document.querySelectorAll(".examples a")) link.removeAttribute("aria-current");
}

textField.addEventListener("input", () => {
  leaveExample();
  readSoon();
});
engineField.addEventListener("change", () => readSoon(0));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  readSoon(0);
});
for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".examples a"))) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of its own
    event.preventDefault();
    takeExample(link);
  });
}
// By then the browser has put back what was typed before; a page that it kept whole needs no reading.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted && textField.value.trim()) readSoon(0);
});
