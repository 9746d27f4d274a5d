// Drafts, and the entries of the queue that they become: kept encrypted, sent by `sender.js`, forgotten only when the
// server has said that it holds them whole.
import { newId } from "../new-id.js";
import { sha256 } from "./canonical.js";
import { localIso, offsetNow } from "./clock.js";
import { clockAtBeginning, lookAtClock, setSince } from "./clock-set.js";
import { here } from "./here.js";

//: States in which an entry still has to be sent.
/** @type {Tablet.EntryState[]} */
export const TO_SEND = ["waiting", "awaiting_files", "held"];
//: States in which the server holds it for good.
/** @type {Tablet.EntryState[]} */
export const SETTLED = ["arrived", "conflict", "withdrawn"];
const RECEIPTS_KEPT = 30 * 24 * 3600 * 1000;

//: A picture that a record names is not on this device: `ids`.
export class FilesGone extends Error {
  /** @param {string[]} ids */
  constructor(ids) {
    super(ids.join(" "));
    this.ids = ids;
  }
}

//: What the page last read of the queue: told when the browser has emptied the store.
/** @type {{ drafts: Tablet.KnownDraft[], entries: Tablet.KnownEntry[] }} */
const known = { drafts: [], entries: [] };
here.on("left", () => Object.assign(known, { drafts: [], entries: [] }));

export async function drafts() {
  const all = (await here.box.all("draft")).sort((a, b) => b.updated_at - a.updated_at);
  known.drafts = all.map(({ id, kind, about, updated_at: at }) => ({ id, kind, title: about.title, at }));
  return all;
}

export async function entries() {
  const all = (await here.box.all("entry")).sort((a, b) => a.sequence - b.sequence);
  known.entries = all
    .filter(needed)
    .map(({ id, kind, title, made_at: at, state }) => ({ id, kind, title, at, state }));
  return all;
}

/**
 * Whether the device still needs an entry: the server does not hold it.
 * @param {Tablet.Entry} entry
 */
const needed = ({ state }) => TO_SEND.includes(state) || state === "refused";

// What the page knew of the queue, as far as the server does not hold it: `{ drafts, entries }`, each with its kind,
// its title and its time.
export const knownQueue = () => ({ ...known });

export async function toSend() {
  return (await entries()).filter((one) => TO_SEND.includes(one.state));
}

// What the office should know, and the page warns of: entries that the server does not hold, and the oldest work.
export async function unsent() {
  const waiting = (await entries()).filter(needed);
  const began = [
    ...waiting.map((one) => Date.parse(one.made_at)),
    ...(await drafts()).map((one) => one.created_at),
  ];
  return { count: waiting.length, oldest: began.length ? Math.min(...began) : null };
}

// ---- drafts

/**
 * @param {Tablet.Kind} kind
 * @param {Tablet.About} about
 * @param {Tablet.DraftContent} [content]
 */
export async function beginDraft(kind, about, content = {}) {
  lookAtClock();
  const now = Date.now();
  /** @type {Tablet.Draft} */
  const draft = {
    id: newId(),
    kind,
    about,
    content,
    created_at: now,
    updated_at: now,
    clock: clockAtBeginning(),
    mends: null,
  };
  await here.box.put("draft", draft.id, draft);
  here.tell("queue");
  return draft;
}

/** @param {Tablet.Draft} draft */
export async function keepDraft(draft) {
  const kept = { ...draft, updated_at: Date.now() };
  await here.box.put("draft", draft.id, kept);
  // What is said to be kept was read back: the browser may have emptied the store a moment ago.
  if ((await here.box.get("draft", draft.id))?.updated_at !== kept.updated_at)
    throw new Error("the draft is not in the store");
}

/** @param {Tablet.Draft} draft */
export async function dropDraft(draft) {
  const files = await filesOf(draft.id);
  // A refused entry that it mends stays in the queue with its pictures.
  const stays =
    draft.mends || draft.refused || (draft.taken_back && (await here.box.get("entry", draft.taken_back.id)));
  const freed = stays ? [] : files.flatMap(forgetting);
  await here.box.change([{ box: "draft", id: draft.id }, ...freed]);
  here.tell("queue");
}

