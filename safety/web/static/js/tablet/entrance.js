// Coming in and going out: enrolling this browser for a person, the PIN, leaving, and erasing.
import { newId } from "../new-id.js";
import { here } from "./here.js";
import { Busy, Line, OtherPerson, SignedOut, stillEnrolled } from "./line.js";
import { profiles } from "./store.js";
import { changePin, MOST_TRIES, newVault, openVault, waitAfter } from "./vault.js";

// The next try has to wait: `length` milliseconds.
export class Waiting extends Error {
  /** @param {number} length */
  constructor(length) {
    super(String(length));
    this.length = length;
  }
}
// Too many wrong PINs: its person signs in at the server first.
export class Shut extends Error {}
export class Elsewhere extends Error {}

/**
 * The device's proof in a form that a locked page can send and nobody can read off the disk as text: so a lost
 * tablet learns that it was revoked before anybody unlocks it.
 * @param {string} secret
 */
async function probeOf(secret) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return {
    key,
    iv,
    data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(secret)),
  };
}

/** @param {Tablet.Profile} profile */
async function probedProof({ id, device_id: device, probe }) {
  const secret = await crypto.subtle.decrypt({ name: "AES-GCM", iv: probe.iv }, probe.key, probe.data);
  return { id: device ?? id, secret: new TextDecoder().decode(secret) };
}

function platform() {
  const told =
    /** @type {{ userAgentData?: { platform: string } }} */ (navigator).userAgentData?.platform ??
    navigator.platform ??
    "";
  return `${told} ${navigator.userAgent}`.trim().slice(0, 120);
}

// Who is signed in at the server; throws SignedOut or NoLine.
export function whoIsSignedIn() {
  return new Line().call("GET", "/me");
}

/**
 * @param {Line} line
 * @param {{ id: string, name: string, code: string | null }} device
 */
async function introduced(line, { id, name, code }) {
  const given = code || (await line.call("POST", "/sync/enrolments", { json: {} })).code;
  return line.call("POST", "/sync/devices", {
    json: { id, code: given, name, platform: platform() },
    again: false,
  });
}

/**
 * Enrols this browser for whoever is signed in; `code` comes from the office, or is asked for here.
 * @param {{ name: string, pin: string, code: string | null }} device
 */
export async function enrol({ name, pin, code }) {
  const line = new Line();
  const me = await line.call("GET", "/me");
  const id = newId();
  const made = await introduced(line, { id, name, code });
  const { lock, key } = await newVault(pin);
  /** @type {Tablet.Profile} */
  const profile = {
    id,
    label: me.name,
    device: name,
    made_at: Date.now(),
    lock,
    failures: 0,
    unsent: 0,
    oldest: null,
    probe: await probeOf(made.secret),
  };
  await profiles.put(profile);
  await here.enter(profile, key);
  await here.save({
    secret: made.secret,
    member: made.member,
    permissions: me.permissions,
    sequence: 0,
    photo_side: 1600,
    offset_ms: null,
  });
  here.line.proof = { id, secret: made.secret };
  here.tell("entered");
}

// A server that was set back to an older backup does not know this device: it becomes another device there, and keeps
// its queue here.  Only for the same person.
export async function enrolAnew() {
  const line = new Line();
  const me = await line.call("GET", "/me");
  if (me.member_id !== here.setting.member.id) throw new OtherPerson();
  const id = newId();
  const { secret } = await introduced(line, { id, name: here.profile.device, code: null });
  here.profile = { ...here.profile, device_id: id, probe: await probeOf(secret) };
  await profiles.put(here.profile);
  await here.save({ device_id: id, secret });
  here.line.proof = { id, secret };
}

// When the last wrong PIN was typed in this page, by a clock that nobody can set; before this page, at its beginning.
/** @type {Map<string, number>} */
const wrongAt = new Map();

/** @param {Tablet.Profile} profile */
function stillToWait({ id, failures }) {
  return waitAfter(failures) - (performance.now() - (wrongAt.get(id) ?? 0));
}

