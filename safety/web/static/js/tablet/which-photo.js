// Which of a record's photos or signatures an id is, in words: of what, and the how many-th there.
import { say } from "./words.js";

// The photos of a record by what they show: [words, [id]].
function groups({ content, about, title }) {
  const summaries = new Map((about?.findings ?? []).map((one) => [one.id, one.summary]));
  return [
    ...(content.findings ?? []).map((one) => [one.summary, one.photos]),
    ...(content.lines ?? []).map((one) => [summaries.get(one.demand_id), one.file_ids]),
    [title, content.files ?? []],
  ];
}

export function whichPhoto(entry, id) {
  const { content } = entry;
  const signatures = content?.signatures ?? {};
  if (signatures.inspector_file === id) return say("signature-of", { who: say("inspectors") });
  if (signatures.site_file === id) return say("signature-of", { who: say("site-signer") });
  const [of, ids] = (content ? groups(entry) : []).find(([, list]) => list.includes(id)) ?? [
    entry.title,
    [id],
  ];
  return say("photo-of", { of: of || entry.title, n: ids.indexOf(id) + 1 });
}
