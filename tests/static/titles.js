// Invented titles for the charts' tests.

/** @typedef {import("../../src/trending_now/web/static/charts/titles.d.ts").ChartTitle} ChartTitle */

const GENRES = ["Horror", "Comedy", "Science Fiction", "Drama", "Western"];
const PLATFORMS = ["Harbour+", "Lantern", null];

/** @param {number} id @param {Partial<ChartTitle>} [changed] @returns {ChartTitle} */
export function title(id, changed = {}) {
  return {
    id,
    name: `The Lamp of Street ${id}`,
    kind: id % 2 ? "movie" : "tv",
    date: `2026-11-${String((id % 27) + 1).padStart(2, "0")}`,
    platform: PLATFORMS[id % 3] ?? null,
    region: "US",
    genres: [{ genre: GENRES[id % 5] ?? "Drama", probability: 0.5 + (id % 50) / 100 }],
    uncertain: [],
    locked: [],
    vibe_score: 1 + (id % 10) * 0.95,
    reviews: 4,
    popularity: (id % 11) / 10,
    trend: 0,
    dispute: 0,
    tags: id % 4 ? ["dark"] : [],
    is_demo: true,
    at: null,
    episode: null,
    engine: "boosted",
    is_unread: false,
    ...changed,
  };
}

/** @param {number} count @returns {ChartTitle[]} */
export function titles(count) {
  return Array.from({ length: count }, (_, number) => title(number + 1));
}
