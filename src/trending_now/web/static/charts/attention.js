// How much attention a title gets, in words.
// @ts-check

const TURN = 0.005; // as the lines of attention on cards count it

/** Returns "" where nobody has measured it. @param {import("./titles.d.ts").ChartTitle} title */
export function attentionWords({ popularity, trend }) {
  if (!popularity) return "";
  const turn = trend > TURN ? ", rising" : trend < -TURN ? ", falling" : "";
  return `popularity ${Math.max(Math.round(popularity * 100), 1)} of 100${turn}`;
}
