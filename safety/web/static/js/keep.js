// Long forms (data-keep="a name for the form") are kept on this device as they are typed, so that a reload or a
// flat battery loses nothing.  Passwords, files and hidden fields are never kept; a successful submit forgets.
const PREFIX = "qunjian-keep:";
const KEPT_FOR = 14 * 24 * 3600 * 1000;

function kept(form) {
  return [...form.elements].filter(
    (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type),
  );
}

function gather(form) {
  const values = {};
  for (const field of kept(form)) {
    const chosen = ["checkbox", "radio"].includes(field.type) ? field.checked : true;
    const list = (values[field.name] ??= []);
    if (field.type === "select-multiple") list.push(...[...field.selectedOptions].map((option) => option.value));
    else if (chosen) list.push(field.value);
  }
  return values;
}

function restore(form, values) {
  for (const field of kept(form)) {
    const list = values[field.name];
    if (!list) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = list.includes(field.value);
    else if (field.type === "select-multiple") {
      for (const option of field.options) option.selected = list.includes(option.value);
    } else if (list.length === 1) field.value = list[0];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function read(key) {
  try {
    const entry = JSON.parse(localStorage.getItem(key) ?? "null");
    return entry && Date.now() - entry.at < KEPT_FOR ? entry : null;
  } catch {
    return null;
  }
}

export function keep(root = document) {
  for (const form of root.querySelectorAll("form[data-keep]")) {
    const key = PREFIX + location.pathname + ":" + form.dataset.keep;
    const notice = form.querySelector("[data-keep-notice]");
    const entry = read(key);
    if (entry && !form.querySelector("[aria-invalid]")) {
      restore(form, entry.values);
      if (notice) notice.hidden = false;
    }
    let waiting;
    const save = () => {
      clearTimeout(waiting);
      try {
        localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: gather(form) }));
      } catch {
        // A full or closed storage must not stop the form itself.
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(save, 400);
    });
    addEventListener("pagehide", () => {
      if (form.dataset.sent !== "yes" && waiting) save();
    });
    form.addEventListener("submit", () => {
      form.dataset.sent = "yes";
      clearTimeout(waiting);
      // Forgotten only when the next page says that it was taken (see `forget`).
      sessionStorage.setItem(PREFIX + "sent", key);
    });
    form.querySelector("[data-keep-forget]")?.addEventListener("click", () => {
      localStorage.removeItem(key);
      form.dataset.sent = "yes";
      location.reload();
    });
  }
  forget(root);
}

// A page without a refused form means that the last one was taken.
function forget(root) {
  const key = sessionStorage.getItem(PREFIX + "sent");
  if (!key) return;
  sessionStorage.removeItem(PREFIX + "sent");
  if (!root.querySelector(".alert-danger")) localStorage.removeItem(key);
}
