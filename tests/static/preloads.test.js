// The home page asks for all modules of its chart at once: none is missing from its list, and none is there in vain.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const WEB = new URL("../../src/trending_now/web/", import.meta.url);

/** @param {URL} module @param {Set<string>} found */
function follow(module, found) {
  if (found.has(module.href)) return found;
  found.add(module.href);
  const text = module.href.endsWith("/d3.js") ? "" : readFileSync(module, "utf8");
  for (const [, path] of text.matchAll(/^import .*"(.+)";$/gm)) follow(new URL(path ?? "", module), found);
  return found;
}

test("the list of modules to load ahead is whole", () => {
  const names = readFileSync(new URL("templates/home.html", WEB), "utf8").match(/{% for module in \[(.*)\] %}/)?.[1] ?? "";
  const listed = [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => new URL(`static/${name}.js`, WEB).href);
  const home = new URL("static/home.js", WEB);
  const needed = follow(new URL("static/home-chart.js", WEB), follow(home, new Set()));
  needed.delete(home.href); // a script of the page
  assert.deepEqual(listed.toSorted(), [...needed].toSorted());
});
