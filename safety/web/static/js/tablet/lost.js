// The browser has emptied the store under the open page, as Chromium does on a disk that stays full: what is in memory
// is written back, and the person is told what is lost.  It is told again after a restart until it was acknowledged.
import { find } from "../find.js";
import { element } from "./element.js";
import { knownQueue } from "./entries.js";
import { here } from "./here.js";
import { profiles, reopen, storage } from "./store.js";
import * as draft from "./view-draft.js";
import * as gate from "./view-gate.js";
import { momentWords, say } from "./words.js";

const ONCE_MORE = 5_000;
//: While the browser empties the store it cannot be opened.
const LOOK_AGAIN = 1_000;
/** @type {HTMLDialogElement} */
const dialog = find(document, "[data-lost]");
/** @type {{ failing: boolean, look: number | undefined, write: number | undefined }} */
const at = { failing: false, look: undefined, write: undefined };
/** @type {Tablet.Lost | null} of a locked page, which has no settings */
let told = null;

/**
 * @template {{ id: string }} T
 * @param {T[]} before
 * @param {T[]} more
 */
const together = (before, more) => [...new Map([...before, ...more].map((one) => [one.id, one])).values()];

// ---- what is said

/** @typedef {[title: string, words: string]} Row */

/**
 * @param {Tablet.KnownDraft | Tablet.KnownEntry} record
 * @returns {Row}
 */
function rowOf(record) {
  const { kind, title, at: moment } = record;
  const state = "state" in record ? record.state : null;
  const words = [
    say(`kind-${kind === "finding_note" ? "note" : kind}`),
    momentWords(moment),
    state && say(`state-${state}`),
  ];
  return [title, words.filter(Boolean).join(" · ")];
}

/**
 * @param {Tablet.KnownProfile} profile
 * @returns {Row}
 */
const otherOf = ({ label, device, unsent }) => [
  `${label}（${device}）`,
  unsent ? say("n-lost", { n: unsent }) : "",
];

/**
 * @param {string} name
 * @param {Row[]} rows
 */
function fill(name, rows) {
  const part = find(dialog, `[data-lost-${name}]`);
  part.hidden = !rows.length;
  find(part, "ul").replaceChildren(
    ...rows.map(([title, words]) =>
      element("li", {}, element("strong", {}, title), words ? ` ${words}` : null),
    ),
  );
}

function show() {
  const lost = told ?? here.setting.lost;
  if (!lost) return;
  const { entries, drafts, others } = lost;
  fill("entries", entries.map(rowOf));
  fill("drafts", drafts.map(rowOf));
  fill("others", others.map(otherOf));
  find(dialog, "[data-lost-none]").hidden = Boolean(entries.length || drafts.length || others.length);
  if (!dialog.open) dialog.showModal();
}

/** @param {string} words */
function sayHowItStands(words) {
  find(dialog, "[data-lost-now]").textContent = words;
}

// ---- what is done

// What was lost is noted before anybody reads from the empty store, and so is what no longer is there.
function lost() {
  const open = draft.doubt();
  const { entries, drafts } = knownQueue();
  /** @type {Tablet.Lost} */
  const before = told ?? here.setting?.lost ?? { entries: [], drafts: [], others: [] };
  const now = {
    entries: together(before.entries, entries),
    drafts: together(
      before.drafts,
      drafts.filter((one) => one.id !== open),
    ),
    others: together(
      before.others,
      profiles.known.filter((one) => one.id !== here.profile?.id),
    ),
  };
  profiles.known = [];
  told = here.open ? null : now;
  if (here.open) here.saving({ lost: now, area: null, cursor: null, taken_at: null });
  else if (now.others.length) gate.show();
  else return; // nobody was enrolled here
  show();
  writeBack();
}

// Writes back what is in memory, until all of it is there.
async function writeBack() {
  clearTimeout(at.write);
  if (!here.open) return;
  sayHowItStands(say("writing-back"));
  let whole = false;
  try {
    await here.writeBack();
    whole = await draft.writeBack();
  } catch (error) {
    console.warn(error);
  }
  if (!here.open) return;
  sayHowItStands(say(whole ? "written-back" : "not-written-back"));
  if (whole) here.tell("emptied");
  else at.write = setTimeout(writeBack, ONCE_MORE);
}

// The browser closed the store: opened again it shows whether it was emptied.  While it does not open, nothing is
// said to be kept.
async function look() {
  clearTimeout(at.look);
  try {
    await reopen();
  } catch {
    at.failing = true;
    draft.doubt();
    if (here.open) sayHowItStands(say("not-written-back"));
    at.look = setTimeout(look, LOOK_AGAIN);
    return;
  }
  if (at.failing) writeBack();
  at.failing = false;
}

storage.addEventListener("closed", look);
storage.addEventListener("lost", lost);
here.on("entered", () => here.setting.lost && show());
here.on("left", () => {
  clearTimeout(at.write);
  sayHowItStands("");
  if (!told) dialog.close();
});

// It is not left by mistake: the Escape key closes it no more than a touch beside it.
dialog.addEventListener("cancel", (event) => event.preventDefault());
find(dialog, "[data-close]").addEventListener("click", () => {
  dialog.close();
  told = null;
  if (here.open) here.save({ lost: null }).catch(() => {});
});
