// Sorts titles into groups, and groups into the order in which they stand.
// @ts-check

/** @typedef {import("./titles.d.ts").ChartTitle} ChartTitle */
/** @typedef {import("./titles.d.ts").Grouping} Grouping */
/** @typedef {{key: string, label: string, titles: ChartTitle[]}} Group */

const MOST_GROUPS = 14;
const DAY_MS = 86_400_000;
const OTHER = "Others";
const EARLIER = "Earlier";
const SCORES = ["9 to 10", "8 to 9", "7 to 8", "6 to 7", "5 to 6", "4 to 5", "below 4"];
const LAST = new Set(["Not sure", "No platform named", "No vibe tag", "No reviews yet", "No date", OTHER]);

/** @type {Record<Grouping, (title: ChartTitle, today: Date) => string>} */
const KEYS = {
  none: () => "",
  genre: (title) => title.genres[0]?.genre ?? "Not sure",
  platform: (title) => title.platform ?? "No platform named",
  tag: (title) => title.tags[0] ?? "No vibe tag",
  score: (title) => (title.vibe_score === null ? "No reviews yet" : bucketOf(title.vibe_score)),
  week: (title, today) => (title.date === null ? "No date" : weekOf(title.date, today)),
};

/**
 * Returns the groups of a catalogue: the largest first, scores and weeks in their own order, what is unknown last.
 * Beyond 14 groups (20 genres may all stand) the smallest are put together, of weeks the oldest. Titles whose genre is
 * not sure always stand apart, and then all others, where nothing else groups them, under that genre.
 *
 * @param {ChartTitle[]} titles
 * @param {Grouping} grouping
 * @param {Date} today
 * @returns {Group[]}
 */
export function groupsOf(titles, grouping, today) {
  /** @type {Map<string, ChartTitle[]>} */
  const found = new Map();
  const asked = titles.find((title) => title.perhaps)?.perhaps ?? "";
  for (const title of titles) {
    const key = title.perhaps ? `Perhaps ${title.perhaps}` : KEYS[grouping](title, today) || asked;
    found.set(key, [...(found.get(key) ?? []), title]);
  }
  const groups = [...found].map(([key, own]) => ({ key, label: key, titles: own }));
  groups.sort(orderOf(grouping));
  return grouping === "week" ? lastWeeks(groups) : putTogether(groups, grouping === "genre" ? 22 : MOST_GROUPS);
}

/** @param {Grouping} grouping @returns {(a: Group, b: Group) => number} */
function orderOf(grouping) {
  return (a, b) => {
    const last = Number(isLast(a)) - Number(isLast(b));
    if (last) return last;
    if (grouping === "score") return SCORES.indexOf(a.key) - SCORES.indexOf(b.key);
    if (grouping === "week") return dateOf(b).localeCompare(dateOf(a));
    return b.titles.length - a.titles.length || a.key.localeCompare(b.key);
  };
}

/** Weeks stand by date: of too many the oldest are put together. @param {Group[]} groups @returns {Group[]} */
function lastWeeks(groups) {
  if (groups.length <= MOST_GROUPS) return groups;
  const [weeks, unknown] = [groups.filter((group) => !isLast(group)), groups.filter(isLast)];
  const kept = weeks.slice(0, MOST_GROUPS - 1 - unknown.length);
  const earlier = weeks.slice(kept.length).flatMap((group) => group.titles);
  return [...kept, { key: EARLIER, label: EARLIER, titles: earlier }, ...unknown];
}

/** @param {Group[]} groups @param {number} most @returns {Group[]} */
function putTogether(groups, most) {
  if (groups.length <= most) return groups;
  const small = new Set(
    [...groups].filter((group) => !isLast(group)).sort((a, b) => a.titles.length - b.titles.length)
      .slice(0, groups.length - most + 1),
  );
  const others = { key: OTHER, label: OTHER, titles: [...small].flatMap((group) => group.titles) };
  return [...groups.filter((group) => !small.has(group)), others];
}

/** @param {Group} group */
function isLast({ key, titles }) {
  return LAST.has(key) || titles[0]?.perhaps !== undefined;
}

/** Returns the group of a score as it is shown, with one decimal. @param {number} score */
function bucketOf(score) {
  return SCORES[Math.min(Math.max(9 - Math.floor(Number(score.toFixed(1))), 0), SCORES.length - 1)] ?? "below 4";
}

/** @param {string} date @param {Date} today */
function weekOf(date, today) {
  const weeks = Math.round((mondayOf(new Date(`${date}T00:00Z`)) - mondayOf(today)) / (7 * DAY_MS));
  if (weeks > 1) return "Later";
  if (weeks < -11) return EARLIER;
  const near = { 1: "Next week", 0: "This week", "-1": "Last week" };
  return near[/** @type {keyof typeof near} */ (weeks)] ?? `${-weeks} weeks ago`;
}

/** @param {Date} day */
function mondayOf(day) {
  const midnight = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate());
  return midnight - ((day.getUTCDay() + 6) % 7) * DAY_MS;
}

/** The newest date in a group, as text that sorts. @param {Group} group */
function dateOf(group) {
  return group.titles.reduce((newest, title) => ((title.date ?? "") > newest ? (title.date ?? "") : newest), "");
}
