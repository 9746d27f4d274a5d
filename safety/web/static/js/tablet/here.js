// Who has this page open: one enrolment, unlocked, with its encrypted records and its line to the server.
import { Line } from "./line.js";
import { Box, profiles } from "./store.js";

const MAIN = "main";
//: How long the other window may take to keep what it holds, in milliseconds.
const PATIENCE = 10_000;
//: What the windows of this browser tell one another: { wanted: an enrolment's id }.
export const windows = new BroadcastChannel("qunjian-tablet");

/**
 * The device by which the server knows an enrolment: its own id, until it had to be enrolled anew.
 * @param {Tablet.Profile} profile
 * @param {Pick<Tablet.Setting, "secret" | "device_id">} setting
 */
export function proofOf(profile, { device_id: id, secret }) {
  return { id: id ?? profile.id, secret };
}

/**
 * What is told here, each with what is told of it.
 * @typedef {{
 *   entered: {}, leaving: {}, left: {}, queue: {}, area: {}, clock: {}, emptied: {},
 *   line: { state?: string }, revoked: { id: string },
 *   progress: { entry: string, file: string, sent: number, size: number },
 * }} Told
 */

//: What a locked page has of these four: nothing.  Who reads them has asked `open` before, or asks with `?.`.
const nothing = /** @type {never} */ (/** @type {unknown} */ (null));

class Here extends EventTarget {
  /** @type {Tablet.Profile} */
  profile = nothing;
  /** @type {Box} */
  box = nothing;
  /** @type {Line & { proof: import("./line.js").Proof }} */
  line = nothing;
  /** @type {Tablet.Setting} */
  setting = nothing;
  /** @type {string | undefined} version of the worker that the page starts from */
  version = undefined;
  /** @type {(() => void) | null} */
  #release = null;

  get open() {
    return this.box !== null;
  }

  /**
   * Only one window at a time works with an enrolment: two would number entries alike.  With `wanted` another window
   * that has it open is asked to keep what it holds and to lock, as one that was left alone does.
   * @param {Tablet.Profile} profile
   * @param {CryptoKey} key
   * @param {{ wanted?: boolean }} [options]
   */
  async enter(profile, key, { wanted = false } = {}) {
    if (wanted) windows.postMessage({ wanted: profile.id });
    const release = await alone(profile.id, wanted);
    if (!release) return false;
    this.#release = release;
    this.profile = profile;
    this.box = new Box(profile.id, key);
    this.setting = (await this.box.get("setting", MAIN)) ?? /** @type {Tablet.Setting} */ ({});
    this.line = /** @type {Here["line"]} */ (new Line(proofOf(profile, this.setting)));
    this.tell("entered");
    return true;
  }

  leave() {
    this.tell("leaving");
    this.profile = this.box = this.line = this.setting = nothing;
    this.#release?.();
    this.#release = null;
    this.tell("left");
  }

  /** @param {Partial<Tablet.Setting>} changes */
  async save(changes) {
    this.setting = { ...this.setting, ...changes };
    await this.box.put("setting", MAIN, this.setting);
  }

  /**
   * The step of a larger change that writes the settings with it.
   * @param {Partial<Tablet.Setting>} changes
   * @returns {import("./store.js").Step}
   */
  saving(changes) {
    this.setting = { ...this.setting, ...changes };
    return { box: "setting", id: MAIN, value: this.setting };
  }

  /**
   * What may be seen of an enrolment while it is locked: how much waits, and since when.
   * @param {number} unsent
   * @param {number | null} oldest
   */
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

  /**
   * @template {keyof Told} N
   * @param {N} name
   * @param {Told[N] | {}} [detail]
   */
  tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /**
   * @template {keyof Told} N
   * @param {N} name
   * @param {(told: Told[N]) => unknown} act
   */
  on(name, act) {
    this.addEventListener(name, (event) => act(/** @type {CustomEvent<Told[N]>} */ (event).detail));
  }
}

export const here = new Here();

/**
 * @param {string} id
 * @param {boolean} wait
 * @returns {Promise<(() => void) | null>} what lets it go; null where another window has it
 */
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
        /** @type {Promise<void>} */
        const held = new Promise((release) => resolve(release));
        return held;
      })
      .catch(() => resolve(null)); // the other window cannot let go: something in it could not be kept, or it stands still
  });
}
