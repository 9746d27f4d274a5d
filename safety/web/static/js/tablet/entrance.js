// Coming in and going out: enrolling this browser for a person, the PIN, leaving, and erasing.
import { newId } from "../new-id.js";
import { here } from "./here.js";
import { Line, OtherPerson, stillEnrolled } from "./line.js";
import { profiles } from "./store.js";
import { changePin, newVault, openVault, waitAfter, WrongPin } from "./vault.js";

export class Waiting extends Error {}
export class Elsewhere extends Error {}

// The device's proof in a form that a locked page can send and nobody can read off the disk as text: so a lost
// tablet learns that it was revoked before anybody unlocks it.
async function probeOf(secret) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { key, iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(secret)) };
}

async function probedProof({ id, device_id: device = null, probe }) {
  const secret = await crypto.subtle.decrypt({ name: "AES-GCM", iv: probe.iv }, probe.key, probe.data);
  return { id: device ?? id, secret: new TextDecoder().decode(secret) };
}

function platform() {
  const told = navigator.userAgentData?.platform ?? navigator.platform ?? "";
  return `${told} ${navigator.userAgent}`.trim().slice(0, 120);
}

// Who is signed in at the server; throws SignedOut or NoLine.
export function whoIsSignedIn() {
  return new Line().call("GET", "/me");
}

async function introduced(line, { id, name, code }) {
  const given = code || (await line.call("POST", "/sync/enrolments", { json: {} })).code;
  return line.call("POST", "/sync/devices", { json: { id, code: given, name, platform: platform() }, again: false });
}

// Enrols this browser for whoever is signed in; `code` comes from the office, or is asked for here.
export async function enrol({ name, pin, code }) {
  const line = new Line();
  const me = await line.call("GET", "/me");
  const id = newId();
  const made = await introduced(line, { id, name, code });
  const { lock, key } = await newVault(pin);
  const profile = { id, label: me.name, device: name, made_at: Date.now(), lock, failures: 0, until: 0, unsent: 0, oldest: null, probe: await probeOf(made.secret) };
  await profiles.put(profile);
  await here.enter(profile, key);
  await here.save({ secret: made.secret, member: made.member, permissions: me.permissions, sequence: 0, photo_side: 1600, offset_ms: null });
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

// Opens an enrolment; each wrong PIN after the third makes the next try wait longer.
export async function unlock(id, pin) {
  const profile = await profiles.get(id);
  if (Date.now() < profile.until) throw new Waiting(String(profile.until));
  let key;
  try {
    key = await openVault(profile.lock, pin);
  } catch (error) {
    if (!(error instanceof WrongPin)) throw error;
    const failures = profile.failures + 1;
    await profiles.put({ ...profile, failures, until: Date.now() + waitAfter(failures) });
    throw error;
  }
  const opened = { ...profile, failures: 0, until: 0 };
  await profiles.put(opened);
  if (!(await here.enter(opened, key))) throw new Elsewhere();
}

export async function setPin(pin, next) {
  const lock = await changePin(here.profile.lock, pin, next);
  here.profile = { ...here.profile, lock };
  await profiles.put(here.profile);
}

// Takes the person's session away and locks; what was taken along goes, what is not sent stays, encrypted.
export async function signOut() {
  const token = (await here.line.prepared().catch(() => ({})))["X-CSRFToken"];
  await here.box.change([...TAKEN.map((box) => ({ box })), here.saving({ area: null, cursor: null, taken_at: null })]);
  const body = new URLSearchParams({ csrf_token: token ?? "" });
  await fetch("/sign-out", { method: "POST", body, credentials: "same-origin" }).catch(() => null);
  here.leave();
}

export const TAKEN = ["site", "finding", "checklist", "codes", "person", "assignment", "accident", "review", "district"];

// Everything of an enrolment, for good: it was revoked, or its person says so.
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
