// The page of one draft: its form, kept as it is filled, until it goes into the queue.
import { dropDraft } from "./entries.js";
import { mountCheck } from "./form-check.js";
import { mountOther } from "./form-others.js";
import { mountRecheck } from "./form-recheck.js";
import { here } from "./here.js";
import { send } from "./sender.js";
import { keepBefore } from "./update.js";
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
  open = await (MOUNT[draft.kind] ?? mountOther)(draft, place);
  const { form, kept } = open;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[data-submit]");
    button.disabled = true;
    await kept.now();
    const entry = await open.finish();
    button.disabled = false;
    if (!entry) return;
    kept.stop();
    send();
    location.assign(entry.kind === "evacuation" ? `#/entry/${entry.id}` : "#/queue");
  });
  form.querySelector("[data-drop]").addEventListener("click", async () => {
    if (!window.confirm(say("drop-draft?"))) return;
    kept.stop();
    await dropDraft(draft);
    location.assign("#/queue");
  });
}

export async function leave() {
  await open?.kept.now();
  open?.leave();
  open = null;
  place.replaceChildren();
}

const keep = () => open?.kept.now();
keepBefore(keep);
addEventListener("pagehide", keep);
document.addEventListener("visibilitychange", () => document.hidden && keep());
