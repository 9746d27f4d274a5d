// The queue: drafts, what waits, what is being sent with each picture's progress, what was refused, what arrived.
import { find } from "../find.js";
import { carryIn, carryOut, BadFile, SHORTEST_PASSPHRASE } from "./carry.js";
import { button, element, state } from "./element.js";
import { drafts, entries, followersOf, goneOf, mend, SETTLED, TO_SEND } from "./entries.js";
import { here } from "./here.js";
import { lineState, lineWords, send } from "./sender.js";
import { WrongPin } from "./vault.js";
import { whichPhoto } from "./which-photo.js";
import { momentWords, say } from "./words.js";

/** @type {Record<string, string>} */
const TONES = {
  waiting: "neutral",
  awaiting_files: "progress",
  held: "info",
  arrived: "success",
  conflict: "warning",
  refused: "danger",
  withdrawn: "neutral",
  mended: "neutral",
};
const view = find(document, "[data-view=queue]");
/** @type {HTMLButtonElement} */
const sendNow = find(view, "button[data-send-now]");
/** @type {HTMLFormElement} */
const outForm = find(view, "form[data-carry-out]");
/** @type {HTMLFormElement} */
const inForm = find(view, "form[data-carry-in]");
/** @type {Map<string, number>} */
const progress = new Map(); // how many bytes of a file went in this page

/** @param {Pick<Tablet.Entry, "state">} entry */
export function stateOf(entry) {
  return state(say(`state-${entry.state}`), TONES[entry.state]);
}

/** @param {Tablet.Entry} entry */
export function reasonOf(entry) {
  const { problem } = entry;
  if (!problem) return "";
  return [problem.photo && whichPhoto(entry, problem.photo), whyOf(problem)].filter(Boolean).join("：");
}

/** @param {NonNullable<Tablet.Entry["problem"]>} problem */
function whyOf(problem) {
  if (problem.code === "file_gone") return say("file-gone");
  return (
    problem.detail ||
    Object.values(problem.errors ?? {})
      .flat()
      .join("；") ||
    problem.title ||
    say("refused-unsaid", { n: problem.status ?? "" })
  );
}

/**
 * A question before an entry goes, with how many others follow it and can then not arrive.
 * @param {string} question
 * @param {string[]} ids
 */
export async function withFollowers(question, ids) {
  const n = await followersOf(ids);
  return [say(question), n ? say("has-followers", { n }) : ""].join("");
}

/** @param {Tablet.Entry} entry */
export async function openMend(entry) {
  const draft = (await here.box.get("draft", entry.record_id)) ?? (await mend(entry));
  location.assign(`#/draft/${draft.id}`);
}

/** @param {Tablet.Entry} entry */
function photoBars(entry) {
  const sending = entry.state === "awaiting_files" || entry.files.some((file) => progress.has(file.id));
  if (!TO_SEND.includes(entry.state) || !sending) return null;
  const missing = new Map((entry.answer?.missing ?? []).map((one) => [one.id, one.have]));
  const bars = entry.files.map((file, index) => {
    const have =
      progress.get(file.id) ??
      (missing.has(file.id) ? missing.get(file.id) : entry.state === "awaiting_files" ? file.size : 0);
    const words = say("photo-n", { n: index + 1 });
    return element(
      "div",
      { class: "progress-line" },
      element("span", { class: "progress-words" }, words),
      element("progress", { max: file.size, value: have, "aria-label": words, "data-file": file.id }),
    );
  });
  return element("div", { class: "tablet-photos" }, ...bars);
}

/**
 * @param {Tablet.Entry} entry
 * @param {string[]} [gone] ids of what it follows and never arrives
 */
function entryRow(entry, gone = []) {
  const words = [
    say(`kind-${entry.kind === "finding_note" ? "note" : entry.kind}`),
    momentWords(entry.made_at),
    entry.files.length ? say("n-photos", { n: entry.files.length }) : "",
    entry.answer?.receipt ?? "",
  ];
  const act =
    entry.state === "refused"
      ? button(say("mend"), "edit", () => openMend(entry), { class: "btn btn-primary" })
      : element(
          "a",
          { class: "btn", href: `#/entry/${entry.id}`, "aria-label": `${say("details")}：${entry.title}` },
          say("details"),
        );
  return element(
    "li",
    { "data-entry": entry.id, "data-state": entry.state },
    element(
      "div",
      { class: "grow" },
      element("div", { class: "tablet-title" }, entry.title, " ", stateOf(entry)),
      element("div", { class: "muted" }, words.filter(Boolean).join(" · ")),
      entry.state === "refused" ? element("div", { class: "tablet-reason" }, reasonOf(entry)) : null,
      gone.length ? element("div", { class: "tablet-reason" }, say("gone-before-short")) : null,
      photoBars(entry),
    ),
    act,
  );
}

