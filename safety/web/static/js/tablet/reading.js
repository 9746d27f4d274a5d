// What a record of the queue says, in the words of its form: to be read, and printed, until it is sent.
import { showPhoto } from "../photo-shown.js";
import { element, facts } from "./element.js";
import { fileBlob } from "./entries.js";
import { here } from "./here.js";
import { momentWords, say } from "./words.js";

const template = (name) => document.querySelector(`template[data-form="${name}"]`).content;
const labelFor = (content, id) =>
  content.querySelector(`label[for="${id}"]`)?.firstChild?.textContent.trim() ?? id;

// The words of a radio button or an option by its value.
function worded(content, selector, value) {
  const field = content.querySelector(`${selector}[value="${CSS.escape(value ?? "")}"]`);
  return field?.parentElement.querySelector("span")?.textContent.trim() ?? value;
}

async function pictures(ids) {
  const words = document
    .querySelector("template[data-finding-template]")
    .content.querySelector("[data-photos]").dataset.wordsUndrawn;
  const shown = [];
  for (const id of ids) {
    const blob = await fileBlob(id);
    if (!blob) continue;
    const image = element("img", { alt: say("photo") });
    showPhoto(image, { id, blob, words });
    shown.push(image);
  }
  return shown.length ? element("div", { class: "reading-photos" }, ...shown) : null;
}

const lines = (words) => (words ? element("p", { class: "lines" }, words) : null);
const people = (list) =>
  list.map(({ name, position }) => [name, position].filter(Boolean).join(" ")).join("、");

// ---- a site check

function answerRow(item, number, given) {
  const answer = given ? worded(template("check-item"), "[data-answer]", given.answer) : "—";
  return element(
    "tr",
    {},
    element("td", {}, String(number)),
    element("td", {}, item.ask),
    element("td", {}, [answer, given?.note].filter(Boolean).join("；")),
  );
}

async function answersOf(content, about) {
  const checklist = about.list ? await here.box.get("checklist", about.list) : null;
  const items = (checklist?.content.sections ?? []).flatMap((section) => section.items);
  if (!items.length) return null;
  return element(
    "table",
    { class: "table reading-answers" },
    element("tbody", {}, ...items.map((item, index) => answerRow(item, index + 1, content.answers[item.id]))),
  );
}

// A yes or a no by the words of its own choice; nothing where nobody said.
const saidWords = (box, said) =>
  typeof said === "boolean" ? box.querySelector(`input[value="${said}"] + span`).textContent : null;

async function findingOf(one, index) {
  const card = document.querySelector("template[data-finding-template]").content;
  const label = (name) => labelFor(card, `${name}-__ID__`);
  return element(
    "section",
    { class: "reading-finding" },
    element("h3", {}, `${index + 1}. ${one.summary ?? "—"}`),
    facts([
      [
        card.querySelector("fieldset:has([data-grade]) legend").firstChild.textContent.trim(),
        worded(card, "[data-grade]", one.grade),
      ],
      ...["criterion", "place", "detail", "suggestion"].map((name) => [
        label(name),
        one[name === "place" ? "place_on_site" : name],
      ]),
      ...[...card.querySelectorAll("[data-fact]")].map((box) => [
        box.querySelector("legend").textContent,
        saidWords(box, one[box.dataset.fact]),
      ]),
    ]),
    await pictures(one.photos),
  );
}

async function signatureOf(words, id, name) {
  const shown = id ? await pictures([id]) : null;
  return shown || name
    ? element("div", { class: "reading-signature" }, element("strong", {}, words), shown, lines(name))
    : null;
}

