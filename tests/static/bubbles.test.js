// The bubble chart: what is drawn for 0, 1, 70 and 2,000 titles, grouped or not.
import assert from "node:assert/strict";
import { test } from "node:test";

import { window } from "./page.js";
import { title, titles } from "./titles.js";
import { described } from "../../src/trending_now/web/static/charts/bubble-picking.js";
import { bubbles } from "../../src/trending_now/web/static/charts/bubbles.js";
import { dressOf } from "../../src/trending_now/web/static/charts/bubble-dress.js";
import { groupsOf } from "../../src/trending_now/web/static/charts/bubble-groups.js";
import { layoutOf, simulationOf } from "../../src/trending_now/web/static/charts/bubble-layout.js";

const TODAY = new Date("2026-11-25T12:00Z");
const ROOM = { width: 900, height: 600 };

/** @param {import("./titles.js").ChartTitle[]} all @param {any} [options] */
function settled(all, options = {}) {
  const layout = layoutOf(all, { ...ROOM, group: "none", size: "score", today: TODAY, ...options });
  const simulation = simulationOf(layout, { ...ROOM, ...options });
  for (let tick = 0; tick < 250; tick += 1) simulation.tick();
  return layout;
}

test("every title is a link with its name, and Tab stops once", () => {
  const chart = bubbles(titles(70), { ...ROOM, today: TODAY, still: true });

  const links = [...chart.querySelectorAll("a")];

  assert.equal(links.length, 70);
  assert.equal(links[0]?.getAttribute("aria-label"), "The Lamp of Street 1");
  assert.ok(links.every((link) => link.getAttribute("tabindex") === "-1"));
  assert.equal(chart.tabIndex, 0);
});

test("no title and one title make a chart, too", () => {
  assert.equal(bubbles([], { still: true }).querySelectorAll("a").length, 0);
  assert.equal(bubbles(titles(1), { still: true }).querySelectorAll("a").length, 1);
});

test("beyond some hundreds a canvas is drawn", () => {
  const chart = bubbles(titles(2000), { ...ROOM, today: TODAY });
  chart.stop();

  assert.equal(chart.querySelectorAll("a").length, 0);
  assert.equal(chart.querySelectorAll("canvas").length, 1);
});

test("a canvas has the signs of genres, the ranks of what trends and the names, and no codes", () => {
  /** @type {string[]} */
  const written = [];
  /** @type {any} */
  const kept = window.HTMLCanvasElement.prototype;
  const { getContext } = kept;
  const drawn = { fillText: (/** @type {string} */ words) => written.push(words), fill: (/** @type {unknown} */ path) => path && written.push(String(path)) };
  kept.getContext = () => new Proxy(drawn, { get: (made, name) => Reflect.get(made, name) ?? (() => {}), set: () => true });
  Object.assign(globalThis, { Path2D: class { constructor(/** @type {string} */ path) { this.path = path; } toString() { return this.path; } } });

  bubbles(titles(400).map((one) => ({ ...one, rank: one.id, trend: 0.1 })), { ...ROOM, group: "genre", still: true, signs: new Map([["genre-horror", "a ghost"]]) }).stop();

  Reflect.deleteProperty(globalThis, "Path2D");
  kept.getContext = getContext;
  assert.equal(written.filter((words) => words === "a ghost").length, 80);
  assert.ok(written.filter((words) => words.startsWith("The")).length > 300);
  assert.ok(written.some((words) => /^\d+ ▲$/.test(words)));
  assert.ok(!written.includes("Ho"));
});

for (const group of /** @type {const} */ (["none", "genre", "platform", "tag", "score", "week"])) {
  for (const count of [1, 70, 400]) {
    test(`${count} bubbles by ${group} stay apart and inside`, () => {
      const { bubbles: placed, height } = settled(titles(count), { group });

      assert.equal(placed.length, count);
      for (const one of placed) {
        assert.ok(one.x >= one.r && one.x <= ROOM.width - one.r && one.y >= one.r && one.y <= height - one.r);
      }
      let overlap = 0;
      placed.forEach((a, i) => placed.slice(i + 1).forEach((b) => {
        overlap = Math.max(overlap, (a.r + b.r - Math.hypot(a.x - b.x, a.y - b.y)) / Math.min(a.r, b.r));
      }));
      assert.ok(overlap < 0.5, `overlap ${overlap}`);
    });
  }
}

