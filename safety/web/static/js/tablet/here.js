// Who has this page open: one enrolment, unlocked, with its encrypted records and its line to the server.
import { Line } from "./line.js";
import { Box, profiles } from "./store.js";

const MAIN = "main";
//: How long the other window may take to keep what it holds, in milliseconds.
const PATIENCE = 10_000;
//: What the windows of this browser tell one another: { wanted: an enrolment's id }.
export const windows = new BroadcastChannel("qunjian-tablet");

// The device by which the server knows an enrolment: its own id, until it had to be enrolled anew.
export function proofOf(profile, { device_id: id = null, secret }) {
  return { id: id ?? profile.id, secret };
}

class Here extends EventTarget {
  profile = null;
  box = null;
  line = null;
  setting = null;
  #release = null;

  get open() {
    return this.box !== null;
  }

  // Only one window at a time works with an enrolment: two would number entries alike.  With `wanted` another window
  // that has it open is asked to keep what it holds and to lock, as one that was left alone does.
  async enter(profile, key, { wanted = false } = {}) {
    if (wanted) windows.postMessage({ wanted: profile.id });
    const release = await alone(profile.id, wanted);
    if (!release) return false;
    this.#release = release;
    this.profile = profile;
    this.box = new Box(profile.id, key);
    this.setting = (await this.box.get("setting", MAIN)) ?? {};
    this.line = new Line(proofOf(profile, this.setting));
    this.tell("entered");
    return true;
  }

  leave() {
    this.tell("leaving");
    this.profile = this.box = this.line = this.setting = null;
    this.#release?.();
    this.#release = null;
    this.tell("left");
  }

  async save(changes) {
    this.setting = { ...this.setting, ...changes };
    await this.box.put("setting", MAIN, this.setting);
  }

  // The step of a larger change that writes the settings with it.
  saving(changes) {
    this.setting = { ...this.setting, ...changes };
    return { box: "setting", id: MAIN, value: this.setting };
  }

  // What may be seen of an enrolment while it is locked: how much waits, and since when.
  async tellWaiting(unsent, oldest) {
    if (!this.open || (this.profile.unsent === unsent && this.profile.oldest === oldest)) return;
    this.profile = { ...this.profile, unsent, oldest };
    await profiles.put(this.profile);
  }

  // Writes the enrolment again into a store that the browser emptied.
  async writeBack() {
    await profiles.put(this.profile);
    await this.save({});
  }

  tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  on(name, act) {
    this.addEventListener(name, (event) => act(event.detail));
  }
}

export const here = new Here();

function alone(id, wait) {
  if (!navigator.locks) return Promise.resolve(() => {});
  const how = wait ? { signal: AbortSignal.timeout(PATIENCE) } : { ifAvailable: true };
  return new Promise((resolve) => {
    navigator.locks
      .request(`qunjian-tablet-${id}`, how, (lock) => {
        if (!lock) {
          resolve(null);
          return undefined;
        }
        return new Promise((release) => resolve(release));
      })
      .catch(() => resolve(null)); // the other window cannot let go: something in it could not be kept, or it stands still
  });
}