async function checkOf({ content, about }) {
  const form = template("check");
  const { signatures: signed } = content;
  return [
    facts([
      [labelFor(form, "started_at"), momentWords(content.started_at)],
      [labelFor(form, "ended_at"), momentWords(content.ended_at)],
      [say("inspectors"), people([here.setting.member, ...content.companions])],
      [labelFor(form, "alone_reason"), content.alone_reason],
      [labelFor(form, "met_name"), people(content.people_met)],
      [labelFor(form, "note"), content.note],
    ]),
    await answersOf(content, about),
    content.findings.length ? element("h2", {}, say("findings-n", { n: content.findings.length })) : null,
    ...(await Promise.all(content.findings.map(findingOf))),
    await signatureOf(say("inspectors"), signed.inspector_file),
    await signatureOf(
      say("site-signer"),
      signed.site_file,
      [signed.site_name, signed.site_position].filter(Boolean).join(" "),
    ),
    signed.refused
      ? facts([
          [say("signature-refused"), signed.refusal_words || say("yes")],
          [labelFor(form, "witness"), signed.witness],
        ])
      : null,
  ];
}

// ---- the shorter records: every field that says something, by its own label

function fieldFacts(content, values) {
  const seen = new Set();
  const pairs = [];
  for (const field of content.querySelectorAll("[name]")) {
    const { name, type } = field;
    if (
      type === "hidden" ||
      type === "file" ||
      name.includes("__ID__") ||
      name.endsWith("[]") ||
      seen.has(name) ||
      !values[name]
    )
      continue;
    seen.add(name);
    if (type === "radio")
      pairs.push([
        field.closest("fieldset").querySelector("legend").firstChild.textContent.trim(),
        worded(content, `[name="${name}"]`, values[name]),
      ]);
    else
      pairs.push([
        labelFor(content, field.id),
        type === "checkbox"
          ? say("yes")
          : type === "datetime-local"
            ? momentWords(values[name])
            : values[name],
      ]);
  }
  return facts(pairs);
}

async function recheckLine(finding, { values, photos }) {
  const content = template("recheck-line");
  const result = values[`result-${finding.id}`];
  if (!result) return null;
  return element(
    "section",
    { class: "reading-finding" },
    element("h3", {}, finding.summary),
    facts([
      [
        content.querySelector("legend").firstChild.textContent.trim(),
        worded(content, "[type=radio]", result),
      ],
      [labelFor(content, "words-__ID__"), values[`words-${finding.id}`]],
    ]),
    await pictures(photos[finding.id] ?? []),
  );
}

// Those who were chosen from the list, by the name they were offered with.
async function chosenOf(kind, ids) {
  if (!ids?.length) return null;
  const known = new Map((await here.box.all("person")).map((one) => [one.id, one.told_apart ?? one.name]));
  const label = template(kind).querySelector("[data-chosen-people] legend").textContent;
  return facts([[label, ids.map((id) => known.get(id) ?? id).join("、")]]);
}

async function otherOf({ kind, about, draft }) {
  const made = [fieldFacts(template(kind), draft.values), await chosenOf(kind, draft.values.companion_ids)];
  for (const one of about.findings ?? []) made.push(await recheckLine(one, draft));
  if (Array.isArray(draft.photos)) made.push(await pictures(draft.photos));
  if (draft.values.signature)
    made.push(
      element(
        "div",
        { class: "reading-signature" },
        element("img", { src: draft.values.signature, alt: say("signed") }),
      ),
    );
  return made;
}

// The record as a sheet, marked as provisional.
export async function readable(entry) {
  const parts = entry.kind === "check" ? await checkOf(entry) : await otherOf(entry);
  return element(
    "article",
    { class: "card provisional reading" },
    element(
      "div",
      { class: "card-body" },
      element("p", { class: "state state-warning" }, say("provisional-record")),
      element("h2", {}, say(`kind-${entry.kind === "finding_note" ? "note" : entry.kind}`)),
      element("p", {}, entry.title),
      facts([
        [say("recorded-by"), here.setting.member.name],
        [say("made-at"), momentWords(entry.made_at)],
      ]),
      ...parts.filter(Boolean),
    ),
  );
}
