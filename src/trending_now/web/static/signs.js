// Reads the signs of icons.svg, since a canvas can use no file of them.
// @ts-check

/** Returns each sign's path by its name; none where the file does not come: a chart does without. @param {string} address @returns {Promise<Map<string, string>>} */
export async function signsIn(address) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return new Map();
  const drawing = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
  return new Map([...drawing.querySelectorAll("symbol")].map((symbol) => [symbol.id, [...symbol.querySelectorAll("path")].map((path) => path.getAttribute("d")).join(" ")]));
}
