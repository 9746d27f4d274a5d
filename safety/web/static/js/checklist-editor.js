// Editing a checklist: add, move and remove sections and items by button (so also by keyboard), every field
// renumbered to its place, the draft sent to the server while one types.
import { renewed } from "./keeping/here.js";

const form = document.querySelector("[data-checklist-editor]");
const list = form.querySelector("[data-sections]");
const words = form.querySelector("[data-saved]");
let timer = null;
let serial = 0;

function fresh(name) {
  const shell = document.createElement("div");
  // The templates are our own markup without values.
  serial += 1;
  shell.innerHTML = form
    .querySelector(`template[data-${name}]`)
    .innerHTML.replaceAll("__N__", `new${Date.now().toString(36)}${serial}`);
  return shell.firstElementChild;
}

function renumber() {
  [...list.children].forEach((section, s) => {
    section.querySelector("[data-section-number]").textContent = s + 1;
    for (const field of section.querySelectorAll(":scope > .card-body > .section-head [data-name]"))
      field.name = `sections.${s}.${field.dataset.name}`;
    [...section.querySelector("[data-items]").children].forEach((item, i) => {
      item.querySelector("[data-item-number]").textContent = `${s + 1}.${i + 1}`;
      for (const field of item.querySelectorAll("[data-name]"))
        field.name = `sections.${s}.items.${i}.${field.dataset.name}`;
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
  "item-up": (button) => {
    move(button.closest("[data-item]"), -1);
    return button;
  },
  "item-down": (button) => {
    move(button.closest("[data-item]"), 1);
    return button;
  },
  "section-up": (button) => {
    move(button.closest("[data-section]"), -1);
    return button;
  },
  "section-down": (button) => {
    move(button.closest("[data-section]"), 1);
    return button;
  },
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
  return lines
    .split("\n")
    .map((line) =>
      line
        .replaceAll("｜", "|")
        .split("|")
        .map((part) => part.trim()),
    )
    .filter(([law]) => law)
    .map(([law, article, checked]) => ({
      law,
      article: article || null,
      verified: Boolean(article) && checked === form.dataset.checked,
    }));
}

function content() {
  const read = (root, selector) =>
    Object.fromEntries(
      [...root.querySelectorAll(selector)].map((field) => [field.dataset.name, value(field)]),
    );
  return {
    title: form.elements.title.value.trim(),
    title_en: form.elements.title_en.value.trim(),
    for_whom: form.elements.for_whom.value.trim(),
    sections: [...list.children].map((section) => ({
      title: section.querySelector("[data-name=title]").value.trim(),
      items: [...section.querySelector("[data-items]").children].map((item) => {
        const { basis_lines: lines, ...rest } = read(item, "[data-name]");
        return {
          ...rest,
          factor: rest.factor || null,
          accident: rest.accident || null,
          basis: citations(lines),
        };
      }),
    })),
  };
}

function say(name) {
  words.textContent = form.dataset[`words${name}`];
}

function changed() {
  form.keeper?.save();
  say("Typing");
  clearTimeout(timer);
  timer = setTimeout(save, 2000);
}

async function put(sent) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  const answer = await fetch(form.dataset.url, {
    method: "PUT",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": token,
      Accept: "application/json",
      "If-Match": `"${form.elements.version.value}"`,
    },
    body: sent,
  });
  const body = /json/.test(answer.headers.get("Content-Type") ?? "") ? await answer.json() : null;
  return { status: answer.status, ok: answer.ok && body, body };
}

const WHY = { 400: "Out", 401: "Out", 412: "Stale", 422: "Wrong" };

// One after another: a second sending names the version that the first one made.
let last = Promise.resolve();
function save() {
  last = last.then(attempt);
}

async function attempt() {
  const sent = JSON.stringify(content());
  try {
    let { status, ok, body } = await put(sent);
    if (body?.code === "form_expired" && (await renewed())) ({ status, ok, body } = await put(sent));
    if (ok) form.elements.version.value = body.version;
    // An older copy that is still on its way to the disk would come back after a reload: saved is said when it is gone.
    if (ok && sent === JSON.stringify(content())) await form.keeper?.forget();
    say(ok ? "Saved" : ((body && WHY[status]) ?? "Server"));
  } catch {
    say("Offline");
  }
}

// What was typed and did not reach the server, put back as it was.
function refill(kept) {
  const set = (root, values) => {
    for (const field of root.querySelectorAll("[data-name]")) {
      const value = values[field.dataset.name];
      if (field.type === "checkbox") field.checked = Boolean(value);
      else field.value = value ?? "";
    }
  };
  for (const name of ["title", "title_en", "for_whom"]) form.elements[name].value = kept[name] ?? "";
  list.replaceChildren(
    ...kept.sections.map(({ title, items }) => {
      const section = fresh("section-template");
      set(section, { title });
      section.querySelector("[data-items]").append(
        ...items.map(({ basis, ...rest }) => {
          const item = fresh("item-template");
          const lines = basis.map(({ law, article, verified }) =>
            [law, article, verified && form.dataset.checked].filter(Boolean).join("|"),
          );
          set(item, { ...rest, basis_lines: lines.join("\n") });
          return item;
        }),
      );
      return section;
    }),
  );
  renumber();
  changed();
}

form.keepAs = { gather: content, restore: refill };

form.addEventListener("input", changed);
form.addEventListener("submit", () => clearTimeout(timer));
renumber();
