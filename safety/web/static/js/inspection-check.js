// The page of a site check on line: every answer is kept on the device as it is given, and soon on the server.
import { checkForm } from "./inspection-form.js";
import { problems } from "./inspection-problems.js";
import { same } from "./inspection-same.js";
import { signatures } from "./inspection-signing.js";
import { headers, keepPhoto, keptPhoto, local, sendCheck, sendPhoto, waitingPhotos } from "./inspection-store.js";

const form = document.querySelector("[data-check]");
const data = form.dataset;
const find = (selector) => form.querySelector(selector);
const state = { version: Number(data.version), timer: null, sending: false, again: false };
const photos = {
  keep: keepPhoto,
  kept: async (id) => (await keptPhoto(id))?.blob,
  send: (photo) => sendPhoto(photo, data.evidence),
};
const signed = signatures(form, photos);
const check = checkForm(form, { signed, photos, changed });

// ---- keeping

function say(name, tone) {
  const place = find("[data-saved]");
  place.className = `state state-${tone}`;
  place.textContent = data[`words${name}`];
}

function changed() {
  local.write(data.id, { at: Date.now(), version: state.version, dirty: true, content: check.current(), drawn: signed.drawn() });
  say("Saving", "progress");
  clearTimeout(state.timer);
  state.timer = setTimeout(save, 1200);
}

async function save() {
  if (state.sending) {
    state.again = true;
    return;
  }
  state.sending = true;
  try {
    await signed.send();
    const content = check.current();
    local.sending(data.id, content);
    let { status, body } = await sendCheck(data.url, content, { version: state.version });
    if (status === 412 && (await wasOurs())) ({ status, body } = await sendCheck(data.url, content, { version: state.version }));
    if (status === 200 || status === 201) {
      state.version = body.version;
      local.write(data.id, { at: Date.now(), version: state.version, dirty: state.again, content, drawn: signed.drawn() });
      say("Saved", "success");
    } else if (status === 412) {
      find("[data-stale]").hidden = false;
      say("Stale", "warning");
    } else say(status === 422 ? "Wrong" : "Local", "warning");
  } catch {
    say("Local", "warning");
    clearTimeout(state.timer);
    state.timer = setTimeout(save, 15000);
  } finally {
    state.sending = false;
    if (state.again) {
      state.again = false;
      save();
    }
  }
}

// A reload in the middle of a save leaves us without its answer: the newer version on the server is then our own.
async function wasOurs() {
  const answer = await fetch(data.url, { headers: headers() });
  if (!answer.ok) return false;
  const server = await answer.json();
  if (!same(server.content, local.lastSent(data.id))) return false;
  state.version = server.version;
  return true;
}

async function submit(event) {
  event.preventDefault();
  const button = find("[data-submit]");
  button.disabled = true;
  clearTimeout(state.timer);
  try {
    for (const photo of await waitingPhotos(data.id)) await sendPhoto(photo, data.evidence);
    await signed.send();
    const { status, body } = await sendCheck(data.url, check.current(), { submit: true });
    if (status === 200 || status === 201) {
      local.forget(data.id);
      location.assign(data.done);
      return;
    }
    problems(form, body);
  } catch {
    problems(form, { detail: data.wordsOffline });
  }
  button.disabled = false;
}

async function begin() {
  const kept = local.read(data.id);
  const answer = await fetch(data.url, { headers: headers() }).catch(() => null);
  const server = answer?.ok ? await answer.json() : null;
  const content = kept?.dirty || !server ? (kept?.content ?? {}) : server.content;
  if (kept?.drawn) for (const who of ["inspector", "site"]) signed.restore(who, kept.drawn[who], content.signatures?.[`${who}_file`]);
  if (server) state.version = kept?.dirty ? kept.version : server.version;
  const early = check.begin(content);
  if (kept?.dirty || early) changed();
}

form.addEventListener("submit", submit);
find("[data-take-theirs]").addEventListener("click", () => {
  local.forget(data.id);
  location.reload();
});
find("[data-keep-mine]").addEventListener("click", async () => {
  const answer = await fetch(data.url, { headers: headers() });
  state.version = (await answer.json()).version;
  find("[data-stale]").hidden = true;
  save();
});
addEventListener("online", () => save());
begin();