// ---- files

/**
 * Keeps a picture of a record; what is kept and its hash are those of the bytes that will be sent.
 * @param {string} record
 * @param {string} id
 * @param {Blob} blob
 * @param {{ position?: Tablet.Position | null }} [more]
 */
export async function keepFile(record, id, blob, { position = null } = {}) {
  const bytes = await blob.arrayBuffer();
  const file = {
    id,
    record,
    sha256: await sha256(bytes),
    size: bytes.byteLength,
    media_type: blob.type || "application/octet-stream",
    position,
  };
  await here.box.change([
    { box: "file", id, value: file },
    { box: "bytes", id, value: bytes },
  ]);
  if (!(await here.box.has("bytes", id))) throw new FilesGone([id]);
}

/**
 * A kept picture: `{ blob, position }`; undefined where it is not here.
 * @param {string} id
 */
export async function keptFile(id) {
  const [file, bytes] = [await here.box.get("file", id), await here.box.get("bytes", id)];
  return file && bytes
    ? { blob: new Blob([bytes], { type: file.media_type }), position: file.position }
    : undefined;
}

/** @param {string} id */
export const fileBlob = async (id) => (await keptFile(id))?.blob;

/**
 * What is announced of the pictures of a record; throws FilesGone where one is not here.
 * @param {string[]} ids
 * @returns {Promise<Records.SyncFileIn[]>}
 */
async function announced(ids) {
  const found = await Promise.all(
    ids.map(async (id) => ((await here.box.has("bytes", id)) ? here.box.get("file", id) : null)),
  );
  const gone = ids.filter((_, index) => !found[index]);
  if (gone.length) throw new FilesGone(gone);
  const files = found.filter((file) => file !== null && file !== undefined);
  return files.map(({ id, sha256: hash, size, media_type }) => ({ id, sha256: hash, size, media_type }));
}

/** @param {string} record */
async function filesOf(record) {
  return (await here.box.all("file")).filter((one) => one.record === record);
}

/**
 * @param {Tablet.PhotoFile} file
 * @returns {import("./store.js").Step[]}
 */
function forgetting(file) {
  return [
    { box: "file", id: file.id },
    { box: "bytes", id: file.id },
  ];
}

// ---- entries

// Marking an entry as offered to the server and taking it back shut each other out.
/** @type {Promise<unknown>} */
let turn = Promise.resolve();
/**
 * @template T
 * @param {() => Promise<T>} act
 */
function alone(act) {
  const mine = turn.then(act);
  turn = mine.catch(() => {});
  return mine;
}

//: Entries offered while this page is open: where a full disk takes no mark, sending still goes on, and makes room.
/** @type {Set<string>} */
const offered = new Set();

//: Whether an entry can still be taken back: the server has certainly not heard of it.
/** @param {Tablet.Entry} entry */
export const canTakeBack = (entry) => entry.state === "waiting" && !entry.offered && !offered.has(entry.id);

/**
 * From now on the server may have the entry.  Answers it, or nothing where it was taken back.
 * @param {{ id: string }} entry
 */
export function offer({ id }) {
  return alone(async () => {
    const entry = await here.box.get("entry", id);
    if (!entry || entry.offered) return entry;
    offered.add(id);
    await here.box.put("entry", id, { ...entry, offered: true }).catch(() => {});
    return { ...entry, offered: true };
  });
}

// ---- entries that follow others

/**
 * Of what `about` or an entry names in `after`, what is gone: given up or thrown away, so that it never arrives.
 * @param {{ after?: string[] }} about
 */
export async function goneOf({ after = [] }) {
  if (!after.length) return [];
  const there = new Set((await entries()).flatMap((one) => [one.id, one.mends]));
  for (const { taken_back: back, refused, mends } of await drafts())
    for (const id of [back?.id, refused, mends]) there.add(id);
  return after.filter((id) => !there.has(id));
}

/**
 * How many entries and drafts follow these entries.
 * @param {string[]} ids
 */
