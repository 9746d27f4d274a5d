// A form of named fields: filled, read, checked; what the kinds of records beside the site check have in common.
import { find } from "../find.js";
import { typedMoment, typedWords } from "../zone.js";
import { element } from "./element.js";
import { say } from "./words.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/**
 * The fields of a form, without its buttons and groups.
 * @param {HTMLFormElement} form
 */
const fieldsOf = (form) =>
  [...form.elements].filter(
    (one) =>
      one instanceof HTMLInputElement ||
      one instanceof HTMLTextAreaElement ||
      one instanceof HTMLSelectElement,
  );

/** @param {Field} field */
const isChosen = (field) => field instanceof HTMLInputElement && field.checked;

/** @param {Field} field */
function typedIn(field) {
  if (field.type === "checkbox") return isChosen(field);
  if (field.type === "datetime-local") return typedMoment(field.value);
  return field.value.trim() || null;
}

/**
 * @param {Tablet.Value | undefined} value
 * @returns {string[]}
 */
export const listOf = (value) => (Array.isArray(value) ? value : []);

/**
 * @param {Tablet.Value | undefined} value
 * @returns {string | null}
 */
export const textOf = (value) => (typeof value === "string" ? value : null);

/**
 * The values of the named fields; `people[]` is a list, radio buttons the chosen one.
 * @param {HTMLFormElement} form
 * @returns {Tablet.Values}
 */
export function readFields(form) {
  /** @type {Tablet.Values} */
  const values = {};
  for (const field of fieldsOf(form)) {
    if (!field.name || field.type === "file") continue;
    if (field.name.endsWith("[]")) {
      const name = field.name.slice(0, -2);
      const chosen = listOf(values[name]);
      values[name] = isChosen(field) ? [...chosen, field.value] : chosen;
    } else if (field.type === "radio") {
      values[field.name] ??= null;
      if (isChosen(field)) values[field.name] = field.value;
    } else values[field.name] = typedIn(field);
  }
  return values;
}

/**
 * @param {HTMLFormElement} form
 * @param {Tablet.Values} values
 */
export function fillFields(form, values) {
  for (const field of fieldsOf(form)) {
    if (!field.name || field.type === "file") continue;
    const name = field.name.replace(/\[\]$/, "");
    if (name in values) fillField(field, values[name]);
  }
}

/**
 * @param {Field} field
 * @param {Tablet.Value | undefined} value
 */
function fillField(field, value) {
  if (!(field instanceof HTMLInputElement)) field.value = textOf(value) ?? "";
  else if (field.name.endsWith("[]")) field.checked = listOf(value).includes(field.value);
  else if (field.type === "radio") field.checked = field.value === value;
  else if (field.type === "checkbox") field.checked = Boolean(value);
  else if (field.type === "datetime-local") field.value = value ? typedWords(String(value)) : "";
  else field.value = textOf(value) ?? "";
}

/** @param {Field} field */
function labelOf(field) {
  const legend =
    field.type === "radio" || field.type === "checkbox"
      ? field.closest("fieldset")?.querySelector("legend")
      : null;
  const label = legend ?? field.labels?.[0];
  return (label?.firstChild?.textContent ?? field.name).trim();
}

/**
 * Shows what is missing or refused, each with a way to its field; true when nothing is.
 * @param {HTMLFormElement} form
 * @param {{ words: string, field?: HTMLElement | null }[]} lines
 * @param {string} [title]
 */
export function complain(form, lines, title = say("still-missing")) {
  const box = find(form, "[data-problems]");
  box.hidden = !lines.length;
  find(box, "[data-problems-title]").textContent = lines.length ? title : "";
  find(box, "[data-problems-list]").replaceChildren(
    ...lines.map(({ words, field }) => {
      const onclick = () => field?.focus();
      return element(
        "li",
        {},
        field ? element("button", { type: "button", class: "btn btn-link p-0", onclick }, words) : words,
      );
    }),
  );
  if (lines.length) box.scrollIntoView({ block: "start" });
  return !lines.length;
}

/**
 * The fields that the browser finds wrong or empty, as lines for `complain`; each group of buttons once.
 * @param {HTMLFormElement} form
 */
export function wrongFields(form) {
  const seen = new Set();
  const wrong = [];
  for (const field of fieldsOf(form)) {
    if (!field.willValidate || field.validity.valid || seen.has(field.name)) continue;
    seen.add(field.name);
    wrong.push({ field, words: `${labelOf(field)}：${field.validationMessage}` });
  }
  return wrong;
}

/**
 * Follows a form that is filled: `changed` hears of every change.
 * @param {HTMLFormElement} form
 * @param {() => void} changed
 */
export function followForm(form, changed) {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
}
