// A database of this browser that is opened again after the browser closed it, as it does when the disk is full.
// Where the browser has emptied it meanwhile, that is told before anybody is given the new, empty one.
import { openDB } from "../vendor/idb/index.js";

/**
 * Answers a function that gives the open database.  `closed()` hears that the browser closed it: whether anything is
 * lost shows when it is opened again; `lost()` hears that what this page had there is gone.
 * @template {import("idb").DBSchema} S
 * @param {string} name
 * @param {number} version
 * @param {(fresh: import("idb").IDBPDatabase<S>) => void} upgrade
 * @param {{ closed?: () => void, lost?: () => void }} [hears]
 * @returns {() => Promise<import("idb").IDBPDatabase<S>>}
 */
export function database(name, version, upgrade, { closed = () => {}, lost = () => {} } = {}) {
  /** @type {Promise<import("idb").IDBPDatabase<S>> | null} */
  let opened = null;
  let known = false; // whether this page has had it open before

  async function open() {
    let made = false;
    /** @type {import("idb").IDBPDatabase<S>} */
    const db = await openDB(name, version, {
      upgrade(fresh, from) {
        made = from === 0;
        upgrade(fresh);
      },
      terminated() {
        opened = null;
        closed();
      },
    });
    const gone = made && known;
    known = true;
    if (gone) lost();
    return db;
  }

  return () => {
    opened ??= open().catch((error) => {
      opened = null;
      throw error;
    });
    return opened;
  };
}