for (const [width, count, least] of [[286, 62, 31], [326, 300, 29], [326, 500, 28], [1246, 500, 31]]) {
  for (const group of /** @type {const} */ (["none", "genre"])) {
    test(`${count} bubbles by ${group} in ${width} pixels are large enough for names, and the chart is as much higher`, () => {
      const { bubbles: placed, height } = settled(titles(count ?? 0), { group, width, height: 400 });
      const named = placed.filter(({ title: one, r }) => dressOf(one, r).lines.length);

      assert.ok(Math.sqrt(placed.reduce((sum, { r }) => sum + r * r, 0) / placed.length) >= (least ?? 0));
      assert.ok(placed.every(({ r }) => r >= 12));
      assert.ok(named.length > placed.length / 2, `${named.length}`);
      assert.ok(height > 400 && height < 9000, `${height}`);
    });
  }
}

for (const count of [40, 62, 500]) {
  test(`where ${count} bubbles fill the room the first stand at the top, in the order of the titles`, () => {
    const { bubbles: placed, height } = settled(titles(count));
    const below = placed.map(({ y }) => y / height);
    const tenth = count / 10;

    assert.ok(Math.max(...below.slice(0, tenth)) < 0.25);
    assert.ok(Math.min(...below.slice(-tenth)) > 0.75);
    assert.equal(height > ROOM.height, count === 500);
  });
}

test("a few that do not fill the room stand in a heap in the middle of it, and neither they nor groups in any order", () => {
  const isOrdered = (/** @type {number} */ count, /** @type {"none" | "genre"} */ group = "none") => {
    const chart = bubbles(titles(count), { ...ROOM, group, still: true });
    chart.stop();
    return chart.isOrdered;
  };

  assert.deepEqual([4, 40, 500].map((count) => settled(titles(count)).isHeap), [true, false, false]);
  assert.deepEqual([isOrdered(4), isOrdered(40), isOrdered(40, "genre")], [false, true, false]);
});

test("a greater score makes a greater bubble, by popularity another one", () => {
  const pair = [title(1, { vibe_score: 9, popularity: 0.1 }), title(2, { vibe_score: 3, popularity: 0.9 })];
  const radii = (/** @type {"score" | "popularity"} */ size) =>
    layoutOf(pair, { ...ROOM, group: "none", size, today: TODAY }).bubbles.map((bubble) => bubble.r);

  assert.ok((radii("score")[0] ?? 0) > (radii("score")[1] ?? 0));
  assert.ok((radii("popularity")[0] ?? 0) < (radii("popularity")[1] ?? 0));
});

test("what was not measured is as small as the least, and hollow", () => {
  const some = [title(1, { vibe_score: null, popularity: 0.4 }), title(2, { vibe_score: 1, popularity: 0 })];
  const hollow = (/** @type {"score" | "popularity"} */ size) =>
    [...bubbles(some, { ...ROOM, still: true, size }).querySelectorAll(".hollow")].map((link) => link.getAttribute("data-id"));
  const [first, second] = layoutOf(some, { ...ROOM, group: "none", size: "score", today: TODAY }).bubbles;

  assert.equal(first?.r, second?.r);
  assert.deepEqual([hollow("score"), hollow("popularity")], [["1"], ["2"]]);
});

test("where nobody has measured anything all are filled and of one size", () => {
  const some = [title(1, { vibe_score: null }), title(2, { vibe_score: null })];

  assert.equal(bubbles(some, { ...ROOM, still: true }).querySelectorAll(".hollow").length, 0);
  assert.equal(new Set(layoutOf(some, { ...ROOM, group: "none", size: "score", today: TODAY }).bubbles.map(({ r }) => r)).size, 1);
});

test("what trends has its rank and its rise on its bubble, also where there is no room for a name", () => {
  const some = [title(1, { trend: 0.1, rank: 1 }), title(2, { trend: -0.1, rank: 2 }), title(3, { trend: 0, rank: 3 }), title(4)];
  const drawn = bubbles(some, { ...ROOM, group: "genre", still: true }).querySelectorAll(".bubble-rank");

  assert.deepEqual([...drawn].map((text) => text.textContent).sort(), ["1 ▲", "2 ▼", "3"]);
  for (const size of [40, 15]) assert.deepEqual(some.map((one) => dressOf(one, size).rank), ["1 ▲", "2 ▼", "3", ""]);
  assert.deepEqual(dressOf(title(1, { rank: 1 }), 15).lines, []);
  assert.match(described(title(1, { popularity: 0.5, trend: 0.1, rank: 7 })), /popularity 50 of 100, rising, number 7 in trending$/);
});

