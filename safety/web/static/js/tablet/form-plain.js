// A form of named fields: filled, read, checked; what the kinds of records beside the site check have in common.
import { typedMoment, typedWords } from "../zone.js";
import { element } from "./element.js";
import { say } from "./words.js";

function typedIn(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.type === "datetime-local") return typedMoment(field.value);
  return field.value.trim() || null;
}

// The values of the named fields; `people[]` is a list, radio buttons the chosen one.
export function readFields(form) {
  const values = {};
  for (const field of form.elements) {
    if (!field.name || field.type === "file") continue;
    if (field.name.endsWith("[]")) {
      const name = field.name.slice(0, -2);
      values[name] ??= [];
      if (field.checked) values[name].push(field.value);
    } else if (field.type === "radio") {
      values[field.name] ??= null;
      if (field.checked) values[field.name] = field.value;
    } else values[field.name] = typedIn(field);
  }
  return values;
}

export function fillFields(form, values) {
  for (const field of form.elements) {
    if (!field.name || field.type === "file") continue;
    const name = field.name.replace(/\[\]$/, "");
    if (!(name in values)) continue;
    const value = values[name];
    if (field.name.endsWith("[]")) field.checked = value.includes(field.value);
    else if (field.type === "radio") field.checked = field.value === value;
    else if (field.type === "checkbox") field.checked = Boolean(value);
    else if (field.type === "datetime-local") field.value = value ? typedWords(value) : "";
    else field.value = value ?? "";
  }
}

function labelOf(field) {
  const legend =
    field.type === "radio" || field.type === "checkbox"
      ? field.closest("fieldset")?.querySelector("legend")
      : null;
  const label = legend ?? field.labels?.[0];
  return (label?.firstChild?.textContent ?? field.name).trim();
}

// Shows what is missing or refused, each with a way to its field; true when nothing is.
export function complain(form, lines, title = say("still-missing")) {
  const box = form.querySelector("[data-problems]");
  box.hidden = !lines.length;
  box.querySelector("[data-problems-title]").textContent = lines.length ? title : "";
  box.querySelector("[data-problems-list]").replaceChildren(
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

// The fields that the browser finds wrong or empty, as lines for `complain`; each group of buttons once.
export function wrongFields(form) {
  const seen = new Set();
  const wrong = [];
  for (const field of form.elements) {
    if (!field.willValidate || field.validity.valid || seen.has(field.name)) continue;
    seen.add(field.name);
    wrong.push({ field, words: `${labelOf(field)}：${field.validationMessage}` });
  }
  return wrong;
}

// Follows a form that is filled: `changed` hears of every change.
export function followForm(form, changed) {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
}
