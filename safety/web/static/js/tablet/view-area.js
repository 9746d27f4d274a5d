// What to take along: its size before, its progress during, its age afterwards.
import { fetchDecoder } from "../heic.js";
import { assignedOnLine, districtsOnLine, forgetArea, refresh, sizes, take } from "./area.js";
import { element, facts } from "./element.js";
import { here } from "./here.js";
import { Revoked } from "./line.js";
import { troubleWords } from "./trouble.js";
import { ageWords, bytesWords, momentWords, say } from "./words.js";

const view = document.querySelector("[data-view=area]");
const find = (selector) => view.querySelector(selector);
const form = find("[data-area]");

async function choice() {
  const chosen = form.elements.choice.value;
  if (chosen === "assigned") {
    const sites = await assignedOnLine();
    if (!sites.length) throw new Error("none");
    return { sites };
  }
  if (chosen === "districts") {
    const districts = [...find("[data-districts]").querySelectorAll("input:checked")].map((one) => one.value);
    if (!districts.length) throw new Error("none");
    return { districts };
  }
  return {};
}

function sizeWords({ sites, findings, checklists, people, bytes }) {
  return say("size", { sites, findings, checklists, people, bytes: bytesWords(bytes) });
}

function wordsOf(error) {
  if (troubleWords(error)) return troubleWords(error);
  if (error.name === "QuotaExceededError") return say("no-room");
  return say(error.message === "none" ? "nothing-chosen" : "take-failed");
}

async function busy(act) {
  const buttons = [...view.querySelectorAll("button")];
  for (const one of buttons) one.disabled = true;
  try {
    await act();
  } catch (error) {
    if (error instanceof Revoked) here.tell("revoked", { id: here.profile.id });
    else find("[data-size]").textContent = wordsOf(error);
  } finally {
    for (const one of buttons) one.disabled = false;
    find("[data-taking]").hidden = true;
    if (here.open) await draw();
  }
}

function follow(total) {
  find("[data-taking]").hidden = false;
  return (done) => {
    find("[data-taking-bar]").max = Math.max(total, done);
    find("[data-taking-bar]").value = done;
    find("[data-taking-words]").textContent = `${done} / ${Math.max(total, done)}`;
  };
}

async function draw() {
  const { taken_at: at } = here.setting;
  find("[data-taken-card]").hidden = !at;
  find("[data-taken]").textContent = at
    ? say("taken-age", { age: ageWords(Date.now() - at) })
    : say("nothing-taken");
  if (!at) return;
  const counts = await Promise.all(
    ["site", "finding", "checklist", "person", "accident", "review", "district"].map(async (box) => [
      box,
      (await here.box.ids(box)).length,
    ]),
  );
  find("[data-taken-facts]").replaceChildren(
    facts([
      [say("taken"), momentWords(at)],
      ...counts.filter(([, n]) => n).map(([box, n]) => [say(`box-${box}`), String(n)]),
    ]),
  );
}

async function drawDistricts() {
  const box = find("[data-districts]");
  if (box.childElementCount) return;
  for (const { code, name } of await districtsOnLine()) {
    box.append(
      element(
        "label",
        { class: "form-selectgroup-item" },
        element("input", { type: "checkbox", class: "form-selectgroup-input", value: code }),
        element("span", { class: "form-selectgroup-label" }, name),
      ),
    );
  }
}

export function show() {
  return draw();
}

export function leave() {
  find("[data-size]").textContent = "";
  find("[data-districts]").replaceChildren();
  find("[data-taken-facts]").replaceChildren();
  form.reset();
  find("[data-district-choice]").hidden = true;
}

form.addEventListener("change", () => {
  const byDistrict = form.elements.choice.value === "districts";
  find("[data-district-choice]").hidden = !byDistrict;
  if (byDistrict) busy(drawDistricts);
});

find("[data-ask-size]").addEventListener("click", () =>
  busy(async () => {
    find("[data-size]").textContent = sizeWords(await sizes(await choice()));
  }),
);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(async () => {
    const chosen = await choice();
    const size = await sizes(chosen);
    find("[data-size]").textContent = sizeWords(size);
    await take(chosen, follow(size.parts.reduce((total, part) => total + part.count, 0)));
    // HEIC is drawn without a line, too, once its decoder was fetched; nobody waits for that.
    fetchDecoder().catch(() => {});
  });
});

find("[data-refresh]").addEventListener("click", () => busy(() => refresh(follow(0))));
find("[data-forget]").addEventListener(
  "click",
  () => window.confirm(say("forget-area?")) && busy(forgetArea),
);
