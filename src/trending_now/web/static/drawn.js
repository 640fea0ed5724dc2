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
    if (drawn) place.replaceChildren(draw(drawn));
  };
  redraw();
  new ResizeObserver(() => Math.floor(place.clientWidth) !== drawn && redraw()).observe(place);
  return redraw;
}
