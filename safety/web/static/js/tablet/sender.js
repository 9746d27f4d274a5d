// Sends the queue when there is a line: each entry by itself, its pictures after it, and none waits for a refused one.
import { contentHash } from "./canonical.js";
import { offset } from "./clock.js";
import { clockSet, lookAtClock } from "./clock-set.js";
import { entries, fileBlob, goneOf, keepAnswer, offer, sentOf, SETTLED, toSend, unsent } from "./entries.js";
import { here } from "./here.js";
import { Busy, NoLine, Refused, Revoked } from "./line.js";
import { stateAfter, stateWords } from "./trouble.js";
import { upload } from "./upload.js";

const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;

/**
 * How the line stands.
 * @typedef {"idle" | "sending" | import("./trouble.js").Trouble} LineState
 */

/**
 * @type {{
 *   running: boolean, again: boolean, failures: number, timer: number | undefined, state: LineState,
 *   status: number | null,
 * }}
 */
const at = { running: false, again: false, failures: 0, timer: undefined, state: "idle", status: null };

export function lineState() {
  return at.state;
}

// The same in words, with the number of what answered.
export function lineWords() {
  return stateWords(at.state, at.status);
}

/**
 * @param {LineState} state
 * @param {number | null} [status]
 */
function become(state, status = null) {
  Object.assign(at, { state, status });
  here.tell("line", { state });
}

// Sends everything that waits; called again while it runs, it begins anew afterwards.
export async function send() {
  clearTimeout(at.timer);
  if (at.running || !here.open) {
    at.again = at.running;
    return;
  }
  at.running = true;
  become("sending");
  try {
    await round();
    at.failures = 0;
    become("idle");
    // What waits for another record is asked for again now and then.
    if ((await toSend()).length) at.timer = setTimeout(send, LONGEST_PAUSE);
  } catch (error) {
    await stopped(error);
  } finally {
    at.running = false;
  }
  if (at.again) {
    at.again = false;
    send();
  }
}

async function round() {
  await contact();
  let busy = null;
  const waiting = await toSend();
  for (const entry of waiting) {
    try {
      await sendOne(entry);
    } catch (error) {
      // The server cannot take this one just now: the next may do better.
      if (!(error instanceof Busy)) throw error;
      busy = error;
    }
  }
  if (waiting.length) await contact();
  if (busy) throw busy;
}

/** @param {unknown} error */
async function stopped(error) {
  if (!here.open) return;
  if (error instanceof Revoked) {
    here.tell("revoked", { id: here.profile.id });
    return;
  }
  const state = stateAfter(error);
  if (error instanceof NoLine || error instanceof Busy) later(error);
  else if (state) become(state);
  else {
    later(new Busy(0, 0));
    throw error;
  }
}

/** @param {NoLine | Busy} error */
function later(error) {
  at.failures += 1;
  const pause = Math.min(FIRST_PAUSE * 2 ** (at.failures - 1), LONGEST_PAUSE) * (0.75 + Math.random() / 2);
  const { seconds = 0, status = null } = error instanceof Busy ? error : {};
  at.timer = setTimeout(send, Math.max(pause, seconds * 1000));
  become(stateAfter(error) ?? "busy", status);
}

// ---- contact: clocks, and what the office decided

export async function contact() {
  const { count, oldest } = await unsent();
  const estimate = (await navigator.storage?.estimate?.()) ?? {};
  lookAtClock();
  const sentAt = Date.now();
  const told = await here.line.call("POST", `/sync/devices/${here.line.proof?.id}/contact`, {
    json: {
      device_time: new Date(sentAt).toISOString(),
      unsent: count,
      oldest_unsent_at: oldest ? new Date(oldest).toISOString() : null,
      app_version: here.version ?? null,
      storage_used: estimate.usage ?? null,
      storage_quota: estimate.quota ?? null,
    },
  });
  await here.save({
    offset_ms: offset(sentAt, Date.now(), told.server_time),
    measured_at: Date.now(),
    set_at_measure: clockSet(),
  });
  await hear(told.notices);
  await here.tellWaiting(count, oldest);
}

/** @param {Records.SyncNoticeOut[]} notices */
async function hear(notices) {
  if (!notices.length) return;
  const known = new Map((await entries()).map((one) => [one.id, one]));
  for (const notice of notices) {
    const entry = known.get(notice.entry_id);
    const said = { at: notice.at, words: notice.words, choice: notice.choice };
    if (!entry || JSON.stringify(entry.notice) === JSON.stringify(said)) continue;
    // What an entry has become is asked for by sending it again; here is only kept what people said of it.
    await keepAnswer(entry, { notice: said, state: entry.state });
  }
}

// ---- one entry

/** @param {Tablet.Entry} waiting */
async function sendOne(waiting) {
  if ((await goneOf(waiting)).length) return; // it would wait at the server for what never comes
  const entry = await offer(waiting);
  if (!entry) return; // taken back for correction
  let answer;
  try {
    answer = await put(entry);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await refusedAtOnce(entry, error);
    return;
  }
  let kept = await heard(entry, answer);
  if (answer.state !== "awaiting_files") return;
  const spoilt = await sendFiles(kept, answer.missing);
  answer = await put(kept);
  kept = await heard(kept, answer);
  // The server may refuse the record for the same file: which one it was is known here.
  if (spoilt && ["awaiting_files", "refused"].includes(answer.state))
    await keepAnswer(kept, { state: "refused", problem: { ...answer.problem, ...spoilt } });
}

/**
 * @param {Tablet.Entry} entry
 * @returns {Promise<Records.SyncEntryOut>}
 */
function put(entry) {
  return here.line.call("PUT", `/sync/entries/${entry.id}`, { json: sentOf(entry) });
}

/**
 * @param {Tablet.Entry} entry
 * @param {Records.SyncEntryOut} answer
 */
async function heard(entry, answer) {
  if (answer.sha256 !== (await contentHash(sentOf(entry)))) throw new Busy(0, 0); // not what was sent: never counted as arrived
  const { state, receipt, problem, conflict, judged, url, missing } = answer;
  const whole = SETTLED.includes(state);
  return keepAnswer(
    entry,
    { state, problem, answer: { receipt, conflict, judged, url, missing, clock: answer.clock } },
    { whole },
  );
}

/**
 * The server kept nothing of it (nonsense, too large), or has other content under its id.
 * @param {Tablet.Entry} entry
 * @param {Refused} error
 */
async function refusedAtOnce(entry, error) {
  if (error.body.code === "other_content") {
    const answer = { receipt: null, conflict: error.body.conflict, judged: [], url: null, missing: [] };
    await keepAnswer(entry, { state: "conflict", answer });
    return;
  }
  await keepAnswer(entry, {
    state: "refused",
    problem: { ...error.body, status: error.status, kept_nothing: true },
  });
}

/**
 * Sends what is missing; answers the refusal of a file that can never be taken.
 * @param {Tablet.Entry} entry
 * @param {Records.SyncMissingOut[]} missing
 */
async function sendFiles(entry, missing) {
  let spoilt = null;
  for (const { id } of missing) {
    const file = await here.box.get("file", id);
    const blob = file && (await fileBlob(id));
    if (!blob) {
      spoilt = { code: "file_gone", photo: id };
      continue;
    }
    try {
      await upload(file, blob, (sent) =>
        here.tell("progress", { entry: entry.id, file: id, sent, size: file.size }),
      );
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // Not the announced bytes: they go once more from the beginning at the next round.
      if (error.body.code === "hash_mismatch") throw new Busy(422, 0);
      spoilt = { ...error.body, photo: id };
    }
  }
  return spoilt;
}
