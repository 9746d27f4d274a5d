// This device: its enrolment, its room, the size of photos, the PIN, leaving.
import { find } from "../find.js";
import { offsetNow } from "./clock.js";
import { facts } from "./element.js";
import { unsent } from "./entries.js";
import { erase, setPin, signOut } from "./entrance.js";
import { here } from "./here.js";
import { askToPersist, installed, room } from "./keeping.js";
import { notReady } from "./update.js";
import { SHORTEST_PIN, WrongPin } from "./vault.js";
import { bytesWords, lengthWords, momentWords, say } from "./words.js";

const view = find(document, "[data-view=device]");
/** @type {HTMLFormElement} */
const pinForm = find(view, "form[data-new-pin]");
/** @param {boolean | undefined} value */
const yes = (value) => say(value ? "yes" : "no");

async function draw() {
  const { usage, quota, persisted } = await room();
  const lacking = await notReady();
  const { measured_at: measured, member } = here.setting;
  find(view, "[data-device-facts]").replaceChildren(
    facts([
      [say("person"), member.name],
      [say("device-name"), here.profile.device],
      [say("device-id"), here.line.proof?.id],
      [say("version"), here.version ?? say("no-worker")],
      [say("ready"), lacking ? say(`not-ready-${lacking}`) : yes(true)],
      [say("installed"), yes(installed())],
      [say("persisted"), yes(persisted)],
      [say("room"), quota ? `${bytesWords(usage)} / ${bytesWords(quota)}` : null],
      [say("last-contact"), momentWords(measured)],
      [
        say("clock"),
        measured ? say("clock-seconds", { length: lengthWords(offsetNow(here.setting) ?? 0) }) : null,
      ],
    ]),
  );
}

export async function show() {
  for (const side of find(view, "[data-photo-sides]").querySelectorAll("input"))
    side.checked = Number(side.value) === here.setting.photo_side;
  await draw();
}

export function leave() {
  find(view, "[data-device-facts]").replaceChildren();
  pinForm.reset();
  find(view, "[data-new-pin-words]").textContent = "";
}

find(view, "[data-photo-sides]").addEventListener("change", ({ target }) => {
  if (target instanceof HTMLInputElement) here.save({ photo_side: Number(target.value) });
});

find(view, "[data-persist]").addEventListener("click", async () => {
  await askToPersist();
  await draw();
});

pinForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = find(view, "[data-new-pin-words]");
  /** @type {HTMLInputElement} */
  const old = find(pinForm, "[name=old_pin]");
  /** @type {HTMLInputElement} */
  const next = find(pinForm, "[name=next_pin]");
  if (next.value.length < SHORTEST_PIN) {
    words.textContent = say("pin-short", { n: SHORTEST_PIN });
    return;
  }
  try {
    await setPin(old.value, next.value);
    words.textContent = say("pin-changed");
    pinForm.reset();
  } catch (error) {
    if (!(error instanceof WrongPin)) throw error;
    words.textContent = say("wrong-pin");
  }
});

find(view, "[data-sign-out]").addEventListener("click", signOut);

find(view, "[data-erase]").addEventListener("click", async () => {
  const { count } = await unsent();
  if (window.confirm(say(count ? "erase-unsent?" : "erase?", { n: count }))) await erase(here.profile.id);
});
