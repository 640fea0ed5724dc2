// Says how much attention a title gets, in words.
// @ts-check

const TURN = 0.005; // as the lines of attention on cards count it
const SIGNS = { rising: "▲", falling: "▼" };

/** Returns how popular a title is, which way it goes and its rank; "" where nobody has measured it. @param {import("./titles.d.ts").ChartTitle} title */
export function attentionWords({ popularity, trend, rank }) {
  if (!popularity) return "";
  const told = [`popularity ${Math.max(Math.round(popularity * 100), 1)} of 100`, turnOf(trend), rank && `number ${rank} in trending`];
  return told.filter(Boolean).join(", ");
}

/** Returns a title's place among those that trend and which way it goes, as a bubble has room for: "3 ▲". @param {import("./titles.d.ts").ChartTitle} title */
export function rankSign({ rank, trend }) {
  const turn = turnOf(trend);
  return rank ? [rank, turn && SIGNS[turn]].filter(Boolean).join(" ") : "";
}

/** @param {number} trend @returns {"rising" | "falling" | ""} */
function turnOf(trend) {
  return trend > TURN ? "rising" : trend < -TURN ? "falling" : "";
}
