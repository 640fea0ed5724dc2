// Puts a chart into its place on a page as wide as that is, and draws it anew when the width changes.
// @ts-check

/**
 * Draws a chart now and whenever its place gets another width, unless that is none.
 *
 * @param {HTMLElement} place whose content the chart becomes
 * @param {(width: number) => Node} draw returns the chart at a width in pixels
 * @returns {() => void} draws it anew at the width that it has, since something else has changed
 */
export function drawInto(place, draw) {
  let drawn = 0;
  const redraw = () => {
    drawn = Math.floor(place.clientWidth);
    if (!drawn) return;
    const before = stopsIn(place);
    place.replaceChildren(draw(drawn));
    if (before.focused >= 0) goOn(stopsIn(place).all, before);
  };
  redraw();
  new ResizeObserver(() => Math.floor(place.clientWidth) !== drawn && redraw()).observe(place);
  return redraw;
}

/** @typedef {{all: (HTMLElement | SVGElement)[], focused: number}} Stops what the focus may reach, and which of them has it; -1: none */

/** @param {HTMLElement} place @returns {Stops} */
function stopsIn(place) {
  const all = /** @type {Stops["all"]} */ ([...place.querySelectorAll("a[href], [tabindex]")]);
  return { all, focused: all.findIndex((one) => one === document.activeElement) };
}

/** Gives the focus back to what has it, drawn anew, and the order of the Tab key to all. @param {Stops["all"]} stops @param {Stops} before */
function goOn(stops, before) {
  before.all.forEach((one, place) => {
    const order = one.getAttribute("tabindex");
    if (order !== null) stops[place]?.setAttribute("tabindex", order);
  });
  stops[before.focused]?.focus({ preventScroll: true });
}
