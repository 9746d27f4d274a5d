// The tablet's page: which part is shown, the way in, and what happens by itself (sending, locking, warning).
import { all, find } from "../find.js";
import { fieldNotes } from "../field-notes.js";
import { theme } from "../theme.js";
import { element } from "./element.js";
import { drawEnded } from "./ended.js";
import { forgetOldReceipts, unsent } from "./entries.js";
import { erase } from "./entrance.js";
import { here, windows } from "./here.js";
import { askToPersist, warnings } from "./keeping.js";
import "./lost.js";
import { forgetRoute, keepRoute, routeOf } from "./place.js";
import { lineState, lineWords, send } from "./sender.js";
import { startWorker } from "./update.js";
import { say } from "./words.js";
import * as area from "./view-area.js";
import * as device from "./view-device.js";
import * as draft from "./view-draft.js";
import * as entry from "./view-entry.js";
import * as gate from "./view-gate.js";
import * as map from "./view-map.js";
import * as queue from "./view-queue.js";
import * as site from "./view-site.js";
import * as work from "./view-work.js";

/**
 * A part of the page; `leave` answers false where it is not left.
 * @typedef {{
 *   show: (id: string, query: URLSearchParams) => unknown,
 *   leave?: (how?: { ask?: boolean }) => unknown,
 * }} View
 */

/** @type {Record<string, View>} */
const VIEWS = { work, site, draft, queue, entry, map, area, device };
const IDLE = 15 * 60_000;
/** @type {Record<import("./sender.js").LineState, string>} */
const TONES = {
  idle: "success",
  sending: "progress",
  no_line: "neutral",
  busy: "warning",
  server_fault: "warning",
  hindered: "warning",
  signed_out: "warning",
  other_person: "danger",
  unknown_device: "danger",
};
/** @param {string} selector */
const part = (selector) => find(document, selector);

/** @type {{ name: string | null, view: View | null, route: string | null }} */
let shown = { name: null, view: null, route: null };
/** @type {Promise<unknown>} */
let turn = Promise.resolve();

// ---- which part is shown

// Where nothing is asked for, as after a restart, the draft that was open is opened again.
function asked() {
  const draft = here.setting?.open_draft;
  const route = routeOf() ?? (draft ? `#/draft/${draft}` : "#/work");
  if (here.open) keepRoute(route);
  const [path, query] = route.slice(2).split("?");
  const [name, id] = path.split("/");
  return { name: name in VIEWS ? name : "work", id, query: new URLSearchParams(query ?? ""), route };
}

// Back to the address of the part that is not left.
function stay() {
  if (shown.route === null) return; // the gate, which is always left
  keepRoute(shown.route);
  history.replaceState(null, "", shown.route);
}

/**
 * @param {string} name
 * @param {View} view
 * @param {string | null} route
 * @param {string} [id]
 * @param {URLSearchParams} [query]
 */
async function turnTo(name, view, route, id = "", query = new URLSearchParams()) {
  if ((await shown.view?.leave?.()) === false) {
    stay();
    return;
  }
  for (const section of all(document, "[data-view]")) section.hidden = section.dataset.view !== name;
  for (const link of part("[data-nav]").querySelectorAll("a")) {
    if (link.getAttribute("href") === `#/${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  shown = { name, view, route };
  scrollTo(0, 0);
  await view.show(id, query);
}

// One after the other: a form is kept before the next part is drawn.
function route() {
  const { name, id, query, route: address } = asked();
  const go = () => (here.open ? turnTo(name, VIEWS[name], address, id, query) : turnTo("gate", gate, null));
  turn = turn.then(go, go);
  return turn;
}

addEventListener("hashchange", () => {
  // Places inside a form have addresses too; those are the browser's affair.
  if (!location.hash.startsWith("#/")) return;
  keepRoute(location.hash);
  route();
});

// ---- in and out

function dress() {
  part("[data-nav]").hidden = part("[data-lock]").hidden = !here.open;
  part("[data-who]").textContent = here.open ? (here.setting.member?.name ?? "") : "";
  part("[data-warnings]").replaceChildren();
  drawLine();
}

here.on("entered", async () => {
  if (!here.setting.secret) return; // enrolling: the settings are being written
  dress();
  await forgetOldReceipts();
  await route();
  await count();
  await warn();
  askToPersist().then(warn);
  send();
});

here.on("left", () => {
  dress();
  const go = () => turnTo("gate", gate, null);
  turn = turn.then(go, go);
});

here.on("revoked", async ({ id }) => {
  const name = here.setting?.member?.name ?? "";
  await erase(id);
  forgetRoute();
  await turn;
  gate.complainAtGate(say("revoked", { name }));
});

async function lock({ ask = true } = {}) {
  await turn;
  if (!here.open || (await shown.view?.leave?.({ ask })) === false) return;
  shown = { name: null, view: null, route: null };
  if (here.open) here.leave();
}

part("[data-lock]").addEventListener("click", () => lock());

// ---- by itself

function drawLine() {
  const place = part("[data-line]");
  const name = here.open ? lineState() : null;
  place.className = `state state-${name ? TONES[name] : "neutral"}`;
  place.textContent = name ? lineWords() : "";
  drawEnded();
}

// What looks at the records by itself may be overtaken by the lock; then there is nothing left to look at.
/** @param {() => Promise<unknown>} act */
function unlessLocked(act) {
  return async () => {
    if (!here.open) return;
    try {
      await act();
    } catch (error) {
      if (here.open) throw error;
    }
  };
}

const count = unlessLocked(async () => {
  const { count: waiting, oldest } = await unsent();
  await here.tellWaiting(waiting, oldest);
  const place = part("[data-count]");
  place.hidden = !waiting;
  place.textContent = String(waiting);
  if (navigator.setAppBadge) navigator.setAppBadge(waiting).catch(() => {});
});

const warn = unlessLocked(async () => {
  const found = await warnings();
  part("[data-warnings]").replaceChildren(
    ...found.map(({ tone, words }) =>
      element("div", { class: `alert alert-${tone}`, role: "status" }, words),
    ),
  );
});

here.on("line", drawLine);
here.on("queue", count);
here.on("area", warn);
// How far the clock is off now is measured as soon as there is a line.
here.on("clock", () => {
  warn();
  send();
});
// The browser had emptied the store: what is shown of it is not there any more; an open form is, and stays.
here.on("emptied", () => {
  count();
  warn();
  if (shown.name !== "draft") route();
});
setInterval(warn, 10 * 60_000);
addEventListener("online", () => here.open && send());

let touched = Date.now();
for (const name of ["pointerdown", "keydown", "input"])
  addEventListener(name, () => (touched = Date.now()), { passive: true });
// Left alone it locks; what is being sent is let finish first, and the lock follows at once.  A form with something
// that could not be kept stays open: locked, it would be lost.
function lockIfLeftAlone() {
  if (here.open && Date.now() - touched > IDLE && lineState() !== "sending") lock({ ask: false });
}
setInterval(lockIfLeftAlone, 20_000);
windows.addEventListener(
  "message",
  ({ data }) => here.open && data.wanted === here.profile.id && lock({ ask: false }),
);
here.on("line", lockIfLeftAlone);

// A page brought back from the browser's memory would show what was left.
addEventListener("pageshow", (event) => event.persisted && location.reload());

theme();
fieldNotes();
dress();
startWorker();
navigator.serviceWorker?.ready.then(() => warn());
route();
