// Where a check is kept while it is filled in: at once on this device, soon on the server, and photos until
// the server has them.  A reload, a flat battery or a dead network loses nothing.
import { database } from "./kept-database.js";

const PREFIX = "qunjian-check:";
const PHOTOS = "photos";

export function headers(extra = {}) {
  const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  return { "X-CSRFToken": token, Accept: "application/json", ...extra };
}

export const local = {
  read(id) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + id) ?? "null");
    } catch {
      return null;
    }
  },
  write(id, entry) {
    try {
      localStorage.setItem(PREFIX + id, JSON.stringify(entry));
      return true;
    } catch {
      return false; // full or closed: the server still has it
    }
  },
  forget(id) {
    localStorage.removeItem(PREFIX + id);
    localStorage.removeItem(PREFIX + id + ":sent");
  },
  // What goes to the server now, in case its answer never reaches us.
  sending(id, content) {
    this.write(`${id}:sent`, [content, ...(this.read(`${id}:sent`) ?? [])].slice(0, 3));
  },
  lastSent(id) {
    return this.read(`${id}:sent`) ?? [];
  },
};

const opened = database("qunjian-checks", 1, (db) => {
  db.createObjectStore(PHOTOS, { keyPath: "id" }).createIndex("check", "check");
});

export async function keepPhoto(photo) {
  await (await opened()).put(PHOTOS, photo);
}

export async function keptPhoto(id) {
  return (await opened()).get(PHOTOS, id);
}

export async function waitingPhotos(check) {
  return (await opened()).getAllFromIndex(PHOTOS, "check", check);
}

export async function forgetPhoto(id) {
  await (await opened()).delete(PHOTOS, id);
}

// A check that was submitted: nothing of it needs to stay here.
export async function forgetCheck(id) {
  local.forget(id);
  for (const photo of await waitingPhotos(id).catch(() => [])) await forgetPhoto(photo.id);
}

// Sends one photo; true when the server has it, false when it refused it for good; throws without network.
export async function sendPhoto(photo, address) {
  const where = photo.position ? `?lon=${photo.position.lon}&lat=${photo.position.lat}&accuracy=${photo.position.accuracy ?? 0}` : "";
  const type = photo.blob.type || "application/octet-stream";
  const answer = await fetch(address + photo.id + where, { method: "PUT", body: photo.blob, headers: headers({ "Content-Type": type }) });
  if (answer.ok) {
    await forgetPhoto(photo.id);
    return true;
  }
  if (answer.status >= 500 || answer.status === 429 || answer.status === 401) throw new Error(String(answer.status));
  return false;
}

// Sends the check; answers { status, body }.
export async function sendCheck(url, content, { submit = false, version = null } = {}) {
  const extra = { "Content-Type": "application/json" };
  if (version !== null && !submit) extra["If-Match"] = `"${version}"`;
  const body = JSON.stringify({ ...content, submit, device_time: new Date().toISOString() });
  const answer = await fetch(url, { method: "PUT", body, headers: headers(extra) });
  return { status: answer.status, body: await answer.json().catch(() => ({})) };
}