test("a few titles are not lost in a large room, whatever their scores", () => {
  for (const vibe_score of [null, 2, 10]) {
    for (const group of /** @type {const} */ (["none", "genre"])) {
      const { bubbles: placed } = settled([title(1, { vibe_score }), title(2, { vibe_score })], { group });

      assert.ok(placed.every(({ r }) => r > 90 && r < 100), `radius ${placed[0]?.r}`);
    }
  }
});

test("groups stand in their order: the largest first, weeks by date, what is unknown last", () => {
  const keys = (/** @type {any} */ grouping, /** @type {any[]} */ some) => groupsOf(some, grouping, TODAY).map((group) => group.key);
  const some = [title(1, { genres: [] }), title(2, { genres: [] }), title(3, { genres: [{ genre: "War", probability: 0.9 }] })];

  assert.deepEqual(keys("genre", some), ["War", "Not sure"]);
  assert.deepEqual(
    keys("week", [title(1, { date: "2026-11-12" }), title(2, { date: "2026-11-24" }), title(3, { date: null }), title(4, { date: "2026-12-02" })]),
    ["Next week", "This week", "2 weeks ago", "No date"],
  );
  assert.deepEqual(keys("score", [title(1, { vibe_score: null }), title(2, { vibe_score: 10 }), title(3, { vibe_score: 3.9 })]), ["9 to 10", "below 4", "No reviews yet"]);
  assert.deepEqual(keys("score", [title(1, { vibe_score: 6.96 })]), ["7 to 8"]); // shown as 7.0
});

test("a title whose genre is not sure stands apart", () => {
  const chart = bubbles([title(1), title(2, { perhaps: "War" })], { still: true, group: "genre" });

  assert.match(chart.textContent ?? "", /Perhaps War · 1/);
  assert.equal(chart.querySelectorAll(".undecided").length, 1);
});

test("beside what is not sure, all others stand under the genre that was asked for", () => {
  const some = [...titles(9), title(10, { perhaps: "War" }), title(11, { perhaps: "War" })];
  const chart = bubbles(some, { ...ROOM, still: true });
  const only = bubbles([title(1, { perhaps: "War" })], { ...ROOM, still: true });
  const labels = (/** @type {Element} */ from) => [...from.querySelectorAll(".cluster-label")].map((label) => label.textContent);

  assert.deepEqual(labels(chart), ["War · 9", "Perhaps War · 2"]);
  assert.deepEqual(labels(only), ["Perhaps War · 1"]);
  assert.deepEqual(labels(bubbles(titles(9), { ...ROOM, still: true })), []);
});

test("of many weeks the oldest are put together as earlier, in their order and before what has no date", () => {
  const day = (/** @type {number} */ ago) => new Date(Number(TODAY) - ago * 86_400_000).toISOString().slice(0, 10);
  const some = Array.from({ length: 20 }, (_, week) => title(week + 1, { date: day(7 * (week - 2)) }));
  const groups = groupsOf([title(90, { date: null }), ...some], "week", TODAY);

  assert.deepEqual(groups.map(({ key }) => key), [
    "Later", "Next week", "This week", "Last week", ...[2, 3, 4, 5, 6, 7, 8, 9].map((ago) => `${ago} weeks ago`), "Earlier", "No date",
  ]);
  assert.deepEqual(groups.at(-2)?.titles.map(({ id }) => id), [13, 14, 15, 16, 17, 18, 19, 20]);
});

test("what is not sure stands last, and is never put together with the smallest groups", () => {
  const keys = (/** @type {any} */ grouping, /** @type {any[]} */ some) => groupsOf(some, grouping, TODAY).map((group) => group.key);
  const unsure = title(99, { perhaps: "War" });
  const many = Array.from({ length: 30 }, (_, number) => title(number, { platform: `Channel ${number}` }));

  assert.deepEqual(keys("score", [title(1, { vibe_score: 8.5 }), unsure]), ["8 to 9", "Perhaps War"]);
  assert.ok(keys("platform", [...many, unsure]).includes("Perhaps War"));
});

