// The way in: the PIN of an enrolment, or enrolling this browser.
import { element } from "./element.js";
import { Elsewhere, enrol, eraseRevoked, Shut, unlock, Waiting, whoIsSignedIn } from "./entrance.js";
import { NoLine, SignedOut } from "./line.js";
import { profiles } from "./store.js";
import { troubleWords } from "./trouble.js";
import { MOST_TRIES, SHORTEST_PIN, WrongPin } from "./vault.js";
import { ageWords, lengthWords, say } from "./words.js";

const view = document.querySelector("[data-view=gate]");
const find = (selector) => view.querySelector(selector);

function complain(words) {
  const box = find("[data-gate-problem]");
  box.hidden = !words;
  box.textContent = words ?? "";
}

function optionOf(profile, chosen) {
  const since = profile.unsent
    ? ` · ${say("n-unsent", { n: profile.unsent, age: ageWords(Date.now() - profile.oldest) })}`
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
  find("[data-profiles-card]").hidden = !known.length;
  find("[data-profiles]").replaceChildren(...known.map((one, index) => optionOf(one, index === 0)));
  find("[data-enrol-card]").open = !known.length;
  return known.length;
}

async function askWhoIsSignedIn() {
  const words = find("[data-signed-in]");
  let [name, trouble] = [null, null];
  try {
    ({ name } = await whoIsSignedIn());
  } catch (error) {
    trouble = error;
  }
  words.textContent = trouble ? wordsOf(trouble) : say("enrol-as", { name });
  find("[data-sign-in-link]").hidden = !(trouble instanceof SignedOut);
  find("[data-enrol]").hidden = Boolean(trouble);
}

export async function show() {
  // Neither encryption nor the worker is given to a page that came over plain http from another machine.
  if (!isSecureContext) {
    find("[data-enrol-card]").open = false;
    complain(say("not-secure"));
    return;
  }
  const any = await draw();
  if (any) find("[name=pin]").focus();
  askWhoIsSignedIn();
  const erased = await eraseRevoked();
  if (erased.length) {
    complain(say("revoked", { name: erased.join("、") }));
    await draw();
  }
}

export function leave() {
  find("[data-unlock]").reset();
  find("[data-enrol]").reset();
  find("[data-sign-in-again]").hidden = find("[data-open-here]").hidden = true;
  complain(null);
}

export const complainAtGate = complain;

async function busy(form, act) {
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  complain(null);
  try {
    await act();
  } catch (error) {
    complain(wordsOf(error));
    find("[data-sign-in-again]").hidden = !(error instanceof Shut);
    find("[data-open-here]").hidden = !(error instanceof Elsewhere);
  } finally {
    button.disabled = false;
  }
}

function wordsOf(error) {
  if (error instanceof WrongPin) return say("wrong-pin");
  if (error instanceof Waiting) return say("pin-wait", { length: lengthWords(error.length) });
  if (error instanceof Shut) return say("pin-shut", { n: MOST_TRIES });
  if (error instanceof Elsewhere) return say("open-elsewhere");
  if (error instanceof SignedOut) return say("enrol-signed-out");
  return (error instanceof NoLine ? null : troubleWords(error)) ?? say("enrol-no-line");
}

find("[data-unlock]").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const wanted = event.submitter?.matches("[data-open-here]") ?? false;
  busy(form, async () => {
    const pin = form.elements.pin.value;
    form.elements.pin.value = "";
    await unlock(new FormData(form).get("profile"), pin, { wanted });
  });
});

find("[data-enrol]").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  busy(form, async () => {
    const { device_name: name, code, new_pin: pin, new_pin_again: again } = form.elements;
    if (pin.value.length < SHORTEST_PIN) complain(say("pin-short", { n: SHORTEST_PIN }));
    else if (pin.value !== again.value) complain(say("pin-differs"));
    else await enrol({ name: name.value.trim(), pin: pin.value, code: code.value.trim() || null });
  });
});
