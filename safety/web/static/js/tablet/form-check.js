// A site check without a line: the form of the page on line, drawn from what was taken along.
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
  made.querySelector("[data-item-number]").textContent = number;
  made.querySelector("[data-item-ask]").textContent = item.ask;
  made.querySelector("[data-item-photo]").hidden = !item.photo;
  made.querySelector("[data-item-how]").textContent = item.how ?? "";
  const major = made.querySelector("[data-item-major]");
  major.hidden = !item.major_hint;
  major.querySelector("span").textContent = item.major_hint ?? "";
  made.querySelector("[data-item-basis] ul").replaceChildren(...(item.basis ?? []).map(citation));
  return made;
}

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

function drawList(form, checklist) {
  let number = 0;
  const sections = form.querySelector("[data-sections]");
  const jumps = form.querySelector("[data-jump-list]");
  for (const section of checklist?.content.sections ?? []) {
    const part = element("section", {}, element("h2", { class: "check-section" }, section.title));
    for (const item of section.items) {
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
  form.querySelector("[data-progress]").max = number || 1;
  form.querySelector("[data-jump]").hidden = !number;
}

function filesIn(content) {
  const { inspector_file: own, site_file: site } = content.signatures;
  return [...content.findings.flatMap((one) => one.photos), own, site].filter(Boolean);
}

// Draws the form of a draft into `place`; answers what the page does with it.
export async function mountCheck(draft, place) {
  const checklist = draft.about.list ? await here.box.get("checklist", draft.about.list) : null;
  const form = copyOf("check");
  Object.assign(form.dataset, {
    id: draft.id,
    site: draft.about.site,
    list: draft.about.list ?? "",
    assignment: draft.about.assignment ?? "",
  });
  form.querySelector("[data-title]").textContent = draft.about.title;
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
  const kept = autosave(draft, read, form.querySelector("[data-saved]"));
  const check = checkForm(form, { signed, photos, changed: kept.changed, work, sure: kept.now });
  const { check: content = {}, drawn = {}, strokes = {}, aside } = draft.content;
  for (const who of ["inspector", "site"])
    signed.restore(who, drawn[who], content.signatures?.[`${who}_file`], strokes[who]);
  place.replaceChildren(form);
  if (check.begin(content, aside)) kept.changed();
  await signature(form);
  const looking = watch();
  return {
    form,
    kept,
    work,
    taken: [
      ...asTaken(people),
      ...(checklist ? [{ box: "checklist", id: checklist.id, value: checklist }] : []),
    ],
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
