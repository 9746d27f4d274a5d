// What is kept on this device: who is enrolled here, openly; everything else encrypted, each enrolment by itself.
import { database } from "../kept-database.js";

const NAME = "qunjian-tablet";
//: Tells `closed` when the browser closed the store, `lost` when it emptied it; at once, before anybody reads from it.
export const storage = new EventTarget();
/** @param {"closed" | "lost"} name */
const tell = (name) => storage.dispatchEvent(new Event(name));
/** @type {() => Promise<import("idb").IDBPDatabase<Stores>>} */
const opened = database(NAME, 1, upgrade, { closed: () => tell("closed"), lost: () => tell("lost") });

/** @typedef {{ profile: string, box: string, id: string }} Place where a record lies: whose, in which box, by which id */
/** @typedef {Place & { raw: boolean, iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer }} Sealed */

/**
 * @typedef {import("idb").DBSchema & {
 *   profiles: { key: string, value: Tablet.Profile },
 *   sealed: { key: [profile: string, box: string, id: string], value: Sealed },
 * }} Stores
 */

/** @param {import("idb").IDBPDatabase<Stores>} db */
function upgrade(db) {
  db.createObjectStore("profiles", { keyPath: "id" });
  db.createObjectStore("sealed", { keyPath: ["profile", "box", "id"] });
}

//: Opens the store again; throws where the browser does not let it be opened.
export const reopen = () => opened();

export const profiles = {
  //: What was last read of all enrolments: who, on which device, and how much waits.
  /** @type {Pick<Tablet.Profile, "id" | "label" | "device" | "unsent">[]} */
  known: [],

  async all() {
    const all = await (await opened()).getAll("profiles");
    profiles.known = all.map(({ id, label, device, unsent }) => ({ id, label, device, unsent }));
    return all;
  },

  /** @param {string} id */
  get: async (id) => (await opened()).get("profiles", id),
  /** @param {Tablet.Profile} profile */
  put: async (profile) => (await opened()).put("profiles", profile),

  /**
   * Everything of one enrolment, for good.
   * @param {string} id
   */
  async erase(id) {
    const writing = (await opened()).transaction(["profiles", "sealed"], "readwrite", {
      durability: "strict",
    });
    await writing.objectStore("sealed").delete(IDBKeyRange.bound([id], [id, []]));
    await writing.objectStore("profiles").delete(id);
    await writing.done;
  },
};

/** @typedef {keyof Tablet.Boxes} BoxName */

/**
 * A step of a change: with a value it is put, without one the record is forgotten, without an id the whole box.
 * @typedef {{ box: BoxName, id?: string, value?: undefined }
 *   | { [B in BoxName]: { box: B, id: string, value: Tablet.Boxes[B] } }[BoxName]} Step
 */

// The encrypted records of one enrolment.  A record's place is bound to it: moved elsewhere it does not open.
export class Box {
  /**
   * @param {string} profile
   * @param {CryptoKey} key
   */
  constructor(profile, key) {
    this.profile = profile;
    this.key = key;
  }

  /**
   * @param {string} box
   * @param {string} id
   */
  #place(box, id) {
    return new TextEncoder().encode(JSON.stringify([this.profile, box, id]));
  }

  /**
   * @param {string} box
   * @param {string} id
   * @param {unknown} value
   * @returns {Promise<Sealed>}
   */
  async #seal(box, id, value) {
    const raw = value instanceof ArrayBuffer;
    const bytes = raw ? value : new TextEncoder().encode(JSON.stringify(value));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: this.#place(box, id) };
    return {
      profile: this.profile,
      box,
      id,
      raw,
      iv,
      data: await crypto.subtle.encrypt(how, this.key, bytes),
    };
  }

  /** @param {Sealed} row */
  async #open(row) {
    const how = { name: "AES-GCM", iv: row.iv, additionalData: this.#place(row.box, row.id) };
    const bytes = await crypto.subtle.decrypt(how, this.key, row.data);
    return row.raw ? bytes : JSON.parse(new TextDecoder().decode(bytes));
  }

  /**
   * @template {BoxName} B
   * @param {B} box
   * @param {string} id
   * @returns {Promise<Tablet.Boxes[B] | undefined>}
   */
  async get(box, id) {
    const row = await (await opened()).get("sealed", [this.profile, box, id]);
    return row ? this.#open(row) : undefined;
  }

  /**
   * @param {BoxName} box
   * @param {string} id
   */
  async has(box, id) {
    return (await (await opened()).getKey("sealed", [this.profile, box, id])) !== undefined;
  }

  /** @param {BoxName} box */
  #all(box) {
    return IDBKeyRange.bound([this.profile, box], [this.profile, box, []]);
  }

  /**
   * @template {BoxName} B
   * @param {B} box
   * @returns {Promise<Tablet.Boxes[B][]>}
   */
  async all(box) {
    const rows = await (await opened()).getAll("sealed", this.#all(box));
    return Promise.all(rows.map((row) => this.#open(row)));
  }

  /** @param {BoxName} box */
  async ids(box) {
    return (await (await opened()).getAllKeys("sealed", this.#all(box))).map(([, , id]) => id);
  }

  /**
   * Several writes as one: [{ box, id, value }] puts, [{ box, id }] forgets, [{ box }] forgets the whole box.
   * @param {Step[]} steps
   */
  async change(steps) {
    const rows = await Promise.all(
      steps.map((step) => (step.value === undefined ? null : this.#seal(step.box, step.id, step.value))),
    );
    const writing = (await opened()).transaction("sealed", "readwrite", { durability: "strict" });
    const written = steps.map(({ box, id }, index) => {
      const row = rows[index];
      if (row) return writing.store.put(row);
      return writing.store.delete(id === undefined ? this.#all(box) : [this.profile, box, id]);
    });
    await Promise.all([...written, writing.done]);
  }

  /**
   * @template {BoxName} B
   * @param {B} box
   * @param {string} id
   * @param {Tablet.Boxes[B]} value
   */
  put(box, id, value) {
    return this.change([/** @type {Step} */ ({ box, id, value })]);
  }

  /**
   * @param {BoxName} box
   * @param {string} id
   */
  forget(box, id) {
    return this.change([{ box, id }]);
  }
}
