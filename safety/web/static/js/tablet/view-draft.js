// The page of one draft: its form, kept as it is filled, until it goes into the queue.
import { all, find } from "../find.js";
import { heldBack } from "../field-notes.js";
import { dropDraft, FilesGone } from "./entries.js";
import { mountCheck } from "./form-check.js";
import { mountOther } from "./form-others.js";
import { complain } from "./form-plain.js";
import { mountRecheck } from "./form-recheck.js";
import { here } from "./here.js";
import { routeOf } from "./place.js";
import { send } from "./sender.js";
import { keepBefore } from "./update.js";
import { withFollowers } from "./view-queue.js";
import { say } from "./words.js";

/**
 * A form that is open, and what the page does with it.
 * @typedef {{
 *   form: HTMLFormElement, kept: import("./saved.js").Autosave, work: ReturnType<typeof import("../inspection-underway.js").underway>,
 *   taken?: import("./store.js").Step[], signerOf?: (id: string) => string, leave: () => void,
 *   finish: () => Promise<Tablet.Entry | null>,
 * }} Mounted
 */

/** @typedef {Mounted & { id: string, draft: Tablet.Draft }} Open */

/** @type {Partial<Record<string, (draft: Tablet.Draft, place: HTMLElement) => Promise<Mounted>>>} */
const MOUNT = { check: mountCheck, recheck: mountRecheck };
const place = find(document, "[data-view=draft]");
/** @type {Open | null} */
let open = null;

/** @param {string} id */
export async function show(id) {
  const draft = await here.box.get("draft", id);
  if (!draft) {
    location.replace("#/queue");
    return;
  }
  const one = { ...(await (MOUNT[draft.kind] ?? mountOther)(draft, place)), id, draft };
  open = one;
  const { form } = one;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    finish(one);
  });
  find(form, "[data-drop]").addEventListener("click", () => drop(one, draft));
  // After a restart one is back where one was.
  here.save({ open_draft: id }).catch(() => {});
}

/** @param {HTMLFormElement} form */
function lackOfRoom(form) {
  complain(form, [{ words: say("no-room-to-finish") }], say("not-finished"));
}

/**
 * Where a photo stands on the form: what it shows by its words, and its number there.
 * @param {HTMLElement} box
 * @param {Tablet.Draft} draft
 */
function placeOf(box, draft) {
  /** @type {HTMLInputElement | HTMLTextAreaElement | null | undefined} */
  const summary = box.closest("[data-finding]")?.querySelector("[data-f=summary]");
  const of = summary?.value || box.closest("[data-line-of]")?.querySelector("[data-summary]")?.textContent;
  return {
    of: of || draft.about.title,
    n: [...(box.parentElement?.querySelectorAll("[data-photo]:not([data-removed])") ?? [])].indexOf(box) + 1,
  };
}

/**
 * A photo that was not taken is no part of the record: nobody finishes without having seen that.
 * @param {Open} one
 */
function sayNotTaken({ form, draft }) {
  const boxes = all(form, "[data-photo]").filter((box) =>
    ["large", "unreadable"].includes(box.dataset.state ?? ""),
  );
  if (!boxes.length) return false;
  const lines = boxes.map((box) => ({
    words: say("photo-not-taken", placeOf(box, draft)),
    field: find(box, "[data-remove-photo]"),
  }));
  complain(form, lines, say("not-finished"));
  return true;
}

/**
 * What a record names and is not on this device: said by name; what is still in memory is kept once more at once.
 * @param {Open} one
 * @param {string[]} ids
 */
function sayGone({ form, draft, signerOf }, ids) {
  const lines = ids.map((id) => {
    /** @type {HTMLElement | null} */
    const box = form.querySelector(`[data-photo="${CSS.escape(id)}"]`);
    if (!box) return { words: say("signature-gone", { who: signerOf?.(id) }) };
    return { words: say("photo-gone", placeOf(box, draft)), field: find(box, "[data-remove-photo]") };
  });
  doubt();
  complain(form, lines, say("not-finished"));
}

/**
 * Into the queue: not before every photograph and the position are here, and nothing writes the draft anew afterwards.
 * @param {Open} one
 */
async function finish(one) {
  const { form, kept, work } = one;
  /** @type {HTMLButtonElement} */
  const button = find(form, "button[data-submit]");
  button.disabled = true;
  try {
    if (!(await work.complete())) {
      lackOfRoom(form);
      return;
    }
    if (sayNotTaken(one) || heldBack(form)) return;
    await kept.hold();
    form.inert = true;
    const entry = await one.finish();
    if (!entry) return;
    kept.close();
    send();
    location.assign(entry.kind === "evacuation" ? `#/entry/${entry.id}` : "#/queue");
  } catch (error) {
    if (!here.open) return;
    if (error instanceof FilesGone) {
      sayGone(one, error.ids);
      return;
    }
    lackOfRoom(form);
    console.warn(error);
  } finally {
    form.inert = false;
    kept.goOn();
    button.disabled = false;
  }
}

/**
 * @param {Open} one
 * @param {Tablet.Draft} draft
 */
async function drop({ kept, work }, draft) {
  if (
    !window.confirm(
      await withFollowers(
        "drop-draft?",
        [draft.taken_back?.id, draft.refused, draft.mends].filter((one) => typeof one === "string"),
      ),
    )
  )
    return;
  kept.close();
  work.failed.clear();
  await work.settled("photos");
  await dropDraft(draft);
  location.assign("#/queue");
}

const losing = () => Boolean(open && (open.kept.losing || open.work.losing));

// Leaves the form once everything is kept; answers false where it is not and the person, asked, stays.  `ask: false`:
// nobody is there to be asked, and one stays.
export async function leave({ ask = true } = {}) {
  if (open && here.open) {
    await open.work.settled("photos");
    await open.kept.now();
    if (losing() && !(ask && window.confirm(say("leave-unkept?")))) return false;
    if (routeOf()?.split("?")[0] !== `#/draft/${open.id}`)
      await here.save({ open_draft: null }).catch(() => {});
  }
  open?.kept.close();
  open?.leave();
  open = null;
  place.replaceChildren();
  return true;
}

// What was kept of the open draft may be gone: nothing of it is said to be kept until it is kept once more.  Answers
// the draft's id.
export function doubt() {
  if (!open) return null;
  open.kept.doubt();
  for (const grid of open.form.querySelectorAll("[data-photos]")) grid.dispatchEvent(new Event("lost"));
  return open.id;
}

// Keeps once more what the open draft and its form are made of; true when nothing is left out.
export async function writeBack() {
  if (!open) return true;
  const { taken = [], kept, work } = open;
  if (taken.length) await here.box.change(taken);
  const whole = await work.again();
  return (await kept.now()) && whole;
}

const keep = () => open?.kept.now();
keepBefore(keep);
addEventListener("pagehide", keep);
addEventListener("beforeunload", (event) => losing() && event.preventDefault());
document.addEventListener("visibilitychange", () => document.hidden && keep());
