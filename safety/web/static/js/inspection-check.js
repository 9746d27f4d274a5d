// The page of a site check on line: every answer is kept on the device as it is given, and soon on the server.
import { checkForm } from "./inspection-form.js";
import { heldBack } from "./field-notes.js";
import { problems } from "./inspection-problems.js";
import { same } from "./inspection-same.js";
import { early } from "./keeping/early.js";
import { INSECURE, tellTruth } from "./keeping/here.js";
import { shrink } from "./shrink.js";
import { signatures } from "./inspection-signing.js";
import { underway } from "./inspection-underway.js";
import {
  keepPhoto,
  keptPhoto,
  local,
  readCheck,
  sendCheck,
  sendPhoto,
  ServerFault,
  SignedOut,
  waitingPhotos,
} from "./inspection-store.js";

const PHOTO_SIDE = 1600;
//: Milliseconds until a kept check that could not be read is asked for again.
const BETWEEN = 2000;
//: What is said of a check that neither this device nor the server has.
const NOWHERE = INSECURE ? "Insecure" : "Unsaved";
const form = document.querySelector("[data-check]");
const data = form.dataset;
const find = (selector) => form.querySelector(selector);
const state = {
  version: Number(data.version),
  timer: null,
  saving: null,
  again: false,
  newer: false,
  begun: false,
  ahead: null,
  closed: false,
  missed: false,
  kept: true,
  keeping: Promise.resolve(),
};
const photos = {
  // Made smaller first, as on the tablet's own page: what is kept is what is sent.
  async keep(photo) {
    const blob = await shrink(photo.blob, PHOTO_SIDE);
    await keepPhoto({ ...photo, blob });
    return blob;
  },
  kept: async (id) => (await keptPhoto(id))?.blob,
  send: async (photo) =>
    sendPhoto(
      (await keptPhoto(photo.id)) ?? { ...photo, blob: await shrink(photo.blob, PHOTO_SIDE) },
      data.evidence,
    ),
};
// A signature is sent as it is seen.
const signed = signatures(form, { ...photos, keep: keepPhoto });
const work = underway(form);
const check = checkForm(form, { signed, photos, changed, work, sure });

// ---- keeping

function say(name, tone) {
  const place = find("[data-saved]");
  place.className = `state state-${tone}`;
  place.textContent = data[`words${name}`];
}

// Keeps the check on this device; `state.kept` tells whether this device or the server has it.
function remember(dirty, content = check.current()) {
  const entry = {
    at: Date.now(),
    version: state.version,
    ahead: state.ahead,
    dirty,
    content,
    drawn: signed.drawn(),
    strokes: signed.strokes(),
    aside: check.aside(),
  };
  state.keeping = local.write(entry).then((kept) => (state.kept = kept || !dirty));
}

// Whether this device keeps what was told last, or else the server has it.
async function sure() {
  await state.keeping;
  if (!state.kept) save();
  while (!state.kept && state.saving) {
    await state.saving;
    await state.keeping;
  }
  return state.kept;
}

function changed() {
  if (state.closed) {
    state.missed = true;
    return;
  }
  state.newer = true;
  remember(true);
  say("Saving", "progress");
  clearTimeout(state.timer);
  state.timer = setTimeout(save, 1200);
}

// Before the kept check is shown the form is nobody's work: it would be sent over what was kept.
function save() {
  if (state.closed || !state.begun) return;
  if (state.saving) {
    state.again = true;
    return;
  }
  state.saving = attempt().finally(() => {
    state.saving = null;
    if (!state.again) return;
    state.again = false;
    save();
  });
}

// Not at the server: it is here, or it is nowhere and said to be.
async function only(name) {
  await state.keeping;
  if (state.kept) say(name, "warning");
  else say(NOWHERE, "danger");
}

async function attempt() {
  try {
    state.newer = false;
    await signed.send();
    const content = check.current();
    await local.sending(content);
    let { status, body } = await sendCheck(data.url, content, { version: state.version });
    if ((status === 412 || status === 428) && (await wasOurs()))
      ({ status, body } = await sendCheck(data.url, content, { version: state.version }));
    if (status === 200 || status === 201) {
      state.version = body.version;
      // What was typed while this was on its way is kept here until it is sent, too.
      if (state.newer) remember(true);
      else {
        remember(state.again, content);
        say("Saved", "success");
      }
      find("[data-out]").hidden = true;
    } else if (status === 412) {
      find("[data-stale]").hidden = false;
      say("Stale", "warning");
    } else await only(status === 422 ? "Wrong" : "Fault");
  } catch (error) {
    await only(whyNot(error));
    clearTimeout(state.timer);
    state.timer = setTimeout(save, 15000);
  }
}

// What keeps it from the server, by its true name; a session that ended is said with the way back.
function whyNot(error) {
  const out = error instanceof SignedOut;
  find("[data-out]").hidden = !out;
  if (out) return "Out";
  return error instanceof ServerFault ? "Fault" : "Local";
}