test("heaps with a name lie under it, and one without fills the room", () => {
  const unsure = titles(8).map((one) => ({ ...one, id: one.id + 100, perhaps: "War" }));
  const { bubbles: placed, clusters } = settled([...titles(32), ...unsure]);
  const wide = (/** @type {typeof placed} */ some) => Math.max(...some.map(({ x, r }) => x + r)) - Math.min(...some.map(({ x, r }) => x - r));
  const high = Math.min(...placed.slice(0, 32).map(({ y, r }) => y - r));

  assert.ok(high - (clusters[0]?.top ?? 0) < 40, "it begins close below its name");
  assert.ok(wide(placed.slice(0, 32)) < 2.3 * (clusters[0]?.r ?? 0), "it is about as wide as its place");
  assert.ok(wide(settled(titles(32)).bubbles) > 1.2 * wide(placed.slice(0, 32)));
});

for (const width of [286, 326, 900]) {
  for (const group of /** @type {const} */ (["genre", "platform", "tag", "score", "week"])) {
    test(`grouped by ${group} in ${width} pixels no bubble is under 24 pixels across, and none covers another`, () => {
      for (const count of [62, 500]) {
        const { bubbles: placed, height } = settled(titles(count), { group, width, height: 400 });

        assert.ok(placed.every(({ r }) => r >= 12));
        assert.ok(placed.every(({ x, y, r }) => x >= r && x <= width - r && y >= r && y <= height - r));
        placed.forEach((a, i) => placed.slice(i + 1).forEach((b) => assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > a.r + b.r)));
      }
    });
  }
}

test("the headings of a row stand on one line, their bubbles right under them, and rows fill the width and the height", () => {
  const [width, height] = [1246, 494];
  const { bubbles: placed, clusters } = layoutOf(titles(62), { width, height, group: "genre", size: "score", today: TODAY });
  const rows = [...new Set(clusters.map(({ top }) => top))];

  assert.ok(rows.length < clusters.length);
  for (const { label, top } of clusters) {
    const highest = Math.min(...placed.filter((bubble) => bubble.group === label).map(({ y, r }) => y - r));
    assert.ok(highest - top > 2 && highest - top < 16, `${label} ${highest - top}`);
  }
  assert.ok(Math.max(...placed.map(({ x, r }) => x + r)) - Math.min(...placed.map(({ x, r }) => x - r)) > 0.9 * width);
  assert.ok(Math.max(...placed.map(({ y, r }) => y + r)) > 0.85 * height);
});

test("groups that move to their places end there, though they cross one another", () => {
  const from = new Map(titles(70).map(({ id }) => [id, { x: 450, y: 300 }]));
  for (const { x, y, home } of settled(titles(70), { group: "genre", from }).bubbles) {
    assert.ok(Math.hypot(x - home.x, y - home.y) < 1);
  }
});

test("bubbles begin where they stood before", () => {
  const before = new Map([[1, { x: 10, y: 20 }]]);

  const [first] = layoutOf(titles(3), { ...ROOM, group: "genre", size: "score", today: TODAY, from: before }).bubbles
    .filter((bubble) => bubble.title.id === 1);

  assert.deepEqual([first?.x, first?.y], [10, 20]);
});

test("the steps of the last drawing alone are measured, so that a page open for long does not fill up", () => {
  for (let tick = 0; tick < 1000; tick += 1) performance.measure("bubble tick");

  bubbles(titles(1), { ...ROOM, still: true });

  const measured = performance.getEntriesByName("bubble tick").length;
  assert.ok(measured > 0 && measured < 1000);
});

test("arrow keys move between bubbles, and Enter opens the one that is told", () => {
  const chart = bubbles(titles(20), { ...ROOM, still: true });
  /** @type {any[]} */
  const events = [];
  chart.addEventListener("pick", (event) => events.push(/** @type {CustomEvent} */ (event).detail?.title.id));
  chart.addEventListener("open", (event) => events.push(`open ${/** @type {CustomEvent} */ (event).detail.id}`));

  for (const key of ["ArrowRight", "ArrowDown", "Enter"]) chart.dispatchEvent(new window.KeyboardEvent("keydown", { key }));

  assert.equal(events.length, 3);
  assert.equal(events[2], `open ${events[1]}`);
  assert.match(chart.querySelector("[aria-live]")?.textContent ?? "", /^The Lamp of Street \d+: /);
});