export async function followersOf(ids) {
  /** @param {{ after?: string[] }} one */
  const follows = ({ after = [] }) => after.some((id) => ids.includes(id));
  return (
    (await toSend()).filter(follows).length + (await drafts()).filter((one) => follows(one.about)).length
  );
}

/**
 * `about` without what is gone, and without the findings that went with it.
 * @param {Tablet.About} about
 * @param {string[]} gone
 * @returns {Tablet.About}
 */
export function withoutGone(about, gone) {
  if (!gone.length) return about;
  return {
    ...about,
    after: (about.after ?? []).filter((id) => !gone.includes(id)),
    findings: about.findings?.filter((one) => !gone.includes(one.made_by ?? "")),
  };
}

/**
 * Takes an entry out of its wait for what never comes: what is left of it becomes a draft again, or nothing when
 * nothing is left.  One that the server holds is given up there first, which needs a line.
 * @param {Tablet.Entry} waiting
 */
export async function free(waiting) {
  const gone = await goneOf(waiting);
  const about = withoutGone(waiting.about, gone);
  const draft = canTakeBack(waiting) ? await takeBack(waiting) : await givenUp(waiting);
  if (!draft) return null;
  if (about.findings?.length === 0) {
    const refused = draft.refused && (await here.box.get("entry", draft.refused));
    await dropDraft(draft);
    if (refused) await giveUp(refused);
    return null;
  }
  await keepDraft({ ...draft, about });
  return draft;
}

/** @param {Tablet.Entry} entry */
async function givenUp(entry) {
  const { problem } = await here.line.call("POST", `/sync/entries/${entry.id}/give-up`);
  return mend(await keepAnswer(entry, { state: "refused", problem }));
}

/**
 * An entry that was never offered becomes the draft it was, and keeps its id: what names it in `after` still follows it.
 * @param {{ id: string }} entry
 */
export function takeBack({ id }) {
  return alone(async () => {
    const entry = await here.box.get("entry", id);
    if (!entry || !canTakeBack(entry)) return null;
    const now = Date.now();
    const { record_id, kind, about, clock, mends, sequence } = entry;
    /** @type {Tablet.Draft} */
    const draft = {
      id: record_id,
      kind,
      about,
      content: entry.draft ?? {},
      created_at: Date.parse(entry.made_at),
      updated_at: now,
      clock,
      mends,
      taken_back: { id, sequence },
    };
    await here.box.change([
      { box: "entry", id },
      { box: "draft", id: record_id, value: draft },
    ]);
    here.tell("queue");
    return draft;
  });
}

/**
 * What was recorded at a site and is not in what was taken along: entries, and the findings that they will make.
 * @param {string} site
 */
export async function recordsAt(site) {
  const all = (await entries()).filter((one) => one.about?.site === site);
  const waiting = all.filter((one) => TO_SEND.includes(one.state) || one.state === "refused");
  const fresh = all.filter(
    (one) => one.state === "arrived" && (one.settled_at ?? 0) > (here.setting.taken_at ?? 0),
  );
  const findings = [...waiting, ...fresh]
    .filter((one) => one.state !== "refused")
    .flatMap((one) => (one.findings ?? []).map((finding) => ({ ...finding, made_by: one.id })));
  return { waiting, findings };
}

/**
 * Turns a finished draft into an entry, as one write: either the draft is there or the entry.  Throws FilesGone where
 * a picture that the record names is not here.
 * @param {Tablet.Draft} draft
 * @param {{
 *   content: Tablet.EntryContent, title: string, files?: string[], mock?: boolean, after?: string[],
 *   findings?: Tablet.FindingInBrief[],
 * }} record
 */
