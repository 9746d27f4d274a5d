// One finding's card: made from the template, filled, read back; the score and its colour follow the choices.
import { proposedFacts, saidOf } from "./finding-words.js";
import { newId } from "./new-id.js";

const TEXTS = [
  "summary",
  "detail",
  "factor",
  "accident",
  "criterion",
  "likelihood",
  "exposure",
  "consequence",
  "place_on_site",
  "suggestion",
];

export function makeCard(item, finding, words) {
  const id = finding.id ?? newId();
  const shell = document.createElement("div");
  // The template is our own markup without values: only the id is put in.
  shell.innerHTML = document.querySelector("[data-finding-template]").innerHTML.replaceAll("__ID__", id);
  const card = shell.firstElementChild;
  card.dataset.finding = id;
  card.dataset.of = item?.dataset.item ?? "";
  card.dataset.asked = item?.dataset.ask ?? "";
  const hint = card.querySelector("[data-hint]");
  hint.textContent = item?.dataset.hint ?? "";
  fill(card, finding);
  card.addEventListener("change", () => follow(card));
  follow(card);
  card.position = finding.position ?? null;
  card.photos = [...(finding.photos ?? [])];
  card.removed = [...(finding.removed_photos ?? [])];
  card.querySelector("[data-undo-finding]").addEventListener("click", () => takeOut(card, false));
  takeOut(card, finding.removed ?? false);
  card.dataset.words = words;
  return card;
}

// A finding that was removed stays as a line with a way back, until the check is submitted.
export function takeOut(card, out) {
  if (out) card.dataset.removed = "yes";
  else delete card.dataset.removed;
  card.querySelector("[data-removed-summary]").textContent = card.querySelector("[data-f=summary]").value;
}

// What a failing item says already: nothing of it is typed again.
export function prefilled(item, failingWords) {
  const given = item.dataset;
  return {
    item_id: given.item,
    summary: `${failingWords}：${given.ask.replace(/[？?]\s*$/, "")}`,
    suggestion: given.demand,
    factor: given.factor,
    accident: given.accident,
    grade: given.grade,
    criterion: given.grade === "major" ? given.hint : "",
  };
}

function fill(card, finding) {
  for (const field of card.querySelectorAll("[data-f]")) {
    const value = finding[field.dataset.f];
    if (value === null || value === undefined || value === "") continue;
    field.value = field.closest("[data-lec]") ? String(Number(value)) : value;
  }
  const grade = finding.grade || "ordinary";
  for (const radio of card.querySelectorAll("[data-grade]")) radio.checked = radio.value === grade;
  for (const radio of card.querySelectorAll("[data-fact] input"))
    radio.checked = saidOf(radio.value) === (finding[factOf(radio)] ?? null);
  card.querySelector("[data-law]").value = (finding.basis ?? []).map((one) => one.law).join("；");
}

const factOf = (radio) => radio.closest("[data-fact]").dataset.fact;
const saidIn = (box) => saidOf(box.querySelector("input:checked")?.value);

// Each fact that nobody said and the words propose says so; the fold opens when there is another one.
function followFacts(card) {
  const rules = JSON.parse(document.querySelector("[data-finding-template]").dataset.wordRules);
  const words = ["summary", "detail"].map((name) => card.querySelector(`[data-f=${name}]`).value).join("\n");
  const found = proposedFacts(words, rules, card.dataset.asked);
  const boxes = [...card.querySelectorAll("[data-fact]")];
  const open = boxes.filter((box) => found.has(box.dataset.fact) && saidIn(box) === null);
  for (const box of boxes) box.querySelector("[data-proposed]").hidden = !open.includes(box);
  const now = open.map((box) => box.dataset.fact).join(" ");
  const fold = card.querySelector("[data-facts-fold]");
  if (now && now !== card.dataset.proposed) fold.open = true;
  card.dataset.proposed = now;
  const said = boxes.filter((box) => saidIn(box) !== null);
  fold.querySelector("[data-facts-said]").textContent = said
    .map(
      (box) =>
        `${box.querySelector("legend").textContent}：${box.querySelector("input:checked + span").textContent}`,
    )
    .join("；");
}

function follow(card) {
  followFacts(card);
  card.querySelector("[data-criterion]").hidden = chosenGrade(card) !== "major";
  const box = card.querySelector("[data-lec]");
  const values = [...box.querySelectorAll("select")].map((select) => select.value);
  const shown = box.querySelector("[data-lec-result] .level");
  if (values.some((value) => value === "")) return;
  // Tenths as whole numbers: 0.1 has no exact binary form.
  const score = values.map((value) => Math.round(Number(value) * 10)).reduce((a, b) => a * b, 1) / 1000;
  const [, colour, label] = JSON.parse(box.dataset.bands).find(([least]) => score >= least);
  shown.className = `level level-${colour}`;
  shown.querySelector("strong").textContent = `D = ${score} · ${label}`;
}

function chosenGrade(card) {
  return card.querySelector("[data-grade]:checked")?.value ?? "ordinary";
}

export function readCard(card) {
  const finding = {
    id: card.dataset.finding,
    item_id: card.dataset.of || null,
    grade: chosenGrade(card),
    position: card.position,
    photos: card.photos,
  };
  for (const name of TEXTS) finding[name] = card.querySelector(`[data-f="${name}"]`).value.trim() || null;
  if (finding.grade !== "major") finding.criterion = null;
  for (const box of card.querySelectorAll("[data-fact]")) finding[box.dataset.fact] = saidIn(box);
  finding.basis = card
    .querySelector("[data-law]")
    .value.split(/[；;]/)
    .map((one) => one.trim())
    .filter(Boolean)
    .map((law) => ({ law }));
  return finding;
}
