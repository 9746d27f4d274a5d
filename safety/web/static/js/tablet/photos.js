// Photos on the tablet: made smaller to the set size, kept encrypted, sent later with the record they belong to.
import { shrink } from "../shrink.js";
import { keepFile, keptFile } from "./entries.js";
import { here } from "./here.js";

// The store that `photoBox` and `signatures` keep pictures in: of one record, on this device.  What was kept or shown
// stays in memory as well while the form is open: a store that the browser emptied is filled again from it.
export function photoStore(record) {
  const held = new Map(); // id → { blob, position }
  return {
    async keep({ id, blob, position = null }) {
      if (!held.has(id)) held.set(id, { blob: await shrink(blob, here.setting.photo_side), position });
      const { blob: kept, ...about } = held.get(id);
      await keepFile(record, id, kept, about);
      return kept;
    },

    async kept(id) {
      const found = await keptFile(id);
      if (found) held.set(id, found);
      return found?.blob;
    },

    held: (id) => held.get(id)?.blob,
  };
}