export async function submit(draft, { content, title, files = [], mock = false, after = [], findings = [] }) {
  const lines = await announced(files);
  lookAtClock();
  const next = (here.setting.sequence ?? 0) + 1;
  const { id = newId(), sequence = next } = draft.taken_back ?? {};
  /** @type {Tablet.Entry} */
  const entry = {
    id,
    kind: draft.kind,
    record_id: draft.id,
    sequence,
    after,
    mends: draft.mends,
    made_at: localIso(),
    device_offset_ms: offsetNow(here.setting),
    clock_set_ms: setSince(draft.clock),
    clock: draft.clock,
    mock_location: mock,
    content,
    files: lines,
    title,
    findings,
    about: draft.about,
    draft: draft.content,
    state: "waiting",
    answer: null,
    problem: null,
  };
  /** @type {import("./store.js").Step[]} */
  const steps = [
    { box: "draft", id: draft.id },
    { box: "entry", id: entry.id, value: entry },
    here.saving({ sequence: Math.max(sequence, next - 1) }),
  ];
  const refused = draft.refused ? await here.box.get("entry", draft.refused) : null;
  if (refused) steps.push({ box: "entry", id: refused.id, value: { ...refused, state: "mended" } });
  await here.box.change(steps);
  here.tell("queue");
  return entry;
}

/**
 * What is sent of an entry: the same every time, byte for byte.
 * @param {Tablet.Entry} entry
 * @returns {Records.SyncEntryIn}
 */
export function sentOf(entry) {
  const {
    kind,
    record_id,
    sequence,
    after,
    made_at,
    device_offset_ms,
    clock_set_ms = null,
    mock_location,
    content,
    files,
    mends,
  } = entry;
  return {
    kind,
    record_id,
    sequence,
    after,
    made_at,
    device_offset_ms,
    clock_set_ms,
    mock_location,
    // Only of what the server holds whole is the content not here, and that is not sent.
    content: /** @type {Tablet.EntryContent} */ (content),
    files,
    ...(mends ? { mends } : {}),
  };
}

/**
 * Keeps what the server said.  Only when it holds the record whole are the pictures let go.
 * @param {Tablet.Entry} entry
 * @param {Partial<Tablet.Entry> & Pick<Tablet.Entry, "state">} changes
 * @param {{ whole?: boolean }} [options]
 */
export async function keepAnswer(entry, changes, { whole = false } = {}) {
  /** @type {Tablet.Entry} */
  const kept = { ...entry, ...changes, settled_at: SETTLED.includes(changes.state) ? Date.now() : null };
  /** @type {import("./store.js").Step[]} */
  const steps = [];
  if (whole) {
    steps.push(...(await filesOf(entry.record_id)).flatMap(forgetting));
    Object.assign(kept, { content: null, draft: null });
  }
  await here.box.change([...steps, { box: "entry", id: entry.id, value: kept }]);
  here.tell("queue");
  return kept;
}

/**
 * A refused entry as a draft again; it stays beside it until the mended one is sent.  Of which the server kept nothing,
 * that comes again under its own id: what follows it in `after` still does.
 * @param {Tablet.Entry} entry
 */
export async function mend(entry) {
  const { id, sequence, problem } = entry;
  const names = problem?.kept_nothing
    ? { mends: entry.mends, refused: null, taken_back: { id, sequence } }
    : { mends: id, refused: id };
  const now = Date.now();
  /** @type {Tablet.Draft} */
  const draft = {
    id: entry.record_id,
    kind: entry.kind,
    about: entry.about,
    content: entry.draft ?? {},
    created_at: now,
    updated_at: now,
    clock: entry.clock,
    ...names,
  };
  await here.box.put("draft", draft.id, draft);
  here.tell("queue");
  return draft;
}

/**
 * The person gives a refused entry up; the server keeps what it was sent.
 * @param {Tablet.Entry} entry
 */
export async function giveUp(entry) {
  const files = await filesOf(entry.record_id);
  await here.box.change([...files.flatMap(forgetting), { box: "entry", id: entry.id }]);
  here.tell("queue");
}

// Receipts of long ago need not stay.
export async function forgetOldReceipts(now = Date.now()) {
  const old = (await entries()).filter(
    (one) =>
      (SETTLED.includes(one.state) || one.state === "mended") &&
      now - (one.settled_at ?? now) > RECEIPTS_KEPT,
  );
  if (old.length) await here.box.change(old.map((one) => ({ box: "entry", id: one.id })));
}
