// A moment is another day here and there; a day without a zone is the same everywhere.
import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";
import { inZone, showLocalMoments } from "../../src/trending_now/web/static/moments.js";

/** @param {string} inside */
function page(inside) {
  const holder = document.createElement("div");
  holder.innerHTML = inside;
  return holder;
}

/** @param {string} moment @param {string} now @param {string} zone @param {string} [distance] */
function read(moment, now, zone, distance = "(today)") {
  const holder = page(`<time datetime="${moment}" data-moment>in UTC</time> <span class="distance">${distance}</span>`);
  showLocalMoments(holder, { now: new Date(now), zone });
  return holder.textContent;
}

test("a quarter of an hour before midnight is the next day to the east, the same to the west", () => {
  const moment = new Date("2031-05-19T23:45:00Z");

  assert.match(inZone(moment, "Pacific/Kiritimati"), /^20 May 2031, 13:45 /);
  assert.match(inZone(moment, "Europe/Berlin"), /^20 May 2031, 01:45 /);
  assert.match(inZone(moment, "UTC"), /^19 May 2031, 23:45 /);
  assert.match(inZone(moment, "Etc/GMT+12"), /^19 May 2031, 11:45 /);
});

test("at the two ends of the world one moment lies on days that are two apart", () => {
  const moment = new Date("2031-05-19T11:00:00Z");

  assert.match(inZone(moment, "Etc/GMT+12"), /^18 May 2031, 23:00 /);
  assert.match(inZone(moment, "Pacific/Kiritimati"), /^20 May 2031, 01:00 /);
});

test("an hour belongs to its side of the change of clocks", () => {
  assert.match(inZone(new Date("2031-03-30T00:59:00Z"), "Europe/London"), /^30 Mar 2031, 00:59 GMT$/);
  assert.match(inZone(new Date("2031-03-30T01:00:00Z"), "Europe/London"), /^30 Mar 2031, 02:00 BST$/);
  assert.match(inZone(new Date("2031-11-02T05:30:00Z"), "America/New_York"), /^2 Nov 2031, 01:30 /);
  assert.match(inZone(new Date("2031-11-02T06:30:00Z"), "America/New_York"), /^2 Nov 2031, 01:30 /);
});

test("how far it is counts the days of whoever reads it", () => {
  const [moment, now] = ["2031-05-20T03:00:00Z", "2031-05-19T22:00:00Z"];

  assert.match(read(moment, now, "UTC") ?? "", /tomorrow/);
  assert.match(read(moment, now, "America/New_York") ?? "", /\(today\)/);
  assert.match(read(moment, "2031-05-18T22:00:00Z", "Pacific/Kiritimati", "in 2 days") ?? "", /tomorrow$/);
  assert.match(read(moment, "2030-05-18T22:00:00Z", "UTC") ?? "", /03:00 UTC\s*$/);
});

test("a day without a zone is left as it is", () => {
  const holder = page('<time datetime="2031-05-20">20 May 2031</time> <span class="distance">(today)</span>');
  showLocalMoments(holder, { now: new Date("2031-01-01T00:00:00Z"), zone: "Etc/GMT+12" });

  assert.equal(holder.textContent, "20 May 2031 (today)");
});
