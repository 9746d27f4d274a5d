// One entry of the queue: where it stands, what the server and the office said of it, and its provisional paper.
import { find } from "../find.js";
import { button, element, facts } from "./element.js";
import { canTakeBack, free, giveUp, goneOf, takeBack, TO_SEND, withoutGone } from "./entries.js";
import { here } from "./here.js";
import { NoLine } from "./line.js";
import { readable } from "./reading.js";
import { troubleWords } from "./trouble.js";
import { lengthWords, momentWords, say, saidOr } from "./words.js";
import { openMend, reasonOf, stateOf, withFollowers } from "./view-queue.js";

const view = find(document, "[data-view=entry]");

/** @param {Tablet.Entry} entry */
function marks(entry) {
  const { judged = [] } = entry.answer ?? {};
  return judged.length ? judged.map((mark) => saidOr(`mark-${mark}`, mark)).join("；") : null;
}

/** @param {Tablet.Entry["notice"]} notice */
function noticeWords(notice) {
  if (!notice || !(notice.words || notice.choice)) return null;
  return [
    notice.choice && saidOr(`choice-${notice.choice}`, notice.choice),
    notice.words,
    momentWords(notice.at),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** @param {Tablet.Entry} entry */
function clockWords(entry) {
  const offset = entry.device_offset_ms ?? 0;
  return Math.abs(offset) >= 60_000 ? say("clock-off", { length: lengthWords(offset) }) : null;
}

/** @param {Tablet.Entry} entry */
function known(entry) {
  const { answer } = entry;
  return facts([
    [say("state"), stateOf(entry)],
    [say("receipt"), answer?.receipt],
    [say("made-at"), momentWords(entry.made_at)],
    [say("clock"), clockWords(entry)],
    [say("photos"), entry.files.length ? String(entry.files.length) : null],
    [say("reason"), entry.state === "refused" ? reasonOf(entry) : null],
    [say("marks"), marks(entry)],
    [say("office"), noticeWords(entry.notice)],
    [say("carried"), entry.carried ? say("yes") : null],
  ]);
}

/**
 * @param {Tablet.Entry} entry
 * @param {string[]} gone ids of what it follows and never arrives
 */
function acts(entry, gone) {
  const made = [];
  if (gone.length) return element("div", { class: "d-print-none" }, ...freeing(entry, gone));
  if (entry.answer?.url && entry.state === "arrived")
    made.push(element("a", { class: "btn", href: entry.answer.url }, say("open-record")));
  if (entry.state === "refused") {
    made.push(button(say("mend"), "edit", () => openMend(entry), { class: "btn btn-primary" }));
    made.push(
      button(say("give-up"), "trash", async () => {
        if (!window.confirm(await withFollowers("give-up?", [entry.id]))) return;
        await giveUp(entry);
        location.assign("#/queue");
      }),
    );
  }
  if (canTakeBack(entry)) made.push(button(say("take-back"), "arrow-back-up", () => takenBack(entry)));
  if (entry.content) made.push(button(say("print"), "printer", () => window.print()));
  const words =
    TO_SEND.includes(entry.state) && !canTakeBack(entry)
      ? element("p", { class: "muted" }, say("cannot-take-back"))
      : null;
  return element("div", { class: "d-print-none" }, element("div", { class: "submit-bar" }, ...made), words);
}

/**
 * What follows a check that was given up: it is said, and the person frees it or gives it up too.
 * @param {Tablet.Entry} entry
 * @param {string[]} gone
 */
function freeing(entry, gone) {
  const left = withoutGone(entry.about, gone).findings?.length ?? 1;
  const how = left
    ? button(say("free"), "edit", () => freed(entry), { class: "btn btn-primary" })
    : button(say("give-up"), "trash", () => freed(entry, "give-up-follower?"));
  return [
    element(
      "div",
      { class: "alert alert-warning mt-3" },
      element("div", {}, say(left ? "gone-before" : "gone-before-all")),
    ),
    element("div", { class: "submit-bar" }, how),
  ];
}

/**
 * @param {Tablet.Entry} entry
 * @param {string | null} [question]
 */
async function freed(entry, question = null) {
  if (question && !window.confirm(say(question))) return;
  try {
    const draft = await free(entry);
    location.assign(draft ? `#/draft/${draft.id}` : "#/queue");
  } catch (error) {
    const words = troubleWords(error);
    if (!words) throw error;
    window.alert(error instanceof NoLine ? say("free-needs-line") : `${say("not-freed")}${words}`);
  }
}

/** @param {Tablet.Entry} entry */
async function takenBack(entry) {
  const draft = await takeBack(entry);
  if (draft) location.assign(`#/draft/${draft.id}`);
  else await show(entry.id); // it was just being sent
}

/**
 * What is shown to the employer on the spot: without a number, and saying so.
 * @param {Tablet.Entry} entry
 */
function paper({ content, about, made_at }) {
  const said = content ?? {};
  /** @param {string | undefined} words */
  const lines = (words) => element("p", { class: "lines" }, words);
  return element(
    "article",
    { class: "card provisional" },
    element(
      "div",
      { class: "card-body" },
      element("p", { class: "state state-warning" }, say("provisional")),
      element("h2", {}, say("evacuation-title")),
      element("p", {}, `${about.employer}：`),
      element("p", {}, about.site_name),
      element("h3", {}, say("danger")),
      lines(said.danger),
      element("h3", {}, say("suggestion")),
      lines(said.suggestion),
      facts([
        [say("told"), [said.told_name, said.told_position].filter(Boolean).join(" · ")],
        [say("proposed-by"), here.setting.member.name],
        [say("proposed-at"), momentWords(said.proposed_at)],
        [say("made-at"), momentWords(made_at)],
      ]),
    ),
  );
}

/** @param {string} id */
export async function show(id) {
  const entry = await here.box.get("entry", id);
  if (!entry) {
    location.replace("#/queue");
    return;
  }
  view.replaceChildren(
    element("p", { class: "d-print-none" }, element("a", { href: "#/queue" }, say("back-to-queue"))),
    element("h1", { class: "page-title" }, entry.title),
    element(
      "div",
      { class: "card d-print-none" },
      element(
        "div",
        { class: "card-body" },
        known(entry),
        acts(entry, TO_SEND.includes(entry.state) ? await goneOf(entry) : []),
      ),
    ),
    ...(entry.content ? [entry.kind === "evacuation" ? paper(entry) : await readable(entry)] : []),
  );
}

export function leave() {
  view.replaceChildren();
}

/** @type {number | undefined} */
let shown;
here.on("queue", () => {
  const id = location.hash.startsWith("#/entry/") ? location.hash.slice(8) : null;
  if (id && here.open && !view.hidden) {
    clearTimeout(shown);
    shown = setTimeout(() => here.open && location.hash === `#/entry/${id}` && show(id), 150);
  }
});
