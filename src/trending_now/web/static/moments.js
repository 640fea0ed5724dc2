// Turns each moment on a page into the day and hour of whoever reads it; a day without a zone stays as it is.
// @ts-check

const DAY_MS = 86_400_000;
const FAR_DAYS = 60;

/**
 * Words all moments anew; the zone is the browser's, unless one is named.
 *
 * @param {ParentNode} place
 * @param {{now?: Date, zone?: string}} [options]
 */
export function showLocalMoments(place, { now = new Date(), zone } = {}) {
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (place.querySelectorAll("time[data-moment]"))) {
    const moment = new Date(time.dateTime);
    time.textContent = inZone(moment, zone);
    const distance = time.nextElementSibling;
    if (distance?.classList.contains("distance")) {
      const words = distanceBetween(dayIn(moment, zone), dayIn(now, zone));
      distance.textContent = distance.textContent?.startsWith("(") && words ? `(${words})` : words;
    }
  }
}

/** Returns a moment as such words as "18 Mar 2031, 07:30 GMT+9"; the zone is the browser's, unless one is named. @param {Date} moment @param {string} [zone] */
export function inZone(moment, zone) {
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: zone });
  const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZoneName: "short", timeZone: zone });
  return `${day.format(moment)}, ${hour.format(moment)}`;
}

/** @param {Date} moment @param {string} [zone] @returns {number} the number of the day that it falls on there */
function dayIn(moment, zone) {
  const format = new Intl.DateTimeFormat("en", { year: "numeric", month: "numeric", day: "numeric", timeZone: zone });
  // By part: how a browser writes a whole date changes between its versions.
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day) / DAY_MS;
}

/** @param {number} day @param {number} today @returns {string} such as "tomorrow"; empty when that says little */
function distanceBetween(day, today) {
  const days = day - today;
  return Math.abs(days) > FAR_DAYS ? "" : new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(days, "day");
}
