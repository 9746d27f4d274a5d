// A re-check round of a site's findings without a line.
import { find } from "../find.js";
import { photoBox } from "../inspection-photos.js";
import { underway } from "../inspection-underway.js";
import { dayOf } from "../zone.js";
import { asTaken, drawCompanions } from "./companions.js";
import { submit } from "./entries.js";
import { copyOf } from "./element.js";
import { complain, fillFields, followForm, listOf, readFields, textOf, wrongFields } from "./form-plain.js";
import { photoStore } from "./photos.js";
import { autosave } from "./saved.js";
import { say, termWords } from "./words.js";

/**
 * The photos of one finding.
 * @param {Tablet.DraftContent["photos"]} kept
 * @param {string} id of the finding
 */
const idsOf = (kept, id) => (kept && !Array.isArray(kept) ? (kept[id] ?? []) : []);

/** @typedef {HTMLElement & { photos: string[], removed: string[] }} Line the lists of ids are kept by `photoBox` */

/**
 * @param {Tablet.FindingInBrief} finding
 * @returns {Line}
 */
function lineOf(finding) {
  const line = /** @type {Line} */ (copyOf("recheck-line", finding.id));
  find(line, "[data-summary]").textContent = finding.summary ?? "";
  find(line, "[data-facts]").textContent = [finding.place_on_site, termWords(finding)]
    .filter(Boolean)
    .join(" · ");
  return line;
}

/**
 * @param {Tablet.Values} values
 * @param {Tablet.FindingInBrief[]} findings
 * @param {Map<string, Line>} lines
 */
function contentOf(values, findings, lines) {
  const said = findings.map(({ id }) => ({
    demand_id: id,
    result: textOf(values[`result-${id}`]) ?? "",
    words: textOf(values[`words-${id}`]),
    file_ids: lines.get(id)?.photos ?? [],
  }));
  const { checked_on, companions, companion_ids, met, method, words } = values;
  return {
    checked_on,
    companions: textOf(companions),
    ...(listOf(companion_ids).length && { companion_ids }),
    met,
    method,
    words,
    lines: said.filter((one) => one.result),
  };
}

/**
 * @param {Tablet.Draft} draft
 * @param {HTMLElement} place
 * @returns {Promise<import("./view-draft.js").Mounted>}
 */
export async function mountRecheck(draft, place) {
  const { findings = [], after = [] } = draft.about;
  /** @type {HTMLFormElement} */
  const form = copyOf("recheck");
  find(form, "[data-title]").textContent = draft.about.title;
  const lines = new Map(findings.map((one) => [one.id, lineOf(one)]));
  find(form, "[data-lines]").append(...lines.values());
  const people = await drawCompanions(form, { name: "companion_ids[]", namesakes: true });
  const work = underway(form);
  /** @param {"photos" | "removed"} list */
  const of = (list) => Object.fromEntries(findings.map(({ id }) => [id, lines.get(id)?.[list] ?? []]));
  const read = () => ({ values: readFields(form), photos: of("photos"), removed: of("removed") });
  const kept = autosave(draft, read, find(form, "[data-saved]"));
  const { values = { checked_on: dayOf(), method: "on_site" }, photos, removed } = draft.content;
  fillFields(form, values);
  const store = photoStore(draft.id);
  for (const [id, line] of lines) {
    Object.assign(line, { photos: idsOf(photos, id), removed: idsOf(removed, id) });
    photoBox(line, {
      store,
      check: draft.id,
      position: () => null,
      changed: kept.changed,
      work,
      sure: kept.now,
    });
  }
  followForm(form, kept.changed);
  place.replaceChildren(form);
  return {
    form,
    kept,
    work,
    taken: asTaken(people),
    leave() {},
    async finish() {
      const content = contentOf(readFields(form), findings, lines);
      const none = content.lines.length
        ? []
        : [{ words: say("lacks-result"), field: find(form, "[data-lines] input") }];
      if (!complain(form, [...wrongFields(form), ...none])) return null;
      draft.content = read();
      return submit(draft, {
        after,
        content,
        title: draft.about.title,
        files: content.lines.flatMap((one) => one.file_ids),
      });
    },
  };
}
