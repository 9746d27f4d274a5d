// What to take along: its size before, its progress during, its age afterwards.
import { find } from "../find.js";
import { fetchDecoder } from "../heic.js";
import { assignedOnLine, districtsOnLine, forgetArea, refresh, sizes, take } from "./area.js";
import { element, facts } from "./element.js";
import { here } from "./here.js";
import { Revoked } from "./line.js";
import { troubleWords } from "./trouble.js";
import { ageWords, bytesWords, momentWords, say } from "./words.js";

const view = find(document, "[data-view=area]");
/** @type {HTMLFormElement} */
const form = find(view, "form[data-area]");

const chosenWay = () => new FormData(form).get("choice");

/** @returns {Promise<Tablet.Choice>} */
async function choice() {
  const chosen = chosenWay();
  if (chosen === "assigned") {
    const sites = await assignedOnLine();
    if (!sites.length) throw new Error("none");
    return { sites };
  }
  if (chosen === "districts") {
    const districts = [...find(view, "[data-districts]").querySelectorAll("input")]
      .filter((one) => one.checked)
      .map((one) => one.value);
    if (!districts.length) throw new Error("none");
    return { districts };
  }
  return {};
}

/** @param {Records.SyncAreaOut} size */
function sizeWords({ sites, findings, checklists, people, bytes }) {
  return say("size", { sites, findings, checklists, people, bytes: bytesWords(bytes) });
}

/** @param {unknown} error */
function wordsOf(error) {
  const trouble = troubleWords(error);
  if (trouble) return trouble;
  if (!(error instanceof Error)) return say("take-failed");
  if (error.name === "QuotaExceededError") return say("no-room");
  return say(error.message === "none" ? "nothing-chosen" : "take-failed");
}

/** @param {() => Promise<unknown>} act */
async function busy(act) {
  const buttons = [...view.querySelectorAll("button")];
  for (const one of buttons) one.disabled = true;
  try {
    await act();
  } catch (error) {
    if (error instanceof Revoked) here.tell("revoked", { id: here.profile.id });
    else find(view, "[data-size]").textContent = wordsOf(error);
  } finally {
    for (const one of buttons) one.disabled = false;
    find(view, "[data-taking]").hidden = true;
    if (here.open) await draw();
  }
}

/** @param {number} total */
function follow(total) {
  find(view, "[data-taking]").hidden = false;
  /** @type {HTMLProgressElement} */
  const bar = find(view, "progress[data-taking-bar]");
  return (/** @type {number} */ done) => {
    bar.max = Math.max(total, done);
    bar.value = done;
    find(view, "[data-taking-words]").textContent = `${done} / ${Math.max(total, done)}`;
  };
}

/** @type {import("./store.js").BoxName[]} */
const SHOWN = ["site", "finding", "checklist", "person", "accident", "review", "district"];

async function draw() {
  const { taken_at: at } = here.setting;
  find(view, "[data-taken-card]").hidden = !at;
  find(view, "[data-taken]").textContent = at
    ? say("taken-age", { age: ageWords(Date.now() - at) })
    : say("nothing-taken");
  if (!at) return;
  const counts = await Promise.all(SHOWN.map(async (box) => ({ box, n: (await here.box.ids(box)).length })));
  find(view, "[data-taken-facts]").replaceChildren(
    facts([
      [say("taken"), momentWords(at)],
      ...counts
        .filter(({ n }) => n)
        .map(({ box, n }) => /** @type {[name: string, value: string]} */ ([say(`box-${box}`), String(n)])),
    ]),
  );
}

async function drawDistricts() {
  const box = find(view, "[data-districts]");
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
  find(view, "[data-size]").textContent = "";
  find(view, "[data-districts]").replaceChildren();
  find(view, "[data-taken-facts]").replaceChildren();
  form.reset();
  find(view, "[data-district-choice]").hidden = true;
}

form.addEventListener("change", () => {
  const byDistrict = chosenWay() === "districts";
  find(view, "[data-district-choice]").hidden = !byDistrict;
  if (byDistrict) busy(drawDistricts);
});

find(view, "[data-ask-size]").addEventListener("click", () =>
  busy(async () => {
    find(view, "[data-size]").textContent = sizeWords(await sizes(await choice()));
  }),
);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(async () => {
    const chosen = await choice();
    const size = await sizes(chosen);
    find(view, "[data-size]").textContent = sizeWords(size);
    await take(chosen, follow(size.parts.reduce((total, part) => total + part.count, 0)));
    // HEIC is drawn without a line, too, once its decoder was fetched; nobody waits for that.
    fetchDecoder().catch(() => {});
  });
});

find(view, "[data-refresh]").addEventListener("click", () => busy(() => refresh(follow(0))));
find(view, "[data-forget]").addEventListener(
  "click",
  () => window.confirm(say("forget-area?")) && busy(forgetArea),
);
