// A page of its own for each test file: jsdom's document stands where a browser's would.
import { JSDOM } from "jsdom";

/** @param {string} [markup] */
export function openPage(markup = "") {
  const { window } = new JSDOM(`<!doctype html><body>${markup}</body>`, { url: "http://127.0.0.1/" });
  Object.assign(globalThis, { window, document: window.document, Event: window.Event, Node: window.Node });
  return window;
}
