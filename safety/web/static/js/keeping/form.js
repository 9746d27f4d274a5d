// A form as a copy: which form it is, what was typed into it, and putting that back.
const NEVER = new Set(["hidden", "password", "file", "submit", "button", "image", "reset"]);
// Hidden fields that are new each time, or tell the version: they do not tell one form from another.
const PASSING = new Set(["csrf_token", "_sending", "_earlier", "_once", "id", "version", "rows"]);
// Of the hidden fields only these go with the copy: what is sent again is the same record, on the same version.
const CARRIED = new Set(["id", "version"]);
const LINES = ["text", "search", "tel", "email", "url", "number", "date", "datetime-local", "time", "month"];

// Every form that one types more than a line into, or that names its copy; not one that says data-keep="no".
export function typedInto(form) {
  if (form.dataset.keep) return form.dataset.keep !== "no";
  const fields = [...form.elements];
  const lines = fields.filter((field) => field.tagName === "INPUT" && LINES.includes(field.type));
  return lines.length > 1 || fields.some((field) => field.tagName === "TEXTAREA" || field.type === "file");
}

export function pathOf(form) {
  const address = new URL(form.getAttribute("action") || location.href, location.href);
  address.searchParams.delete("lang");
  return address.pathname + address.search;
}

export const sendsTo = (form) =>
  new URL(form.getAttribute("action") || location.href, location.href).pathname;

// Where it is sent, and for which record: the same on the page it was opened on and on the one that refused it.
export function nameOf(form) {
  if (form.dataset.keep) return form.dataset.keep;
  const context = [...form.elements]
    .filter(
      (field) =>
        field.type === "hidden" &&
        field.name &&
        !PASSING.has(field.name) &&
        !field.closest("[data-signature]"),
    )
    .map((field) => `${field.name}=${field.value}`);
  return [pathOf(form), ...context.sort()].join(" ");
}

// Each sending makes another record: no version of one goes with it, and nothing names the one record it belongs to.
export const makesNew = (form) =>
  !form.keepAs && !form.dataset.keep && !form.querySelector("input[type=hidden][name=version]");

// The number that the page gave the record to be made; two windows of one form make two records.
export const recordOf = (form) =>
  (makesNew(form) && form.querySelector("input[type=hidden][name=id]")?.value) || "";

const kept = (form) =>
  [...form.elements].filter((field) => field.name && (!NEVER.has(field.type) || CARRIED.has(field.name)));

// A form whose fields a script makes says itself what was typed: form.keepAs = { gather, restore }.
export function gather(form) {
  if (form.keepAs) return form.keepAs.gather();
  const values = {};
  for (const field of kept(form)) {
    const chosen = ["checkbox", "radio"].includes(field.type) ? field.checked : true;
    values[field.name] ??= [];
    const list = values[field.name];
    if (field.type === "select-multiple")
      list.push(...[...field.selectedOptions].map((option) => option.value));
    else if (chosen) list.push(field.value);
  }
  return values;
}

export function restore(form, values, except) {
  if (form.keepAs) return form.keepAs.restore(values);
  const seen = {};
  for (const field of kept(form)) {
    const list = values[field.name];
    if (!list || except.has(field.name)) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = list.includes(field.value);
    else if (field.type === "select-multiple") {
      for (const option of field.options) option.selected = list.includes(option.value);
    } else {
      const place = (seen[field.name] ?? -1) + 1;
      seen[field.name] = place;
      if (place < list.length) field.value = list[place];
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

export const differs = (form, values) => JSON.stringify(gather(form)) !== JSON.stringify(values);

export function putFiles(input, files) {
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

export const filesOf = (form) =>
  [...form.elements].filter((field) => field.type === "file").flatMap((field) => [...field.files]);
