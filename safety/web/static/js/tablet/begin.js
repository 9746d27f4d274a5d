// Beginning a record: its draft is kept, then opened.
import { beginDraft } from "./entries.js";
import { here } from "./here.js";
import { say } from "./words.js";

/**
 * @param {Tablet.Kind} kind
 * @param {Tablet.About} about
 * @param {Tablet.DraftContent} [content]
 */
export async function begin(kind, about, content) {
  let draft;
  try {
    draft = await beginDraft(kind, about, content);
  } catch (error) {
    if (!here.open) throw error;
    window.alert(say("no-room-to-begin"));
    return;
  }
  location.assign(`#/draft/${draft.id}`);
}
