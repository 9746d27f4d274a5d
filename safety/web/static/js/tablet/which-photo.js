// Which of a record's photos or signatures an id is, in words: of what, and the how many-th there.
import { say } from "./words.js";

/**
 * The photos of a record by what they show.
 * @param {Tablet.Entry} entry
 * @returns {[words: string | null | undefined, ids: string[]][]}
 */
function groups({ content, about, title }) {
  if (!content) return [];
  /** @type {[words: string | null | undefined, ids: string[]][]} */
  const of = (content.findings ?? []).map((one) => [one.summary, one.photos ?? []]);
  const summaries = new Map((about?.findings ?? []).map((one) => [one.id, one.summary]));
  for (const line of content.lines ?? []) of.push([summaries.get(line.demand_id), line.file_ids]);
  return [...of, [title, content.files ?? []]];
}

/**
 * @param {Tablet.Entry} entry
 * @param {string} id
 */
export function whichPhoto(entry, id) {
  const { content } = entry;
  const signatures = content?.signatures ?? {};
  if (signatures.inspector_file === id) return say("signature-of", { who: say("inspectors") });
  if (signatures.site_file === id) return say("signature-of", { who: say("site-signer") });
  const [of, ids] = groups(entry).find(([, list]) => list.includes(id)) ?? [entry.title, [id]];
  return say("photo-of", { of: of || entry.title, n: ids.indexOf(id) + 1 });
}
