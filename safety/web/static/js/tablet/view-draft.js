// The page of one draft: its form, kept as it is filled, until it goes into the queue.
import { dropDraft } from "./entries.js";
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

const MOUNT = { check: mountCheck, recheck: mountRecheck };
const place = document.querySelector("[data-view=draft]");
let open = null;

export async function show(id) {
  const draft = await here.box.get("draft", id);
  if (!draft) {
    location.replace("#/queue");
    return;
  }
  open = { ...(await (MOUNT[draft.kind] ?? mountOther)(draft, place)), id };
  const { form } = open;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    finish(open);
  });
  form.querySelector("[data-drop]").addEventListener("click", () => drop(open, draft));
  // After a restart one is back where one was.
  here.save({ open_draft: id }).catch(() => {});
}

function lackOfRoom(form) {
  complain(form, [{ words: say("no-room-to-finish") }], say("not-finished"));
}

// Into the queue: not before every photograph and the position are here, and nothing writes the draft anew afterwards.
async function finish(one) {
  const { form, kept, work } = one;
  const button = form.querySelector("[data-submit]");
  button.disabled = true;
  try {
    if (!(await work.complete())) {
      lackOfRoom(form);
      return;
    }
    await kept.hold();
    form.inert = true;
    const entry = await one.finish();
    if (!entry) return;
    kept.close();
    send();
    location.assign(entry.kind === "evacuation" ? `#/entry/${entry.id}` : "#/queue");
  } catch (error) {
    if (!here.open) return;
    lackOfRoom(form);
    console.warn(error);
  } finally {
    form.inert = false;
    kept.goOn();
    button.disabled = false;
  }
}

async function drop({ kept, work }, draft) {
  if (!window.confirm(await withFollowers("drop-draft?", [draft.taken_back?.id, draft.refused, draft.mends].filter(Boolean)))) return;
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
    if (routeOf()?.split("?")[0] !== `#/draft/${open.id}`) await here.save({ open_draft: null }).catch(() => {});
  }
  open?.kept.close();
  open?.leave();
  open = null;
  place.replaceChildren();
  return true;
}

const keep = () => open?.kept.now();
keepBefore(keep);
addEventListener("pagehide", keep);
addEventListener("beforeunload", (event) => losing() && event.preventDefault());
document.addEventListener("visibilitychange", () => document.hidden && keep());
