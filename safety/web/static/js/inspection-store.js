// Where a check is kept while it is filled in: at once on this device, sealed with the inspector's key; soon on the
// server; and photos until the server has them.  A reload, a flat battery, a dead network or a session that ended
// loses nothing.
import { deleteDB, openDB } from "../vendor/idb/index.js";
import { copiesOf } from "./keeping/copies.js";
import { askServer, INSECURE, keyFrom, pageOwner, renewed } from "./keeping/here.js";
import { newId } from "./new-id.js";

const CHECK = document.querySelector("[data-check]").dataset.id;
const NAME = `check ${CHECK}`;
// Each window knows what it sent itself: what another one saved is somebody else's to it.  It survives a reload.
sessionStorage["qunjian-window"] ??= newId();
const WINDOW = sessionStorage["qunjian-window"];
const SENT = `${NAME} sent ${WINDOW}`;
const OLD_PHOTOS = "qunjian-checks";
const PATIENCE = 15_000;
const PAGE = location.pathname + location.search;

function headers(extra = {}) {
  const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  return { "X-CSRFToken": token, Accept: "application/json", ...extra };
}

// ---- the sealed copies of this check

const photoName = (id) => `photo/${id}`;

async function open() {
  if (INSECURE) throw new NotHere("no secure context");
  const here = await askServer();
  if (!here.owner || here.owner !== pageOwner()) throw new NotHere("another person is signed in");
  const copies = copiesOf(here.owner, await keyFrom(here.key));
  await adoptUnsealed(copies);
  return copies;
}

let opening = null;
function store() {
  opening ??= open().catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

// Earlier versions kept a check as it was typed: it is sealed when it is opened, and nothing unsealed stays.
async function adoptUnsealed(copies) {
  const old = `qunjian-check:${CHECK}`;
  const typed = localStorage.getItem(old);
  if (typed) {
    const entry = JSON.parse(typed);
    await copies.put(NAME, { entry, page: PAGE }, { pending: Boolean(entry.dirty) });
  }
  for (const name of [old, `${old}:sent`]) localStorage.removeItem(name);
  await adoptPhotos(copies);
}

async function adoptPhotos(copies) {
  const all = (await indexedDB.databases?.()) ?? [];
  if (!all.some(({ name }) => name === OLD_PHOTOS)) return;
  const old = await openDB(OLD_PHOTOS, 1);
  for (const { id, blob, position } of await old.getAllFromIndex("photos", "check", CHECK)) {
    await copies.putFile(NAME, photoName(id), blob, { id, position });
    await old.delete("photos", id);
  }
  const left = await old.count("photos");
  old.close();
  if (!left) await deleteDB(OLD_PHOTOS);
}

// Nothing can be kept on this device: another person is signed in, or the browser encrypts nothing here (plain http).
class NotHere extends Error {}

// One after another: an older copy never overwrites a newer one.
let last = Promise.resolve();
function inTurn(act) {
  const done = last.then(store).then(act);
  last = done.catch(() => {});
  return done;
}

export const local = {
  // Throws while the server cannot be asked for the key: a copy may be there, and nothing may be kept in its place.
  async read() {
    try {
      return (await (await store()).get(NAME))?.content.entry ?? null;
    } catch (error) {
      if (error instanceof NotHere) return null;
      throw error;
    }
  },
  // Whether this device has it now.
  write: (entry) =>
    inTurn((copies) => copies.put(NAME, { entry, page: PAGE }, { pending: Boolean(entry.dirty) })).then(
      () => true,
      () => false,
    ),
  // What goes to the server now, in case its answer never reaches us.
  sending: (content) =>
    inTurn(async (copies) => {
      const before = (await copies.get(SENT))?.content ?? [];
      await copies.put(SENT, [content, ...before].slice(0, 3), { pending: false });
    }).catch(() => {}),
  lastSent: () =>
    inTurn((copies) => copies.get(SENT)).then(
      (found) => found?.content ?? [],
      () => [],
    ),
  // Only when the server has the check, or its own version is to be taken.
  forget: () =>
    inTurn(async (copies) => {
      await copies.forget(NAME);
      await copies.forget(SENT);
    }).catch(() => {}),
};

export async function keepPhoto({ id, blob, position }) {
  await (await store()).putFile(NAME, photoName(id), blob, { id, position });
}

function photoOf({ file, about }) {
  return { id: about.id, check: CHECK, blob: file, position: about.position };
}

export async function keptPhoto(id) {
  const found = await store()
    .then((copies) => copies.file(NAME, photoName(id)))
    .catch(() => null);
  return found ? photoOf(found) : undefined;
}

export async function waitingPhotos() {
  try {
    return (await (await store()).files(NAME)).map(photoOf);
  } catch (error) {
    if (error instanceof NotHere) return [];
    throw error;
  }
}

// At the worst it stays until the check goes.
export async function forgetPhoto(id) {
  await store()
    .then((copies) => copies.forgetFile(NAME, photoName(id)))
    .catch(() => {});
}

// ---- sending

// Nobody is signed in, or somebody else.
export class SignedOut extends Error {}
// Somebody answered, but not the application: a proxy, or a fault of the server.
export class ServerFault extends Error {}

const PROBLEM = "application/problem+json";

// Our own answer: { status, body }, and by how many ms this device's clock is ahead of the server's, to the second.  An old token is replaced once, for the same person.
async function send(url, options, extra, again = true) {
  const asked = Date.now();
  const answer = await fetch(url, { ...options, headers: headers(extra) });
  const ahead = (asked + Date.now()) / 2 - Date.parse(answer.headers.get("Date"));
  const type = answer.headers.get("Content-Type") ?? "";
  const body = type.includes("json") ? await answer.json().catch(() => null) : null;
  if (answer.status === 401) throw new SignedOut();
  if (body?.code === "form_expired") {
    if (!again || !(await renewed())) throw new SignedOut();
    return send(url, options, extra, false);
  }
  const ours = answer.ok ? body !== null || answer.status === 204 : type.startsWith(PROBLEM);
  if (!ours || answer.status >= 500 || answer.status === 429) throw new ServerFault(String(answer.status));
  return {
    status: answer.status,
    ok: answer.ok,
    body: body ?? {},
    ahead: Number.isFinite(ahead) ? ahead : null,
  };
}

export const readCheck = (url) => send(url, { signal: AbortSignal.timeout(PATIENCE) }, {});

// Sends one photo; true when the server has it, false when it refused it for good; throws while it can be tried later.
export async function sendPhoto(photo, address) {
  const where = photo.position
    ? `?lon=${photo.position.lon}&lat=${photo.position.lat}&accuracy=${photo.position.accuracy ?? 0}`
    : "";
  const type = photo.blob.type || "application/octet-stream";
  const { ok } = await send(
    address + photo.id + where,
    { method: "PUT", body: photo.blob },
    { "Content-Type": type },
  );
  if (ok) await forgetPhoto(photo.id);
  return ok;
}

// Sends the check; answers { status, body }.  `clockSet`: by how many ms the clock was set since it was begun.
export async function sendCheck(url, content, { submit = false, version = null, clockSet = null } = {}) {
  const extra = { "Content-Type": "application/json" };
  if (version !== null) extra["If-Match"] = `"${version}"`;
  const body = JSON.stringify({
    ...content,
    submit,
    device_time: new Date().toISOString(),
    clock_set_ms: clockSet,
  });
  return send(url, { method: "PUT", body }, extra);
}
