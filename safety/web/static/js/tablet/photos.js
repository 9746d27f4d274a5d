// Photos on the tablet: made smaller to the set size, kept encrypted, sent later with the record they belong to.
import { shrink } from "../shrink.js";
import { fileBlob, keepFile } from "./entries.js";
import { here } from "./here.js";

// The store that `photoBox` and `signatures` keep pictures in: of one record, on this device.
export function photoStore(record) {
  return {
    async keep({ id, blob, position }) {
      const kept = await shrink(blob, here.setting.photo_side);
      await keepFile(record, id, kept, { position });
      return kept;
    },
    kept: fileBlob,
  };
}