/** @param {Tablet.Draft} draft */
function draftRow(draft) {
  const words = [
    say(`kind-${draft.kind === "finding_note" ? "note" : draft.kind}`),
    say("changed-at", { at: momentWords(draft.updated_at) }),
    draft.mends || draft.refused ? say("is-mending") : "",
  ];
  return element(
    "li",
    { "data-draft": draft.id },
    element(
      "div",
      { class: "grow" },
      element("div", { class: "tablet-title" }, draft.about.title),
      element("div", { class: "muted" }, words.filter(Boolean).join(" · ")),
    ),
    element(
      "a",
      { class: "btn", href: `#/draft/${draft.id}`, "aria-label": `${say("go-on")}：${draft.about.title}` },
      say("go-on"),
    ),
  );
}

/**
 * @param {string} name
 * @param {Element[]} rows
 */
function fill(name, rows) {
  const part = find(view, `[data-part=${name}]`);
  part.hidden = !rows.length;
  find(part, "[data-rows]").replaceChildren(...rows);
}

async function draw() {
  if (!here.open || view.hidden) return;
  const [begun, all] = [await drafts(), await entries()];
  if (!here.open) return;
  const waiting = all.filter((one) => TO_SEND.includes(one.state));
  const gone = await Promise.all(waiting.map(goneOf));
  if (!here.open) return;
  fill("drafts", begun.map(draftRow));
  fill(
    "refused",
    all.filter((one) => one.state === "refused").map((one) => entryRow(one)),
  );
  fill(
    "waiting",
    waiting.map((one, n) => entryRow(one, gone[n])),
  );
  fill(
    "settled",
    all
      .filter((one) => SETTLED.includes(one.state))
      .reverse()
      .map((one) => entryRow(one)),
  );
  find(view, "[data-queue-empty]").hidden = Boolean(begun.length || all.length);
  find(view, "[data-queue-lead]").textContent = `${say("n-waiting", { n: waiting.length })} · ${lineWords()}`;
  sendNow.disabled = lineState() === "sending";
}

// Several changes in a moment are drawn once.
/** @type {number | null} */
let planned = null;
function soon() {
  if (planned !== null) return;
  planned = setTimeout(() => {
    planned = null;
    draw().catch((error) => here.open && Promise.reject(error));
  }, 120);
}

export async function show() {
  await draw();
}

export function leave() {
  for (const rows of view.querySelectorAll("[data-rows]")) rows.replaceChildren();
  for (const form of view.querySelectorAll("form")) form.reset();
  find(view, "[data-carry-words]").textContent = "";
}

here.on("queue", soon);
here.on("line", soon);
here.on("left", () => progress.clear());
here.on("progress", ({ file, sent, entry }) => {
  const before = progress.has(file);
  progress.set(file, sent);
  /** @type {HTMLProgressElement | null} */
  const bar = view.querySelector(`progress[data-file="${file}"]`);
  if (bar) bar.value = sent;
  else if (!before && view.querySelector(`[data-entry="${entry}"]`)) soon();
});

sendNow.addEventListener("click", send);

// ---- the worst day

/** @param {string} words */
function told(words) {
  find(view, "[data-carry-words]").textContent = words;
}

outForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  /** @type {HTMLInputElement} */
  const field = find(outForm, "[name=out_passphrase]");
  if (field.value.length < SHORTEST_PASSPHRASE) {
    told(say("passphrase-short", { n: SHORTEST_PASSPHRASE }));
    return;
  }
  const { blob, name } = await carryOut(field.value);
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
  field.value = "";
  told(say("carried-out", { name }));
});

inForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  /** @type {HTMLInputElement} */
  const { files } = find(inForm, "[name=carry_file]");
  /** @type {HTMLInputElement} */
  const field = find(inForm, "[name=in_passphrase]");
  try {
    const came = await carryIn(/** @type {FileList} */ (files)[0], field.value);
    inForm.reset();
    told(say("carried-in", came));
    send();
  } catch (error) {
    if (error instanceof WrongPin) told(say("wrong-passphrase"));
    else if (error instanceof BadFile && error.message === "member") told(say("other-members-file"));
    else told(say("no-queue-file"));
  }
});