/**
 * Ends this browser's session at the server, once; then asks whether the device's own person has signed in since.
 * @param {Tablet.Profile} profile
 */
async function signedInAnew(profile) {
  const proof = await probedProof(profile);
  const line = new Line(proof);
  if (!profile.shut) {
    await endSession(line);
    await profiles.put({ ...profile, shut: true });
    throw new Shut();
  }
  try {
    await line.call("POST", `/sync/devices/${proof.id}/contact`, {
      json: {
        device_time: new Date().toISOString(),
        unsent: profile.unsent,
        oldest_unsent_at: profile.oldest ? new Date(profile.oldest).toISOString() : null,
      },
    });
  } catch (error) {
    throw error instanceof SignedOut || error instanceof OtherPerson ? new Shut() : error;
  }
  return { ...profile, failures: 0, shut: false };
}

/**
 * Opens an enrolment.  Tries are counted, not hours: each wrong PIN after the third makes the next wait longer, here and
 * in a page that is opened anew; after the tenth its person signs in first.
 * With `wanted` another window that has it open is asked to lock.
 * @param {string} id
 * @param {string} pin
 * @param {{ wanted?: boolean }} [options]
 */
export async function unlock(id, pin, { wanted = false } = {}) {
  let profile = await profiles.get(id);
  if (!profile) throw new Error(`nobody is enrolled here as ${id}`);
  if (profile.failures >= MOST_TRIES) profile = await signedInAnew(profile);
  const length = stillToWait(profile);
  if (length > 0) throw new Waiting(length);
  // Counted before it is tried: a page that is closed in between has tried too.
  await profiles.put({ ...profile, failures: profile.failures + 1 });
  wrongAt.set(id, performance.now());
  const { lock, key } = await openVault(profile.lock, pin);
  const opened = { ...profile, lock, failures: 0, shut: false };
  await profiles.put(opened);
  wrongAt.delete(id);
  if (!(await here.enter(opened, key, { wanted }))) throw new Elsewhere();
}

/**
 * @param {string} pin
 * @param {string} next
 */
export async function setPin(pin, next) {
  const lock = await changePin(here.profile.lock, pin, next);
  here.profile = { ...here.profile, lock };
  await profiles.put(here.profile);
}

// Takes the person's session away and locks; what was taken along goes, what is not sent stays, encrypted.
export async function signOut() {
  await here.box.change([
    ...TAKEN.map((box) => ({ box })),
    here.saving({ area: null, cursor: null, taken_at: null }),
  ]);
  await endSession(here.line).catch(() => null);
  here.leave();
}

/**
 * Ends the session of whoever is signed in on this browser; throws without a line.
 * @param {Line} line
 */
async function endSession(line) {
  let token;
  try {
    token = (await line.prepared())["X-CSRFToken"];
  } catch (error) {
    if (error instanceof SignedOut || error instanceof OtherPerson) return;
    throw error;
  }
  const body = new URLSearchParams({ csrf_token: token });
  const answer = await fetch("/sign-out", { method: "POST", body, credentials: "same-origin" });
  if (!answer.ok) throw new Busy(answer.status, 0);
}

/** @type {import("./store.js").BoxName[]} */
export const TAKEN = [
  "site",
  "finding",
  "checklist",
  "codes",
  "person",
  "assignment",
  "accident",
  "review",
  "district",
];

/**
 * Everything of an enrolment, for good: it was revoked, or its person says so.
 * @param {string} id
 */
export async function erase(id) {
  if (here.profile?.id === id) here.leave();
  await profiles.erase(id);
}

// Asks for each enrolment, locked as it is, whether it is still let in; erases those that are not.
export async function eraseRevoked() {
  const erased = [];
  for (const profile of await profiles.all()) {
    if (here.profile?.id === profile.id) continue;
    if ((await stillEnrolled(await probedProof(profile))) === false) {
      await erase(profile.id);
      erased.push(profile.label);
    }
  }
  return erased;
}