// A reload in the middle of a save leaves us without its answer: the newer version on the server is then our own.
async function wasOurs() {
  const { ok, body: server } = await readCheck(data.url);
  if (!ok || !same(server.content, await local.lastSent())) return false;
  state.version = server.version;
  return true;
}

// While a check is submitted, and afterwards, no draft of it is sent or kept: it would come after what was submitted.
async function close() {
  clearTimeout(state.timer);
  state.closed = true;
  await state.saving;
  form.inert = true;
}

function open() {
  form.inert = state.closed = false;
  if (state.missed || !state.kept) changed();
  state.missed = false;
}

// By how much the clock was set since the check was begun on this device: how far it is ahead of the server's now, less
// how far it was then.  It counts while the page was hidden or closed, too.
async function clockSet() {
  const { ahead } = await readCheck(data.url);
  return ahead === null || state.ahead === null ? null : Math.round(ahead - state.ahead);
}

async function send() {
  const named = new Set(check.current().findings.flatMap((one) => one.photos));
  for (const photo of await waitingPhotos()) if (named.has(photo.id)) await sendPhoto(photo, data.evidence);
  await signed.send();
  const content = check.current();
  const told = { submit: true, clockSet: await clockSet() };
  const answer = await sendCheck(data.url, content, { ...told, version: state.version });
  // The newer draft may be our own, saved without its answer reaching us.
  const ours = answer.status === 412 && (await wasOurs());
  return ours ? sendCheck(data.url, content, { ...told, version: state.version }) : answer;
}

async function submit(event) {
  event.preventDefault();
  if (!state.begun || heldBack(form)) return;
  const button = find("[data-submit]");
  button.disabled = true;
  let wrong = { detail: data.wordsUnkept };
  if (await work.complete()) {
    await close();
    try {
      const { status, body } = await send();
      if (status === 200 || status === 201) {
        state.kept = true;
        await local.forget();
        location.assign(data.done);
        return;
      }
      find("[data-stale]").hidden = status !== 412;
      wrong = body;
    } catch (error) {
      const why = whyNot(error);
      wrong = { detail: data[`words${state.kept ? (why === "Local" ? "Offline" : why) : NOWHERE}`] };
    }
    open();
  }
  problems(form, wrong);
  button.disabled = false;
}

// The check as this device and the server have it; asked again until one of them tells what is to be filled on.
async function found() {
  for (;;) {
    try {
      const kept = await local.read();
      const {
        ok,
        body,
        ahead = null,
      } = await readCheck(data.url).catch((error) => {
        if (kept && !(error instanceof SignedOut)) return { ok: false };
        throw error;
      });
      return { kept, server: ok ? body : null, ahead };
    } catch (error) {
      find("[data-out]").hidden = !(error instanceof SignedOut);
      say("Loading", "warning");
      await new Promise((again) => setTimeout(again, BETWEEN));
    }
  }
}

// What can be pressed does nothing before the check is there: it shows that it waits.
function letPress(may) {
  for (const button of form.querySelectorAll(
    "[data-add-finding], [data-now], [data-locate=check], [data-submit]",
  ))
    button.disabled = !may;
}

async function begin() {
  letPress(false);
  const { kept, server, ahead } = await found();
  state.ahead = kept?.ahead ?? (kept ? null : ahead);
  const mine = kept?.dirty || !server;
  const content = mine ? (kept?.content ?? {}) : server.content;
  const before = signed.drawn();
  const drawn = ["inspector", "site"].filter((who) => before[who]);
  for (const who of ["inspector", "site"]) {
    if (kept?.drawn && !before[who])
      signed.restore(who, kept.drawn[who], content.signatures?.[`${who}_file`], kept.strokes?.[who]);
  }
  state.version = (mine ? kept?.version : server.version) ?? state.version;
  const typed = check.begin(content, kept?.aside);
  state.begun = true;
  letPress(true);
  if (find("[data-saved]").textContent === data.wordsLoading) say("Saved", "success");
  find("[data-out]").hidden = true;
  if (kept?.dirty || typed || drawn.length) changed();
}

tellTruth(find("[data-out]"));
form.addEventListener("submit", submit);
find("[data-take-theirs]").addEventListener("click", async () => {
  await local.forget();
  location.reload();
});
find("[data-keep-mine]").addEventListener("click", async () => {
  const server = await readCheck(data.url).catch(() => null);
  if (!server?.ok) return only("Local"); // no line: it is asked again by the next press
  state.version = server.body.version;
  find("[data-stale]").hidden = true;
  save();
});
for (const event of ["online", "focus"]) addEventListener(event, () => !find("[data-out]").hidden && save());
addEventListener("online", () => save());
addEventListener(
  "beforeunload",
  (event) => (work.losing || !state.kept || (!state.begun && early(form).length)) && event.preventDefault(),
);
begin();
