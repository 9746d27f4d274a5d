// Elements made of names, attributes and texts: nothing here reads HTML.
import { find } from "../find.js";

/** @typedef {(event: MouseEvent) => unknown} Clicked */
/** @typedef {Record<string, string | number | boolean | null | undefined | Clicked>} Attributes */

/**
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {Attributes} [attributes] one that begins with `on` hears of that event
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[N]}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function")
      made.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const SPRITE = "/static/vendor/icons/sprite.svg";
const SVG = "http://www.w3.org/2000/svg";

/** @param {string} name */
export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${SPRITE}#${name}`);
  picture.append(use);
  return picture;
}

/**
 * @param {string} words
 * @param {string} symbol
 * @param {Clicked} onclick
 * @param {Attributes} [more]
 */
export function button(words, symbol, onclick, more = {}) {
  return element("button", { type: "button", class: "btn", onclick, ...more }, icon(symbol), words);
}

/**
 * @param {string} words
 * @param {string} tone
 */
export function state(words, tone) {
  return element("span", { class: `state state-${tone}` }, words);
}

/** @param {(Node | string | null | undefined)[][]} pairs each a name and its value; those without one are left out
 * @returns {HTMLElement} */
export function facts(pairs) {
  const rows = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return element(
    "dl",
    { class: "facts" },
    ...rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
  );
}

/**
 * A copy of a template's first element; `id` takes the place of `__ID__` in its attributes.
 * @template {HTMLElement} [E=HTMLElement]
 * @param {string} name
 * @param {string | null} [id]
 * @returns {E}
 */
export function copyOf(name, id = null) {
  /** @type {HTMLTemplateElement} */
  const template = find(document, `template[data-form="${name}"]`);
  /** @type {E} */
  const first = find(template.content, "*");
  const made = /** @type {E} */ (first.cloneNode(true));
  if (id === null) return made;
  for (const one of [made, ...made.querySelectorAll("*")]) {
    for (const attribute of one.attributes) {
      if (attribute.value.includes("__ID__")) attribute.value = attribute.value.replaceAll("__ID__", id);
    }
  }
  return made;
}
