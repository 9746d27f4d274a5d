// The way in: the PIN of an enrolment, or enrolling this browser.
import { find } from "../find.js";
import { element } from "./element.js";
import { Elsewhere, enrol, eraseRevoked, Shut, unlock, Waiting, whoIsSignedIn } from "./entrance.js";
import { NoLine, SignedOut } from "./line.js";
import { profiles } from "./store.js";
import { troubleWords } from "./trouble.js";
import { MOST_TRIES, SHORTEST_PIN, WrongPin } from "./vault.js";
import { ageWords, lengthWords, say } from "./words.js";

const view = find(document, "[data-view=gate]");
/** @type {HTMLDetailsElement} */
const enrolCard = find(view, "details[data-enrol-card]");
/** @type {HTMLFormElement} */
const unlockForm = find(view, "form[data-unlock]");
/** @type {HTMLFormElement} */
const enrolForm = find(view, "form[data-enrol]");

/**
 * A field of a form by its name.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {HTMLInputElement}
 */
const fieldOf = (form, name) => find(form, `input[name=${name}]`);

/** @param {string | null} words nothing is wrong without any */
function complain(words) {
  const box = find(view, "[data-gate-problem]");
  box.hidden = !words;
  box.textContent = words ?? "";
}

/**
 * @param {Tablet.Profile} profile
 * @param {boolean} chosen
 */
function optionOf(profile, chosen) {
  const since = profile.unsent
    ? ` · ${say("n-unsent", { n: profile.unsent, age: ageWords(Date.now() - (profile.oldest ?? 0)) })}`
    : "";
  const input = element("input", {
    type: "radio",
    name: "profile",
    value: profile.id,
    class: "form-selectgroup-input",
    checked: chosen,
  });
  return element(
    "label",
    { class: "form-selectgroup-item" },
    input,
    element("span", { class: "form-selectgroup-label" }, `${profile.label}（${profile.device}）${since}`),
  );
}

async function draw() {
  const known = (await profiles.all()).sort((a, b) => b.made_at - a.made_at);
  find(view, "[data-profiles-card]").hidden = !known.length;
  find(view, "[data-profiles]").replaceChildren(...known.map((one, index) => optionOf(one, index === 0)));
  enrolCard.open = !known.length;
  return known.length;
}

async function askWhoIsSignedIn() {
  const words = find(view, "[data-signed-in]");
  let name = null;
  /** @type {unknown} */
  let trouble = null;
  try {
    ({ name } = await whoIsSignedIn());
  } catch (error) {
    trouble = error;
  }
  words.textContent = trouble ? wordsOf(trouble) : say("enrol-as", { name });
  find(view, "[data-sign-in-link]").hidden = !(trouble instanceof SignedOut);
  enrolForm.hidden = Boolean(trouble);
}

export async function show() {
  // Neither encryption nor the worker is given to a page that came over plain http from another machine.
  if (!isSecureContext) {
    enrolCard.open = false;
    complain(say("not-secure"));
    return;
  }
  const any = await draw();
  if (any) fieldOf(unlockForm, "pin").focus();
  askWhoIsSignedIn();
  const erased = await eraseRevoked();
  if (erased.length) {
    complain(say("revoked", { name: erased.join("、") }));
    await draw();
  }
}

export function leave() {
  unlockForm.reset();
  enrolForm.reset();
  find(view, "[data-sign-in-again]").hidden = find(view, "[data-open-here]").hidden = true;
  complain(null);
}

export const complainAtGate = complain;

/**
 * @param {HTMLFormElement} form
 * @param {() => Promise<void>} act
 */
async function busy(form, act) {
  /** @type {HTMLButtonElement} */
  const button = find(form, "button[type=submit]");
  button.disabled = true;
  complain(null);
  try {
    await act();
  } catch (error) {
    complain(wordsOf(error));
    find(view, "[data-sign-in-again]").hidden = !(error instanceof Shut);
    find(view, "[data-open-here]").hidden = !(error instanceof Elsewhere);
  } finally {
    button.disabled = false;
  }
}

/** @param {unknown} error */
function wordsOf(error) {
  if (error instanceof WrongPin) return say("wrong-pin");
  if (error instanceof Waiting) return say("pin-wait", { length: lengthWords(error.length) });
  if (error instanceof Shut) return say("pin-shut", { n: MOST_TRIES });
  if (error instanceof Elsewhere) return say("open-elsewhere");
  if (error instanceof SignedOut) return say("enrol-signed-out");
  return (error instanceof NoLine ? null : troubleWords(error)) ?? say("enrol-no-line");
}

unlockForm.addEventListener("submit", (event) => {
  event.preventDefault();
  const wanted = event.submitter?.matches("[data-open-here]") ?? false;
  busy(unlockForm, async () => {
    const field = fieldOf(unlockForm, "pin");
    const pin = field.value;
    field.value = "";
    await unlock(String(new FormData(unlockForm).get("profile")), pin, { wanted });
  });
});

enrolForm.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(enrolForm, async () => {
    const [name, code, pin, again] = ["device_name", "code", "new_pin", "new_pin_again"].map((one) =>
      fieldOf(enrolForm, one),
    );
    if (pin.value.length < SHORTEST_PIN) complain(say("pin-short", { n: SHORTEST_PIN }));
    else if (pin.value !== again.value) complain(say("pin-differs"));
    else await enrol({ name: name.value.trim(), pin: pin.value, code: code.value.trim() || null });
  });
});
