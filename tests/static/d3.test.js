// The bundle of D3 that set-up builds.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as d3 from "../../src/trending_now/web/static/d3.js";

test("the bundle has what a chart is made of", () => {
  assert.equal(d3.scaleLinear([0, 1], [0, 10])(0.5), 5);
  assert.equal(typeof d3.select(/** @type {any} */ ({})).transition, "function");
});
