// What a record of the queue says, in the words of its form: to be read, and printed, until it is sent.
import { all, find } from "../find.js";
import { showPhoto } from "../photo-shown.js";
import { element, facts } from "./element.js";
import { fileBlob } from "./entries.js";
import { here } from "./here.js";
import { momentWords, say } from "./words.js";

/**
 * @param {string} selector
 * @returns {DocumentFragment} what a template holds
 */
function contentOf(selector) {
  /** @type {HTMLTemplateElement} */
  const found = find(document, `template${selector}`);
  return found.content;
}

/** @typedef {[name: string, value: string | null | undefined]} Fact */

/** @param {string} name */
const template = (name) => contentOf(`[data-form="${name}"]`);
const findingCard = () => contentOf("[data-finding-template]");

/** @param {Node | null | undefined} node */
const trimmed = (node) => node?.textContent?.trim();
/**
 * @param {ParentNode} content
 * @param {string} id
 */
const labelFor = (content, id) => trimmed(content.querySelector(`label[for="${id}"]`)?.firstChild) ?? id;
/**
 * The words over a group of fields, without those that stand in it besides.
 * @param {ParentNode} group
 */
const legendOf = (group) => trimmed(find(group, "legend").firstChild) ?? "";

/**
 * The words of a radio button or an option by its value.
 * @param {ParentNode} content
 * @param {string} selector
 * @param {string | null | undefined} value
 */
function worded(content, selector, value) {
  const field = content.querySelector(`${selector}[value="${CSS.escape(value ?? "")}"]`);
  return trimmed(field?.parentElement?.querySelector("span")) ?? value;
}

/** @param {string[]} ids */
async function pictures(ids) {
  const words = find(findingCard(), "[data-photos]").dataset.wordsUndrawn;
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

/** @param {string | null | undefined} words */
const lines = (words) => (words ? element("p", { class: "lines" }, words) : null);
/** @param {{ name: string, position?: string | null }[]} list */
const people = (list) =>
  list.map(({ name, position }) => [name, position].filter(Boolean).join(" ")).join("、");

// ---- a site check

/**
 * @param {Records.InspectionsItemIn} item
 * @param {number} number
 * @param {Records.InspectionsAnswerIn | undefined} given
 */
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

/**
 * @param {Tablet.CheckContent} content
 * @param {Tablet.About} about
 */
async function answersOf(content, about) {
  const checklist = about.list ? await here.box.get("checklist", about.list) : null;
  const items = (checklist?.content.sections ?? []).flatMap((section) => section.items ?? []);
  if (!items.length) return null;
  return element(
    "table",
    { class: "table reading-answers" },
    element("tbody", {}, ...items.map((item, index) => answerRow(item, index + 1, content.answers[item.id]))),
  );
}

/**
 * A yes or a no by the words of its own choice; nothing where nobody said.
 * @param {ParentNode} box
 * @param {unknown} said
 */
const saidWords = (box, said) =>
  typeof said === "boolean" ? find(box, `input[value="${said}"] + span`).textContent : null;

/** @type {["criterion", "place_on_site", "detail", "suggestion"]} */
const SAID = ["criterion", "place_on_site", "detail", "suggestion"];

/**
 * @param {Tablet.CheckFinding} one
 * @param {number} index
 */
async function findingOf(one, index) {
  const card = findingCard();
  const values = new Map(Object.entries(one));
  /** @param {string} name */
  const label = (name) => labelFor(card, `${name}-__ID__`);
  return element(
    "section",
    { class: "reading-finding" },
    element("h3", {}, `${index + 1}. ${one.summary ?? "—"}`),
    facts([
      [legendOf(find(card, "fieldset:has([data-grade])")), worded(card, "[data-grade]", one.grade)],
      ...SAID.map(
        (name) => /** @type {Fact} */ ([label(name === "place_on_site" ? "place" : name), one[name]]),
      ),
      ...all(card, "[data-fact]").map(
        (box) =>
          /** @type {Fact} */ ([
            find(box, "legend").textContent,
            saidWords(box, values.get(box.dataset.fact ?? "")),
          ]),
      ),
    ]),
    await pictures(one.photos),
  );
}

/**
 * @param {string} words
 * @param {string | null | undefined} id
 * @param {string} [name]
 */
async function signatureOf(words, id, name) {
  const shown = id ? await pictures([id]) : null;
  return shown || name
    ? element("div", { class: "reading-signature" }, element("strong", {}, words), shown, lines(name))
    : null;
}

/** @param {{ content: Tablet.CheckContent, about: Tablet.About }} entry */
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

/**
 * @param {Tablet.Value | undefined} value of a field that is no list
 */
const textOf = (value) => (value ? String(value) : null);

/**
 * @param {ParentNode} content
 * @param {Tablet.Values} values
 */
function fieldFacts(content, values) {
  const seen = new Set();
  /** @type {Fact[]} */
  const pairs = [];
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (content.querySelectorAll("[name]"))) {
    const { name, type } = field;
    const value = textOf(values[name]);
    if (
      type === "hidden" ||
      type === "file" ||
      name.includes("__ID__") ||
      name.endsWith("[]") ||
      seen.has(name) ||
      !value
    )
      continue;
    seen.add(name);
    if (type === "radio")
      pairs.push([
        legendOf(/** @type {HTMLFieldSetElement} */ (field.closest("fieldset"))),
        worded(content, `[name="${name}"]`, value),
      ]);
    else
      pairs.push([
        labelFor(content, field.id),
        type === "checkbox" ? say("yes") : type === "datetime-local" ? momentWords(value) : value,
      ]);
  }
  return facts(pairs);
}

