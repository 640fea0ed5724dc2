// A page without a browser, for chart functions: jsdom's document as the global one.
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html><body></body>", { pretendToBeVisual: true });
for (const name of ["document", "HTMLElement", "HTMLCanvasElement", "HTMLInputElement", "Element", "SVGElement", "CustomEvent", "Node", "navigator", "requestAnimationFrame", "cancelAnimationFrame"]) {
  Object.defineProperty(globalThis, name, { value: /** @type {any} */ (window)[name], configurable: true, writable: true });
}
/** @type {any} */ (window.HTMLCanvasElement.prototype).getContext = () =>
  new Proxy({}, { get: (kept, name) => Reflect.get(kept, name) ?? (() => {}), set: (kept, name, value) => Reflect.set(kept, name, value) });

export { window };
