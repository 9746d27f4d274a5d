// Photos on the tablet: made smaller to the set size, kept encrypted, sent later with the record they belong to.
import { shrink } from "../shrink.js";
import { keepFile, keptFile } from "./entries.js";
import { here } from "./here.js";

/**
 * The store that `photoBox` and `signatures` keep pictures in: of one record, on this device.  What was kept or shown
 * stays in memory as well while the form is open: a store that the browser emptied is filled again from it.
 * @param {string} record id of the record
 */
export function photoStore(record) {
  /** @type {Map<string, { blob: Blob, position?: Tablet.Position | null }>} */
  const held = new Map();
  return {
    /** @param {{ id: string, blob: Blob, position?: Tablet.Position | null }} photo */
    async keep({ id, blob, position = null }) {
      const one = held.get(id) ?? { blob: await shrink(blob, here.setting.photo_side), position };
      held.set(id, one);
      const { blob: kept, ...about } = one;
      await keepFile(record, id, kept, about);
      return kept;
    },

    /** @param {string} id */
    async kept(id) {
      const found = await keptFile(id);
      if (found) held.set(id, found);
      return found?.blob;
    },

    /** @param {string} id */
    held: (id) => held.get(id)?.blob,
  };
}
