// A site check without a line: the form of the page on line, drawn from what was taken along.
import { find } from "../find.js";
import { checkForm } from "../inspection-form.js";
import { problems } from "../inspection-problems.js";
import { signatures } from "../inspection-signing.js";
import { underway } from "../inspection-underway.js";
import { signature } from "../signature.js";
import { lacking } from "./check-rules.js";
import { asTaken, drawCompanions } from "./companions.js";
import { submit } from "./entries.js";
import { copyOf, element } from "./element.js";
import { here } from "./here.js";
import { photoStore } from "./photos.js";
import { watch } from "./position.js";
import { autosave } from "./saved.js";
import { say } from "./words.js";

/** @type {["inspector", "site"]} */
const SIGNERS = ["inspector", "site"];

/**
 * @param {Records.InspectionsItemIn} item
 * @param {number} number
 */
function itemOf(item, number) {
  const made = copyOf("check-item", item.id);
  Object.assign(made.dataset, {
    number,
    factor: item.factor ?? "",
    accident: item.accident ?? "",
    grade: item.grade,
    demand: item.demand ?? "",
    hint: item.major_hint ?? "",
    ask: item.ask,
  });
  find(made, "[data-item-number]").textContent = String(number);
  find(made, "[data-item-ask]").textContent = item.ask ?? "";
  find(made, "[data-item-photo]").hidden = !item.photo;
  find(made, "[data-item-how]").textContent = item.how ?? "";
  const major = find(made, "[data-item-major]");
  major.hidden = !item.major_hint;
  find(major, "span").textContent = item.major_hint ?? "";
  find(made, "[data-item-basis] ul").replaceChildren(...(item.basis ?? []).map(citation));
  return made;
}

/** @param {Records.InspectionsCitedIn & { verified?: boolean }} one */
function citation(one) {
  if (one.verified) return element("li", {}, one.law, one.article ?? "");
  const unchecked = element("span", { class: "unchecked" }, say("unchecked"));
  return element(
    "li",
    {},
    one.law,
    one.article ?? "",
    " ",
    unchecked,
    " ",
    element("span", { class: "muted" }, say("unchecked-long")),
  );
}

/**
 * @param {HTMLFormElement} form
 * @param {Tablet.Checklist | null | undefined} checklist
 */
function drawList(form, checklist) {
  let number = 0;
  const sections = find(form, "[data-sections]");
  const jumps = find(form, "[data-jump-list]");
  for (const section of checklist?.content.sections ?? []) {
    const part = element("section", {}, element("h2", { class: "check-section" }, section.title));
    for (const item of section.items ?? []) {
      number += 1;
      part.append(itemOf(item, number));
      jumps.append(
        element(
          "li",
          {},
          element(
            "a",
            { href: `#item-${item.id}`, "data-jump-to": item.id, title: item.ask },
            String(number),
          ),
        ),
      );
    }
    sections.append(part);
  }
  /** @type {HTMLProgressElement} */
  const progress = find(form, "[data-progress]");
  progress.max = number || 1;
  find(form, "[data-jump]").hidden = !number;
}

/**
 * @param {Tablet.CheckContent} content
 * @returns {string[]}
 */
function filesIn(content) {
  const { inspector_file: own, site_file: site } = content.signatures;
  return [...content.findings.flatMap((one) => one.photos), own, site].filter((id) => typeof id === "string");
}

/**
 * Draws the form of a draft into `place`; answers what the page does with it.
 * @param {Tablet.Draft} draft
 * @param {HTMLElement} place
 * @returns {Promise<import("./view-draft.js").Mounted>}
 */
export async function mountCheck(draft, place) {
  const checklist = draft.about.list ? await here.box.get("checklist", draft.about.list) : null;
  /** @type {HTMLFormElement} */
  const form = copyOf("check");
  Object.assign(form.dataset, {
    id: draft.id,
    site: draft.about.site,
    list: draft.about.list ?? "",
    assignment: draft.about.assignment ?? "",
  });
  find(form, "[data-title]").textContent = draft.about.title;
  drawList(form, checklist);
  const people = await drawCompanions(form);
  const photos = photoStore(draft.id);
  const signed = signatures(form, photos);
  const work = underway(form);
  const read = () => ({
    check: check.current(),
    drawn: signed.drawn(),
    strokes: signed.strokes(),
    aside: check.aside(),
  });
  const kept = autosave(draft, read, find(form, "[data-saved]"));
  const check = checkForm(form, { signed, photos, changed: kept.changed, work, sure: kept.now });
  const { check: content = {}, drawn = {}, strokes = {}, aside } = draft.content;
  for (const who of SIGNERS)
    signed.restore(who, drawn[who], content.signatures?.[`${who}_file`], strokes[who]);
  place.replaceChildren(form);
  if (check.begin(content, aside)) kept.changed();
  await signature(form);
  const looking = watch();
  const taken = asTaken(people);
  if (checklist) taken.push({ box: "checklist", id: checklist.id, value: checklist });
  return {
    form,
    kept,
    work,
    taken,
    signerOf: (id) => say(id === signed.id("inspector") ? "inspectors" : "site-signer"),
    leave: looking.stop,
    async finish() {
      await signed.send();
      const said = check.current();
      const errors = lacking(checklist, said);
      if (Object.keys(errors).length) {
        problems(form, { errors });
        return null;
      }
      draft.content = read();
      const findings = said.findings.map(({ id, summary, place_on_site }) => ({
        id,
        summary,
        place_on_site,
      }));
      return submit(draft, {
        findings,
        content: { ...said, submit: true },
        title: draft.about.title,
        files: filesIn(said),
        mock: looking.hint(),
      });
    },
  };
}
