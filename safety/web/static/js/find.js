// Elements that a page must have: what is missing is said by its selector, not by what fails later for want of it.

/**
 * The element; throws where there is none.  What may be missing is asked for with `querySelector`.
 * @template {Element} [E=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {E}
 */
export function find(root, selector) {
  /** @type {E | null} */
  const found = root.querySelector(selector);
  if (!found) throw new Error(`nothing here is ${selector}`);
  return found;
}

/**
 * All elements, as a list.
 * @template {Element} [E=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {E[]}
 */
export function all(root, selector) {
  return [.../** @type {NodeListOf<E>} */ (root.querySelectorAll(selector))];
}
