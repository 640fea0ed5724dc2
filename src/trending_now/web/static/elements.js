// Makes the elements of which scripts build pages and charts; strangers' words come in as text, never as markup.
// @ts-check

/** @typedef {Record<string, string | number>} Attributes */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Returns an element of a page, detached.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} content
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, attributes = {}, ...content) {
  return filled(document.createElement(name), attributes, content);
}

/**
 * Returns an element of a drawing, detached.
 *
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} name
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} content
 * @returns {SVGElementTagNameMap[K]}
 */
export function svgElement(name, attributes = {}, ...content) {
  return filled(document.createElementNS(SVG, name), attributes, content);
}

/** @template {Element} T @param {T} made @param {Attributes} attributes @param {(Node | string)[]} content @returns {T} */
function filled(made, attributes, content) {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...content);
  return made;
}