test("whoever cannot see the groups hears of them", () => {
  const some = [title(1, { genres: [{ genre: "War", probability: 0.9 }] }), title(2, { genres: [{ genre: "War", probability: 0.8 }] })];
  const chart = bubbles([...some, title(3, { genres: [] })], { ...ROOM, still: true, group: "genre" });
  const told = ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowLeft"].map((key) => {
    chart.dispatchEvent(new window.KeyboardEvent("keydown", { key }));
    return chart.querySelector("[aria-live]")?.textContent ?? "";
  });

  assert.match(chart.getAttribute("aria-label") ?? "", /^Bubble chart of 3 titles in groups: War, 2; Not sure, 1\. /);
  assert.match(told[0] ?? "", /^War\. The Lamp/);
  assert.ok(told.some((words) => words.startsWith("The Lamp")), "within a group it is not repeated");
  assert.doesNotMatch(bubbles(some, { still: true }).getAttribute("aria-label") ?? "", /groups/);
});

test("keys that the browser has a use for are left to it", () => {
  const node = bubbles(titles(5), { ...ROOM, today: TODAY, still: true });
  for (const held of [{ altKey: true }, { metaKey: true }, { ctrlKey: true }]) {
    const event = new window.KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true, cancelable: true, ...held });
    node.dispatchEvent(event);
    assert.equal(event.defaultPrevented, false);
  }
  const alone = new window.KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true, cancelable: true });
  node.dispatchEvent(alone);
  assert.ok(alone.defaultPrevented);
});

test("who comes back to the chart goes on from the bubble that was left, also when it is drawn anew", () => {
  const press = (/** @type {HTMLElement} */ on) => on.dispatchEvent(new window.KeyboardEvent("keydown", { key: "ArrowRight" }));
  const told = (/** @type {HTMLElement} */ on) => on.querySelector("[aria-live]")?.textContent;
  const chart = bubbles(titles(20), { ...ROOM, still: true });
  for (const _ of [1, 2, 3]) press(chart);
  const here = told(chart);
  chart.dispatchEvent(new window.FocusEvent("blur"));
  press(chart);
  const anew = bubbles(titles(20), { ...ROOM, still: true, here: chart.here() });
  press(anew);

  assert.equal(told(chart), here);
  assert.equal(told(anew), here);
});

test("what is zoomed in on is told in shares of the room, so that it is the same in another one", () => {
  const sight = { k: 3, x: 0.4, y: 0.6 };

  const wide = bubbles(titles(9), { ...ROOM, today: TODAY, still: true, sight });
  const narrow = bubbles(titles(9), { width: 300, height: 700, today: TODAY, still: true, sight: wide.sight() });

  for (const chart of [wide, narrow]) {
    const { k, x, y } = chart.sight();
    assert.deepEqual([k, x.toFixed(9), y.toFixed(9)], [3, "0.400000000", "0.600000000"]);
    assert.ok(chart.classList.contains("zoomed"));
  }
});

test("the buttons zoom in on the middle of what the window shows of a chart that is higher than it", () => {
  const chart = bubbles(titles(500), { width: 326, height: 400, still: true });
  chart.getBoundingClientRect = () => /** @type {DOMRect} */ ({ top: -1000, left: 0 });
  const middle = (1000 + window.innerHeight / 2) / chart.needed();

  chart.zoomBy(2);

  assert.ok(Math.abs(chart.sight().y - (middle + (0.5 - middle) / 2)) < 0.001);
});

test("a name that holds markup is text", () => {
  const chart = bubbles([title(1, { name: '<img src=x onerror="alert(1)">' })], { ...ROOM, still: true });

  assert.equal(chart.querySelectorAll("img").length, 0);
  assert.equal(chart.querySelector("a")?.getAttribute("aria-label"), '<img src=x onerror="alert(1)">');
});

test("a bubble is told with its genres and score", () => {
  const said = described(title(1, { name: "Tin", genres: [{ genre: "War", probability: 0.834 }], vibe_score: 7.25, popularity: 0 }));
  const unsure = { name: "Tin", genres: [], uncertain: [{ genre: "War", probability: 0.3 }], vibe_score: null };
  const measured = (/** @type {number} */ trend) => described(title(1, { ...unsure, popularity: 0.834, trend }));

  assert.equal(said, "Tin: War 83 %, vibe 7.3 of 10");
  assert.equal(measured(0.02), "Tin: genre not sure, popularity 83 of 100, rising");
  assert.equal(measured(-0.02), "Tin: genre not sure, popularity 83 of 100, falling");
  assert.equal(measured(0.004), "Tin: genre not sure, popularity 83 of 100");
  assert.match(described(title(1, { ...unsure, uncertain: [] })), /^Tin: no genre is likely enough/);
});
