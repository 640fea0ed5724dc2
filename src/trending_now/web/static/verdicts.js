// Sends the verdict forms of a title's page without leaving it, shows the answer at once and takes it back on an error.
// @ts-check

import { element } from "./elements.js";
import { slugOf } from "./genres.js";

const STORED_TOKEN = "operator-token";
const WORDS = { yes: "right", no: "wrong" };
const LOST = "The server does not answer; your answer was not noted. Try again in a moment.";

/** @typedef {HTMLButtonElement | HTMLInputElement | null} Submitter */

let sent = 0; // verdicts
let answered = 0; // the last of them whose answer is on the page

const noted = /** @type {HTMLElement} */ (document.getElementById("verdict-status"));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches(".verdict-form, .lock-form")) return;
  event.preventDefault();
  const submitter = /** @type {Submitter} */ (event.submitter);
  if (form.getAttribute("aria-busy") === "true") return waitWith(form, submitter);
  void (form.matches(".lock-form") ? lock(form) : say(form, submitter));
});

offerStoredToken();

/**
 * Keeps a button for when the answer that is under way has come; the same button once more was pressed by mistake.
 * @param {HTMLFormElement} form
 * @param {Submitter} submitter
 */
function waitWith(form, submitter) {
  if (submitter && submitter.id !== form.dataset.sent) form.dataset.next = submitter.id;
  else delete form.dataset.next;
}

/**
 * Gives a verdict: the button looks pressed at once, and as before if it cannot be noted.
 * @param {HTMLFormElement} form
 * @param {Submitter} submitter
 */
async function say(form, submitter) {
  const fields = fieldsOf(form, submitter);
  const genre = fields.get("genre") ?? "";
  const before = pressed(form);
  const own = (sent += 1);
  form.dataset.sent = submitter?.id ?? "";
  if (submitter?.matches(".say, .undo")) press(form, submitter);
  try {
    const answer = await send(form, fields);
    const page = own < answered ? await pageNow().catch(() => answer) : answer;
    answered = Math.max(answered, own);
    const adding = form.matches(".add") ? null : choiceToAdd();
    const place = form.closest("#missing-genre, [id]:not(#missing-genre *)")?.id ?? "";
    const focused = document.activeElement?.id ?? "";
    for (const id of new Set(["missing-genre", "who-says-what", place])) swap(page, id);
    if (adding) goOnAdding(adding);
    keepFocus(focused, genre);
    noted.textContent = confirmation(fields.get("verdict") ?? "", genre);
  } catch (error) {
    before.forEach((state, button) => button.setAttribute("aria-pressed", state));
    refuse(form, error);
  }
  const next = form.dataset.next && document.getElementById(form.dataset.next);
  delete form.dataset.next;
  if (next) next.click();
}

/**
 * Sets or lifts a lock, and shows the page anew: the genres themselves may be others now.
 * @param {HTMLFormElement} form
 */
async function lock(form) {
  const fields = fieldsOf(form, null);
  try {
    await send(form, fields);
    store(fields.get("operator_token") ?? "");
    location.reload();
  } catch (error) {
    refuse(form, error);
  }
}

/**
 * Sends a form; returns the page that it leads back to.
 * @param {HTMLFormElement} form
 * @param {URLSearchParams} fields
 */
async function send(form, fields) {
  form.querySelector(".refused")?.remove();
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String((await answer.json()).detail));
    return await pageIn(answer);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** Returns the page as it is now: an answer that comes late knows nothing of the verdicts since. */
async function pageNow() {
  const answer = await fetch(location.pathname);
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return pageIn(answer);
}

/** @param {Response} answer */
async function pageIn(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/**
 * @param {HTMLFormElement} form
 * @param {Submitter} submitter
 */
function fieldsOf(form, submitter) {
  const fields = new URLSearchParams();
  new FormData(form).forEach((value, name) => fields.append(name, String(value)));
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  return fields;
}

/** @param {HTMLFormElement} form */
function pressed(form) {
  const buttons = [...form.querySelectorAll("[aria-pressed]")];
  return new Map(buttons.map((button) => [button, button.getAttribute("aria-pressed") ?? "false"]));
}

/**
 * @param {HTMLFormElement} form
 * @param {Element} submitter
 */
function press(form, submitter) {
  const was = submitter.getAttribute("aria-pressed") === "true";
  for (const button of form.querySelectorAll("[aria-pressed]")) {
    button.setAttribute("aria-pressed", String(button === submitter && !was));
  }
}

/**
 * Puts the server's part in the place of ours; what it has not, or has put elsewhere by now, goes.
 * @param {Document} page
 * @param {string} id
 */
function swap(page, id) {
  const fresh = page.getElementById(id);
  document.getElementById(id)?.replaceWith(...(fresh ? [document.adoptNode(fresh)] : []));
}

/** @returns {{isOpen: boolean, genre: string}} the genre that is being chosen as a missing one */
function choiceToAdd() {
  const field = /** @type {HTMLSelectElement | null} */ (document.getElementById("add-genre"));
  return { isOpen: field?.closest("details")?.open ?? false, genre: field?.value ?? "" };
}

/**
 * Lets one go on choosing a missing genre, unless it is none any more.
 * @param {{isOpen: boolean, genre: string}} adding
 */
function goOnAdding({ isOpen, genre }) {
  const field = /** @type {HTMLSelectElement | null} */ (document.getElementById("add-genre"));
  const fold = field?.closest("details");
  if (!field || !fold) return;
  fold.open = isOpen;
  if ([...field.options].some(({ value }) => value === genre)) field.value = genre;
}

/**
 * Puts the focus where it was, or near it: what was pressed may be gone.
 * @param {string} focused
 * @param {string} genre
 */
function keepFocus(focused, genre) {
  if (document.activeElement && document.activeElement !== document.body) return;
  const slug = slugOf(genre);
  const places = [focused, `undo-${slug}`, `yes-${slug}`, "add-missing"];
  places.map((id) => document.getElementById(id)).find((place) => place !== null)?.focus();
}

/**
 * @param {string} verdict
 * @param {string} genre
 */
function confirmation(verdict, genre) {
  if (verdict === "undo") return `Taken back: your answer on ${genre}.`;
  return `Thank you, noted: ${genre} is ${WORDS[/** @type {keyof typeof WORDS} */ (verdict)]}. You can undo it.`;
}

/**
 * Says below the form what went wrong.
 * @param {HTMLFormElement} form
 * @param {unknown} error
 */
function refuse(form, error) {
  const words = error instanceof TypeError || error instanceof SyntaxError ? LOST : String(/** @type {Error} */ (error).message);
  form.append(element("p", { class: "refused", role: "alert" }, words));
}

/** Fills in the operator token that was given before in this tab. */
function offerStoredToken() {
  const field = document.getElementById("operator-token");
  try {
    const known = sessionStorage.getItem(STORED_TOKEN);
    if (known && field instanceof HTMLInputElement) field.value = known;
  } catch {
    return; // the browser keeps nothing: the token is typed again
  }
}

/** @param {string} token */
function store(token) {
  try {
    sessionStorage.setItem(STORED_TOKEN, token);
  } catch {
    return;
  }
}