/**
 * @param {Tablet.FindingInBrief} finding
 * @param {Tablet.DraftContent} draft
 */
async function recheckLine(finding, { values = {}, photos }) {
  const content = template("recheck-line");
  const result = textOf(values[`result-${finding.id}`]);
  if (!result) return null;
  return element(
    "section",
    { class: "reading-finding" },
    element("h3", {}, finding.summary ?? ""),
    facts([
      [legendOf(content), worded(content, "[type=radio]", result)],
      [labelFor(content, "words-__ID__"), textOf(values[`words-${finding.id}`])],
    ]),
    await pictures(photos && !Array.isArray(photos) ? (photos[finding.id] ?? []) : []),
  );
}

/**
 * Those who were chosen from the list, by the name they were offered with.
 * @param {string} kind
 * @param {Tablet.Value | undefined} ids
 */
async function chosenOf(kind, ids) {
  if (!Array.isArray(ids) || !ids.length) return null;
  const known = new Map((await here.box.all("person")).map((one) => [one.id, one.told_apart ?? one.name]));
  const label = find(template(kind), "[data-chosen-people] legend").textContent;
  return facts([[label, ids.map((id) => known.get(id) ?? id).join("、")]]);
}

/** @param {Tablet.Entry} entry */
async function otherOf({ kind, about, draft }) {
  if (!draft) return [];
  const { values = {}, photos } = draft;
  /** @type {(Element | null)[]} */
  const made = [fieldFacts(template(kind), values), await chosenOf(kind, values.companion_ids)];
  for (const one of about.findings ?? []) made.push(await recheckLine(one, draft));
  if (Array.isArray(photos)) made.push(await pictures(photos));
  if (values.signature)
    made.push(
      element(
        "div",
        { class: "reading-signature" },
        element("img", { src: String(values.signature), alt: say("signed") }),
      ),
    );
  return made;
}

/**
 * The record as a sheet, marked as provisional.
 * @param {Tablet.Entry} entry
 */
export async function readable(entry) {
  const parts =
    entry.kind === "check" && entry.content
      ? await checkOf({ about: entry.about, content: /** @type {Tablet.CheckContent} */ (entry.content) })
      : await otherOf(entry);
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
