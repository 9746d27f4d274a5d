// Copies of what was typed, on this device, each sealed with the key of the person (or link) it belongs to.  Beside the
// sealed bytes stand only: whose it is, which form, since when, which sending, and whether the server still lacks it.
import { database } from "../kept-database.js";

const KEPT_FOR = 14 * 24 * 3600 * 1000;
const COOKIE = "qunjian_kept";
const ASIDE = " \u0000 ";
const RECORD = " \u0001 ";
const madeOf = (id) => `made ${id}`;

// The name of the copy of one new record of a form.
export const nameFor = (form, record) => (record ? form + RECORD + record : form);

const opened = database("qunjian-kept", 1, (db) => {
  const copies = db.createObjectStore("copies", { keyPath: "id" });
  copies.createIndex("owner", "owner");
  copies.createIndex("sent", "sent");
  const files = db.createObjectStore("files", { keyPath: "id" });
  files.createIndex("copy", "copy");
  files.createIndex("owner", "owner");
});

const words = new TextEncoder();

async function seal(key, about, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return {
    iv,
    sealed: await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: words.encode(about) },
      key,
      bytes,
    ),
  };
}

// Null where the key is another one: what cannot be read is left for whom it belongs to.
async function unseal(key, about, { iv, sealed }) {
  try {
    return await crypto.subtle.decrypt(
      { name: "AES-GCM", iv, additionalData: words.encode(about) },
      key,
      sealed,
    );
  } catch {
    return null;
  }
}

// The copies of one owner; `key` from `keyFrom`.
export function copiesOf(owner, key) {
  const idOf = (name) => `${owner} ${name}`;
  const read = async (id) => {
    const row = await (await opened()).get("copies", id);
    const bytes = row && (await unseal(key, row.id, row));
    return bytes ? { at: row.at, content: JSON.parse(new TextDecoder().decode(bytes)) } : null;
  };
  return {
    // `pending`: the server does not have it yet; `sent`: the mark of the sending that would bring it there.
    async put(name, content, { pending = true, sent = "", at = Date.now() } = {}) {
      const id = idOf(name);
      const box = await seal(key, id, words.encode(JSON.stringify(content)));
      await (await opened()).put("copies", { id, owner, at, pending, sent, ...box });
    },

    // { at, content } or null.
    get: (name) => read(idOf(name)),

    forget: (name) => forget(idOf(name)),

    // What a window that has this copy open holds.
    lockOf: (name) => `qunjian-kept ${idOf(name)}`,

    // When a sending of this form was last answered with "kept"; 0 where none is known.
    async madeAt(name) {
      return (await (await opened()).get("copies", madeOf(idOf(name))))?.at ?? 0;
    },

    // Lays the copy beside the form's own place, where neither a later copy nor a later answer reaches it.
    async setAside(name, about) {
      const { at, content } = await read(idOf(name));
      const aside = `${name}${ASIDE}${at}`;
      for (const { fileName, file, about } of await this.files(name))
        await this.putFile(aside, fileName, file, about);
      await this.put(aside, { ...content, ...about }, { at });
      await forget(idOf(name));
    },

    // The names of what was set aside, the newest first.
    async asides(name) {
      const ids = await (await opened()).getAllKeysFromIndex("copies", "owner", owner);
      return ids
        .filter((id) => id.startsWith(idOf(name) + ASIDE))
        .map((id) => id.slice(owner.length + 1))
        .sort()
        .reverse();
    },

    // The names of the copies of a form's new records, the newest first.
    async records(form) {
      const rows = await (await opened()).getAllFromIndex("copies", "owner", owner);
      const own = rows.filter((row) => row.id.startsWith(idOf(form) + RECORD) && !row.id.includes(ASIDE));
      return own.sort((one, other) => other.at - one.at).map((row) => row.id.slice(owner.length + 1));
    },

    // A file is sealed by itself, under a name within its copy.
    async putFile(name, fileName, blob, about = {}) {
      const id = `${idOf(name)} ${fileName}`;
      const told = {
        type: blob.type,
        name: blob.name ?? "",
        lastModified: blob.lastModified ?? Date.now(),
        ...about,
      };
      const box = await seal(key, id, await blob.arrayBuffer());
      const head = await seal(key, `${id} about`, words.encode(JSON.stringify(told)));
      await (await opened()).put("files", { id, owner, copy: idOf(name), at: Date.now(), ...box, head });
    },

    async files(name) {
      const rows = await (await opened()).getAllFromIndex("files", "copy", idOf(name));
      const found = await Promise.all(rows.map((row) => openFile(key, row)));
      return found.filter(Boolean);
    },

    async file(name, fileName) {
      const row = await (await opened()).get("files", `${idOf(name)} ${fileName}`);
      return row ? openFile(key, row) : null;
    },

    async forgetFile(name, fileName) {
      await (await opened()).delete("files", `${idOf(name)} ${fileName}`);
    },

    // What the server lacks, for the person who signs out: [{ at, page }].
    async pending() {
      const rows = (await (await opened()).getAllFromIndex("copies", "owner", owner)).filter(
        (row) => row.pending,
      );
      const read = await Promise.all(
        rows.map(async (row) => ({ row, bytes: await unseal(key, row.id, row) })),
      );
      return read.map(({ row, bytes }) => ({
        at: row.at,
        page: bytes ? JSON.parse(new TextDecoder().decode(bytes)).page : null,
      }));
    },
  };
}

