// What a site check still lacks: the rules of the server's `inspections/rules/submission.py`, told while still on the spot.
import { say } from "./words.js";

const LONGEST = 3 * 24 * 3600 * 1000;

/** @typedef {Record<string, string[]>} Lacks what is missing, by field */

/**
 * @param {Tablet.CheckContent} content
 * @returns {Lacks}
 */
function times({ started_at: started, ended_at: ended }) {
  if (!started || !ended) {
    return {
      ...(started ? {} : { started_at: [say("lacks-start")] }),
      ...(ended ? {} : { ended_at: [say("lacks-end")] }),
    };
  }
  const length = Date.parse(ended) - Date.parse(started);
  if (length < 0) return { ended_at: [say("end-before-start")] };
  return length > LONGEST ? { ended_at: [say("too-long")] } : {};
}

/**
 * @param {Tablet.Checklist | null | undefined} checklist
 * @param {Tablet.CheckContent} content
 */
function answers(checklist, content) {
  /** @type {Lacks} */
  const found = {};
  for (const item of (checklist?.content.sections ?? []).flatMap((section) => section.items ?? [])) {
    const given = content.answers[item.id]?.answer;
    const findings = content.findings.filter((one) => one.item_id === item.id);
    if (!given) found[`answers.${item.id}`] = [say("lacks-answer")];
    else if (given === "failing" && !findings.length) found[`answers.${item.id}`] = [say("lacks-finding")];
    else if (given === "failing" && item.photo && !findings.some((one) => one.photos.length))
      found[`answers.${item.id}`] = [say("lacks-photo")];
  }
  return found;
}

/** @param {Tablet.CheckContent} content */
function findings(content) {
  /** @type {Lacks} */
  const found = {};
  content.findings.forEach((one, index) => {
    if (!one.summary) found[`findings.${index}.summary`] = [say("lacks-summary")];
    if (one.grade === "major" && !one.criterion)
      found[`findings.${index}.criterion`] = [say("lacks-criterion")];
  });
  return found;
}

/** @param {Tablet.CheckContent} content */
function people(content) {
  const alone = !content.companions.length && !content.alone_reason;
  // Who will not sign was met, and a witness saw it.
  const met = content.people_met.length || content.signatures.refused;
  return {
    ...(alone ? { alone_reason: [say("lacks-companion")] } : {}),
    ...(met ? {} : { people_met: [say("lacks-met")] }),
  };
}

/** @param {Tablet.CheckContent} content */
function signed({ signatures: given }) {
  /** @type {Lacks} */
  const found = {};
  if (!given.inspector_file) found["signatures.inspector_file"] = [say("lacks-own-signature")];
  if (given.refused) {
    if (given.site_file) found["signatures.refused"] = [say("signed-and-refused")];
    else if (!given.witness) found["signatures.witness"] = [say("lacks-witness")];
  } else if (!given.site_file) found["signatures.site_file"] = [say("lacks-site-signature")];
  else if (!given.site_name) found["signatures.site_name"] = [say("lacks-site-name")];
  return found;
}

/**
 * Everything missing by field, as the server would say it.
 * @param {Tablet.Checklist | null | undefined} checklist
 * @param {Tablet.CheckContent} content
 * @returns {Lacks}
 */
export function lacking(checklist, content) {
  return {
    ...times(content),
    ...answers(checklist, content),
    ...findings(content),
    ...people(content),
    ...signed(content),
  };
}
