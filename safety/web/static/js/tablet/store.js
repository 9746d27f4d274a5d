// What is kept on this device: who is enrolled here, openly; everything else encrypted, each enrolment by itself.
import { database } from "../kept-database.js";

const NAME = "qunjian-tablet";
//: Tells `closed` when the browser closed the store, `lost` when it emptied it; at once, before anybody reads from it.
export const storage = new EventTarget();
const tell = (name) => storage.dispatchEvent(new Event(name));
const opened = database(NAME, 1, upgrade, { closed: () => tell("closed"), lost: () => tell("lost") });

function upgrade(db) {
  db.createObjectStore("profiles", { keyPath: "id" });
  db.createObjectStore("sealed", { keyPath: ["profile", "box", "id"] });
}

//: Opens the store again; throws where the browser does not let it be opened.
export const reopen = () => opened();

export const profiles = {
  //: What was last read of all enrolments: who, on which device, and how much waits.
  known: [],

  async all() {
    const all = await (await opened()).getAll("profiles");
    profiles.known = all.map(({ id, label, device, unsent }) => ({ id, label, device, unsent }));
    return all;
  },

  get: async (id) => (await opened()).get("profiles", id),
  put: async (profile) => (await opened()).put("profiles", profile),

  // Everything of one enrolment, for good.
  async erase(id) {
    const writing = (await opened()).transaction(["profiles", "sealed"], "readwrite", {
      durability: "strict",
    });
    await writing.objectStore("sealed").delete(IDBKeyRange.bound([id], [id, []]));
    await writing.objectStore("profiles").delete(id);
    await writing.done;
  },
};

// The encrypted records of one enrolment.  A record's place is bound to it: moved elsewhere it does not open.
export class Box {
  constructor(profile, key) {
    this.profile = profile;
    this.key = key;
  }

  #place(box, id) {
    return new TextEncoder().encode(JSON.stringify([this.profile, box, id]));
  }

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

  async #open(row) {
    const how = { name: "AES-GCM", iv: row.iv, additionalData: this.#place(row.box, row.id) };
    const bytes = await crypto.subtle.decrypt(how, this.key, row.data);
    return row.raw ? bytes : JSON.parse(new TextDecoder().decode(bytes));
  }

  async get(box, id) {
    const row = await (await opened()).get("sealed", [this.profile, box, id]);
    return row ? this.#open(row) : undefined;
  }

  async has(box, id) {
    return (await (await opened()).getKey("sealed", [this.profile, box, id])) !== undefined;
  }

  #all(box) {
    return IDBKeyRange.bound([this.profile, box], [this.profile, box, []]);
  }

  async all(box) {
    const rows = await (await opened()).getAll("sealed", this.#all(box));
    return Promise.all(rows.map((row) => this.#open(row)));
  }

  async ids(box) {
    return (await (await opened()).getAllKeys("sealed", this.#all(box))).map(([, , id]) => id);
  }

  // Several writes as one: [{ box, id, value }] puts, [{ box, id }] forgets, [{ box }] forgets the whole box.
  async change(steps) {
    const rows = await Promise.all(
      steps.map(({ box, id, value }) => (value === undefined ? null : this.#seal(box, id, value))),
    );
    const writing = (await opened()).transaction("sealed", "readwrite", { durability: "strict" });
    const written = steps.map(({ box, id }, index) => {
      if (rows[index]) return writing.store.put(rows[index]);
      return writing.store.delete(id === undefined ? this.#all(box) : [this.profile, box, id]);
    });
    await Promise.all([...written, writing.done]);
  }

  put(box, id, value) {
    return this.change([{ box, id, value }]);
  }

  forget(box, id) {
    return this.change([{ box, id }]);
  }
}
