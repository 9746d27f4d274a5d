// What keeps a check from being submitted, as a list that leads to each place.
const PLACES = {
  started_at: "people",
  ended_at: "people",
  alone_reason: "people",
  people_met: "people",
  companions: "people",
  position: "people",
  note: "people",
  signatures: "signing",
  files: "extra",
};

function place(form, field) {
  const [first, second] = field.split(".");
  if (first === "answers") return `item-${second}`;
  if (first === "findings")
    return [...form.querySelectorAll("[data-finding]")][Number(second)]?.id ?? "extra";
  return PLACES[first] ?? "content";
}

function name(form, field) {
  const [first, second] = field.split(".");
  const number =
    first === "answers" && form.querySelector(`[data-item="${CSS.escape(second)}"]`)?.dataset.number;
  return number ? `${form.dataset.wordsItem.replace("{n}", number)}：` : "";
}

export function problems(form, body) {
  const box = form.querySelector("[data-problems]");
  box.querySelector("[data-problems-title]").textContent = body.errors
    ? form.dataset.wordsMissing
    : (body.detail ?? "");
  const lines = Object.entries(body.errors ?? {}).map(([field, sentences]) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${place(form, field)}`;
    link.textContent = name(form, field) + sentences.join("；");
    line.append(link);
    return line;
  });
  box.querySelector("[data-problems-list]").replaceChildren(...lines);
  box.hidden = false;
  box.scrollIntoView({ block: "start" });
  box.focus();
}
