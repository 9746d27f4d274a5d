// A database of this browser that is opened again after the browser closed it, as it does when the disk is full.
import { openDB } from "../vendor/idb/index.js";

// Answers a function that gives the open database.
export function database(name, version, upgrade) {
  let opened = null;
  const forget = () => (opened = null);
  return () => {
    opened ??= openDB(name, version, { upgrade, terminated: forget }).catch((error) => {
      forget();
      throw error;
    });
    return opened;
  };
}
