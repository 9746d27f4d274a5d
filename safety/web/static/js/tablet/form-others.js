// The shorter records: evacuation proposal, accident activity, attendance, and a note on a finding.
import { find } from "../find.js";
import { saidOf } from "../finding-words.js";
import { locate, positionWords } from "../inspection-position.js";
import { photoBox } from "../inspection-photos.js";
import { underway } from "../inspection-underway.js";
import { signature } from "../signature.js";
import { dayOf } from "../zone.js";
import { asTaken } from "./companions.js";
import { submit } from "./entries.js";
import { copyOf, element } from "./element.js";
import { complain, fillFields, followForm, listOf, readFields, textOf, wrongFields } from "./form-plain.js";
import { here } from "./here.js";
import { photoStore } from "./photos.js";
import { watch } from "./position.js";
import { autosave } from "./saved.js";
import { say } from "./words.js";

/** @type {["photos", "removed"]} */
const LISTS = ["photos", "removed"];

/** @param {Tablet.DraftContent["photos"]} kept */
const idsIn = (kept) => (Array.isArray(kept) ? [...kept] : []);

const now = () => new Date().toISOString();

/** @param {HTMLFormElement} form */
async function drawPeople(form) {
  const own = here.setting.member;
  const others = (await here.box.all("person")).filter((one) => one.id !== own.id);
  find(form, "[data-people]").append(
    ...[own, ...others].map(({ id, name }) =>
      element(
        "label",
        { class: "form-selectgroup-item" },
        element("input", {
          type: "checkbox",
          class: "form-selectgroup-input",
          name: "people[]",
          value: id,
        }),
        element("span", { class: "form-selectgroup-label" }, name),
      ),
    ),
  );
  return asTaken(others);
}

/**
 * The photos of a record, those taken out of it, and where it was made.
 * @typedef {{ photos: string[], removed: string[], position: Tablet.Position | null }} More
 */

/**
 * @typedef {{
 *   prepare?: (form: HTMLFormElement) => Promise<import("./store.js").Step[]>,
 *   begin: (draft: Tablet.Draft) => Tablet.Values,
 *   content: (values: Tablet.Values, draft: Tablet.Draft, more: More) => Tablet.EntryContent,
 *   lacks?: (form: HTMLFormElement, values: Tablet.Values) => { words: string, field: HTMLElement }[],
 * }} OtherKind
 */

/**
 * What each kind needs beside its fields: what it begins with, and its content as the server takes it.
 * @type {Partial<Record<Tablet.Kind, OtherKind>>}
 */
const KINDS = {
  evacuation: {
    begin: () => ({ proposed_at: now() }),
    content: (values, { about }) => ({
      ...values,
      site_id: about.site,
      health: saidOf(textOf(values.health)),
      coal_mine: saidOf(textOf(values.coal_mine)),
    }),
  },
  activity: {
    prepare: drawPeople,
    begin: () => ({ starts_at: now(), people: [here.setting.member.id] }),
    content: (values, { about }, more) => ({
      ...values,
      accident_id: about.accident,
      device_time: now(),
      files: more.photos,
      lon: more.position?.lon ?? null,
      lat: more.position?.lat ?? null,
      accuracy_m: more.position?.accuracy ?? null,
    }),
    lacks(form, values) {
      const [starts, ends] = [textOf(values.starts_at), textOf(values.ends_at)];
      return [
        ...(listOf(values.people).length
          ? []
          : [{ words: say("lacks-people"), field: find(form, "[data-people] input") }]),
        ...(ends && starts && ends < starts
          ? [{ words: say("end-before-begin"), field: find(form, "[name=ends_at]") }]
          : []),
      ];
    },
  },
  attendance: {
    begin: () => ({ held_on: dayOf(), person: here.setting.member.name }),
    content: (values, { about }) => ({ ...values, review_id: about.review }),
  },
  finding_note: {
    begin: ({ about }) => ({ detail: about.detail, place_on_site: about.place_on_site }),
    content: (values, { about }) => ({
      ...values,
      finding_id: about.finding,
      base_version: about.base_version,
    }),
  },
};

/**
 * @param {HTMLFormElement} form
 * @param {More} more
 * @param {{ changed: () => void, work: ReturnType<typeof underway> }} hears
 */
function followPosition(form, more, { changed, work }) {
  const button = form.querySelector("[data-locate]");
  if (!button) return;
  const words = find(form, "[data-position-words]");
  const show = () => {
    if (more.position) words.textContent = positionWords(say("position"), more.position);
  };
  show();
  button.addEventListener("click", async () => {
    try {
      more.position = await work.follow("position", locate(0));
      show();
      changed();
    } catch {
      words.textContent = say("no-position");
    }
  });
}

/**
 * @param {Tablet.Draft} draft
 * @param {HTMLElement} place
 * @returns {Promise<import("./view-draft.js").Mounted>}
 */
export async function mountOther(draft, place) {
  const kind = KINDS[draft.kind];
  if (!kind) throw new Error(`no form of ${draft.kind}`);
  /** @type {HTMLFormElement} */
  const form = copyOf(draft.kind);
  find(form, "[data-title]").textContent = draft.about.title;
  const taken = (await kind.prepare?.(form)) ?? [];
  const { values = kind.begin(draft), photos, removed, position = null } = draft.content;
  /** @type {More} */
  const more = { photos: idsIn(photos), removed: idsIn(removed), position };
  const work = underway(form);
  const read = () => ({ values: readFields(form), ...more });
  const kept = autosave(draft, read, find(form, "[data-saved]"));
  fillFields(form, values);
  /** @type {(HTMLElement & { photos: string[], removed: string[] }) | null} */
  const field = form.querySelector("[data-photo-field]");
  if (field) {
    // `photoBox` keeps the lists of ids on the element it is given.
    for (const list of LISTS)
      Object.defineProperty(field, list, { get: () => more[list], set: (ids) => (more[list] = ids) });
    photoBox(field, {
      store: photoStore(draft.id),
      check: draft.id,
      position: () => more.position,
      changed: kept.changed,
      work,
      sure: kept.now,
    });
  }
  followPosition(form, more, { changed: kept.changed, work });
  followForm(form, kept.changed);
  place.replaceChildren(form);
  await signature(form);
  const looking = watch();
  return {
    form,
    kept,
    work,
    taken,
    leave: looking.stop,
    async finish() {
      const said = readFields(form);
      if (!complain(form, [...wrongFields(form), ...(kind.lacks?.(form, said) ?? [])])) return null;
      draft.content = read();
      return submit(draft, {
        content: kind.content(said, draft, more),
        title: draft.about.title,
        files: more.photos,
        mock: looking.hint(),
      });
    },
  };
}