async function openFile(key, row) {
  const [bytes, head] = [await unseal(key, row.id, row), await unseal(key, `${row.id} about`, row.head)];
  if (!bytes || !head) return null;
  const about = JSON.parse(new TextDecoder().decode(head));
  const file = new File([bytes], about.name, { type: about.type, lastModified: about.lastModified });
  return { fileName: row.id.slice(row.copy.length + 1), file, about };
}

async function forget(id) {
  const both = (await opened()).transaction(["copies", "files"], "readwrite");
  await both.objectStore("copies").delete(id);
  for (const file of await both.objectStore("files").index("copy").getAllKeys(id))
    await both.objectStore("files").delete(file);
  await both.done;
}

export async function eraseAll(owner) {
  const both = (await opened()).transaction(["copies", "files"], "readwrite");
  for (const name of ["copies", "files"]) {
    for (const id of await both.objectStore(name).index("owner").getAllKeys(owner))
      await both.objectStore(name).delete(id);
  }
  await both.done;
}

// How many copies hold what the server lacks: text, or a file.
export async function countOf(owner) {
  const db = await opened();
  const text = (await db.getAllFromIndex("copies", "owner", owner))
    .filter((row) => row.pending)
    .map((row) => row.id);
  const files = (await db.getAllFromIndex("files", "owner", owner)).map((row) => row.copy);
  return new Set([...text, ...files]).size;
}

// The sendings that the server says it kept, as far as no page has read them yet.
export function keptMarks() {
  const named = document.cookie
    .split("; ")
    .find((one) => one.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
  return (named ?? "").split(".").filter(Boolean);
}

// Lets go the copies whose sending the server says it kept, and those that nobody came back for.
export async function settle() {
  const marks = keptMarks();
  const db = await opened();
  for (const mark of marks) {
    for (const { id, owner } of await db.getAllFromIndex("copies", "sent", mark)) {
      await forget(id);
      await db.put("copies", { id: madeOf(id), owner, at: Date.now(), pending: false, sent: "" });
    }
  }
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser that tablets have
  if (marks.length) document.cookie = `${COOKIE}=; path=/; max-age=0; samesite=lax`;
  for (const row of await db.getAll("copies")) if (Date.now() - row.at > KEPT_FOR) await forget(row.id);
  await dropUnsealed();
}

// Earlier versions kept forms as they were typed; nothing unsealed stays.
async function dropUnsealed() {
  for (const name of Object.keys(localStorage))
    if (name.startsWith("qunjian-keep:")) localStorage.removeItem(name);
}
