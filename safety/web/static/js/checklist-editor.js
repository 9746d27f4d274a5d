// Editing a checklist: add, move and remove sections and items by button (so also by keyboard), every field
// renumbered to its place, the draft sent to the server while one types.
const form = document.querySelector("[data-checklist-editor]");
const list = form.querySelector("[data-sections]");
const words = form.querySelector("[data-saved]");
let timer = null;
let serial = 0;

function fresh(name) {
  const shell = document.createElement("div");
  // The templates are our own markup without values.
  serial += 1;
  shell.innerHTML = form.querySelector(`template[data-${name}]`).innerHTML.replaceAll("__N__", `new${Date.now().toString(36)}${serial}`);
  return shell.firstElementChild;
}

function renumber() {
  [...list.children].forEach((section, s) => {
    section.querySelector("[data-section-number]").textContent = s + 1;
    for (const field of section.querySelectorAll(":scope > .card-body > .section-head [data-name]")) field.name = `sections.${s}.${field.dataset.name}`;
    [...section.querySelector("[data-items]").children].forEach((item, i) => {
      item.querySelector("[data-item-number]").textContent = `${s + 1}.${i + 1}`;
      for (const field of item.querySelectorAll("[data-name]")) field.name = `sections.${s}.items.${i}.${field.dataset.name}`;
    });
  });
}

function move(element, step) {
  const other = step < 0 ? element.previousElementSibling : element.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(element);
  else other.after(element);
}

const ACTS = {
  "add-section": () => {
    const section = fresh("section-template");
    list.append(section);
    section.querySelector("[data-items]").append(fresh("item-template"));
    return section.querySelector("input");
  },
  "add-item": (button) => {
    const item = fresh("item-template");
    button.closest("[data-section]").querySelector("[data-items]").append(item);
    return item.querySelector("textarea");
  },
  "item-up": (button) => (move(button.closest("[data-item]"), -1), button),
  "item-down": (button) => (move(button.closest("[data-item]"), 1), button),
  "section-up": (button) => (move(button.closest("[data-section]"), -1), button),
  "section-down": (button) => (move(button.closest("[data-section]"), 1), button),
  "remove-item": (button) => remove(button, "[data-item]"),
  "remove-section": (button) => remove(button, "[data-section]"),
};

function remove(button, what) {
  if (!window.confirm(button.dataset.question)) return button;
  button.closest(what).remove();
  return form.querySelector("[data-act=add-section]");
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const next = ACTS[button.dataset.act](button);
  renumber();
  changed();
  next?.focus();
});

function value(field) {
  return field.type === "checkbox" ? field.checked : field.value.trim();
}

function citations(lines) {
  return lines.split("\n").map((line) => line.replaceAll("｜", "|").split("|").map((part) => part.trim())).filter(([law]) => law)
    .map(([law, article, checked]) => ({ law, article: article || null, verified: Boolean(article) && checked === form.dataset.checked }));
}

function content() {
  const read = (root, selector) => Object.fromEntries([...root.querySelectorAll(selector)].map((field) => [field.dataset.name, value(field)]));
  return {
    title: form.elements.title.value.trim(), title_en: form.elements.title_en.value.trim(), for_whom: form.elements.for_whom.value.trim(),
    sections: [...list.children].map((section) => ({
      title: section.querySelector("[data-name=title]").value.trim(),
      items: [...section.querySelector("[data-items]").children].map((item) => {
        const { basis_lines: lines, ...rest } = read(item, "[data-name]");
        return { ...rest, factor: rest.factor || null, accident: rest.accident || null, basis: citations(lines) };
      }),
    })),
  };
}

function say(name) {
  words.textContent = form.dataset[`words${name}`];
}

function changed() {
  say("Typing");
  clearTimeout(timer);
  timer = setTimeout(save, 2000);
}

async function save() {
  const token = document.querySelector("meta[name=csrf-token]").content;
  try {
    const answer = await fetch(form.dataset.url, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json", "If-Match": `"${form.elements.version.value}"` },
      body: JSON.stringify(content()),
    });
    const body = await answer.json();
    if (answer.ok) form.elements.version.value = body.version;
    say(answer.ok ? "Saved" : answer.status === 412 ? "Stale" : "Wrong");
  } catch {
    say("Offline");
  }
}

form.addEventListener("input", changed);
form.addEventListener("submit", () => clearTimeout(timer));
renumber();
