// The queue as one file, for the worst day: drafts, unsent entries and their pictures, sealed with a passphrase.  It is
// taken in on another device of the same person, under the same ids: whatever both send, arrives once.
import { sha256 } from "./canonical.js";
import { drafts, entries, offer, TO_SEND } from "./entries.js";
import { here } from "./here.js";
import { sealWith, unsealWith } from "./vault.js";

const MAGIC = "QJQUEUE1";
export const SHORTEST_PASSPHRASE = 10;

export class BadFile extends Error {}

/**
 * What a file holds besides the bytes of the pictures, which follow it in the order of `files`.
 * @typedef {{
 *   member: Tablet.Member, drafts: Tablet.Draft[], entries: Tablet.Entry[], files: Tablet.PhotoFile[],
 * }} Content
 */

/** @param {string} value */
const text = (value) => new TextEncoder().encode(value);
/** @param {ArrayBuffer | Uint8Array<ArrayBuffer>} bytes */
const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
/** @param {string} words */
const bytesOf = (words) => Uint8Array.from(atob(words), (sign) => sign.charCodeAt(0));

/** @param {Uint8Array} bytes */
function lengthOf(bytes) {
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, bytes.byteLength);
  return new Uint8Array(length.buffer);
}

/**
 * A length and a head of JSON, then what follows it.
 * @template T
 * @param {ArrayBuffer} bytes
 * @returns {[head: T, rest: ArrayBuffer]}
 */
function split(bytes) {
  const length = new DataView(bytes).getUint32(0);
  return [JSON.parse(new TextDecoder().decode(bytes.slice(4, 4 + length))), bytes.slice(4 + length)];
}

async function content() {
  // Another device may send them from now on: none can be taken back.
  for (const one of await entries()) await offer(one);
  /** @type {Content} */
  const kept = {
    member: here.setting.member,
    drafts: await drafts(),
    entries: (await entries()).filter((one) => TO_SEND.includes(one.state) || one.state === "refused"),
    files: [],
  };
  const records = new Set([...kept.drafts.map((one) => one.id), ...kept.entries.map((one) => one.record_id)]);
  /** @type {ArrayBuffer[]} */
  const bodies = [];
  for (const file of await here.box.all("file")) {
    const bytes = records.has(file.record) ? await here.box.get("bytes", file.id) : undefined;
    if (!bytes) continue;
    kept.files.push({ ...file, announced: false });
    bodies.push(bytes);
  }
  const head = text(JSON.stringify(kept));
  return new Blob([lengthOf(head), head, ...bodies]).arrayBuffer();
}

/**
 * The file and how much is in it: { blob, name }.
 * @param {string} passphrase
 * @param {Date} [now]
 */
export async function carryOut(passphrase, now = new Date()) {
  const about = { format: MAGIC, device: here.profile.id, made_at: now.toISOString() };
  const { salt, iv, iterations, sealed } = await sealWith(
    passphrase,
    await content(),
    text(JSON.stringify(about)),
  );
  const head = text(JSON.stringify({ about, salt: base64(salt), iv: base64(iv), iterations }));
  const blob = new Blob([MAGIC, lengthOf(head), head, sealed], { type: "application/octet-stream" });
  return { blob, name: `qunjian-queue-${now.toISOString().slice(0, 16).replace(/[:T]/g, "")}.qjqueue` };
}

/**
 * @typedef {{ about: unknown, salt: string, iv: string, iterations: number }} Head what stands openly before what is sealed
 */

/**
 * @param {Blob} blob
 * @param {string} passphrase
 * @returns {Promise<[kept: Content, bodies: ArrayBuffer]>}
 */
async function read(blob, passphrase) {
  if ((await blob.slice(0, MAGIC.length).text()) !== MAGIC) throw new BadFile("format");
  /** @type {[Head, ArrayBuffer]} */
  const [head, sealed] = split(await blob.slice(MAGIC.length).arrayBuffer());
  const how = { salt: bytesOf(head.salt), iv: bytesOf(head.iv), iterations: head.iterations };
  return split(await unsealWith(passphrase, how, sealed, text(JSON.stringify(head.about))));
}

/**
 * Takes a file in: what is here already stays as it is; the rest goes into the queue in its order.  Answers how much
 * came: { drafts, entries, files }.
 * @param {Blob} blob
 * @param {string} passphrase
 */
export async function carryIn(blob, passphrase) {
  const [kept, bodies] = await read(blob, passphrase);
  if (kept.member.id !== here.setting.member.id) throw new BadFile("member");
  const steps = await filesIn(kept.files, bodies);
  const files = steps.length / 2;
  const present = new Set([...(await here.box.ids("entry")), ...(await here.box.ids("draft"))]);
  const newDrafts = kept.drafts.filter((one) => !present.has(one.id));
  const newEntries = kept.entries
    .filter((one) => !present.has(one.id))
    .sort((a, b) => a.sequence - b.sequence);
  let sequence = here.setting.sequence ?? 0;
  for (const one of newDrafts) steps.push({ box: "draft", id: one.id, value: one });
  for (const one of newEntries) {
    sequence += 1;
    steps.push({ box: "entry", id: one.id, value: { ...one, sequence, carried: true } });
  }
  await here.box.change([...steps, here.saving({ sequence })]);
  here.tell("queue");
  return { drafts: newDrafts.length, entries: newEntries.length, files };
}

/**
 * @param {Tablet.PhotoFile[]} files
 * @param {ArrayBuffer} bodies
 */
async function filesIn(files, bodies) {
  const present = new Set(await here.box.ids("file"));
  /** @type {import("./store.js").Step[]} */
  const steps = [];
  let start = 0;
  for (const file of files) {
    const bytes = bodies.slice(start, start + file.size);
    start += file.size;
    if (present.has(file.id)) continue;
    if ((await sha256(bytes)) !== file.sha256) throw new BadFile("file");
    steps.push({ box: "file", id: file.id, value: file }, { box: "bytes", id: file.id, value: bytes });
  }
  return steps;
}
