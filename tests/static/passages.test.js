// A passage is cut out of a text as the API counts its characters.
import assert from "node:assert/strict";
import { test } from "node:test";

import { passageOf } from "../../src/trending_now/web/static/passages.js";

test("a sign of two halves counts once", () => {
  assert.equal(passageOf("🎬🎬 A killer walks. 🎬", { start: 3, end: 18 }), "A killer walks.");
});
