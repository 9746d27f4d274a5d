// What is taken along: asked for its size first, downloaded in pages, kept encrypted, brought up to date by what changed.
import { TAKEN } from "./entrance.js";
import { here } from "./here.js";
import { Refused } from "./line.js";

const PAGE = "300";

/**
 * @param {Tablet.Choice} choice
 * @param {Record<string, string>} [more]
 */
function query({ districts = [], sites = [] }, more = {}) {
  const asked = new URLSearchParams(more);
  if (districts.length) asked.set("districts", districts.join(","));
  if (sites.length) asked.set("sites", sites.join(","));
  return asked.toString();
}

/**
 * Counts and bytes of a choice, before anything is downloaded.
 * @param {Tablet.Choice} choice
 */
export function sizes(choice) {
  return here.line.call("GET", `/sync/area?${query(choice)}`);
}

// The districts of one's scope with their outlines: `[{ code, name, geometry }]`.
export async function districtsOnLine() {
  const { features } = await here.line.call("GET", "/map/districts");
  return features.map(({ geometry, properties }) => ({
    code: properties.code,
    name: properties.name,
    geometry,
  }));
}

/**
 * One's own sites to check, asked on line.
 * @returns {Promise<string[]>}
 */
export async function assignedOnLine() {
  const { items } = await here.line.call("GET", `/sync/changes?${query({}, { limit: "500" })}`);
  return items.filter((one) => one.kind === "assignment" && !one.gone).map((one) => one.data?.site_id);
}

/**
 * Downloads a choice; `told(done)` hears how many records have come.
 * @param {Tablet.Choice} choice
 * @param {(done: number) => void} told
 */
export async function take(choice, told) {
  await pages(choice, null, told, new Set());
  await keepDistricts(choice);
}

/**
 * Brings what was taken along up to date; begins anew where the server no longer knows what was told.
 * @param {(done: number) => void} [told]
 */
export async function refresh(told = () => {}) {
  const { area, cursor } = here.setting;
  if (!area) return;
  try {
    await pages(area, cursor, told, null);
  } catch (error) {
    if (!(error instanceof Refused && error.status === 410)) throw error;
    await pages(area, null, told, new Set());
  }
  await keepDistricts(area);
}

/**
 * `seen` collects what a full download told; the rest is forgotten at its end.
 * @param {Tablet.Choice} choice
 * @param {string | null | undefined} since
 * @param {(done: number) => void} told
 * @param {Set<string> | null} seen
 */
async function pages(choice, since, told, seen) {
  let cursor = since;
  let done = 0;
  for (let more = true; more; ) {
    const page = await here.line.call(
      "GET",
      `/sync/changes?${query(choice, { limit: PAGE, ...(cursor ? { since: cursor } : {}) })}`,
    );
    await here.box.change(page.items.map(step));
    for (const one of page.items) {
      seen?.add(`${one.kind} ${one.id}`);
      if (one.gone && one.kind === "site") await forgetFindings(one.id);
    }
    done += page.items.length;
    told(done);
    ({ next: cursor, more } = page);
  }
  if (seen) await forgetUnseen(seen);
  await here.save({ area: choice, cursor, taken_at: Date.now() });
  here.tell("area");
}

/**
 * @param {Records.SyncItemOut} item
 * @returns {import("./store.js").Step}
 */
function step({ kind, id, gone, data, version }) {
  const box = /** @type {import("./store.js").BoxName} */ (kind);
  if (gone) return { box, id };
  return /** @type {import("./store.js").Step} */ ({ box, id, value: { id, version, ...data } });
}

/** @param {string} site */
async function forgetFindings(site) {
  const findings = await here.box.all("finding");
  await here.box.change(
    findings.filter((one) => one.site_id === site).map((one) => ({ box: "finding", id: one.id })),
  );
}

/** @param {Set<string>} seen */
async function forgetUnseen(seen) {
  /** @type {import("./store.js").Step[]} */
  const steps = [];
  for (const box of TAKEN) {
    if (box === "district") continue;
    for (const id of await here.box.ids(box)) if (!seen.has(`${box} ${id}`)) steps.push({ box, id });
  }
  if (steps.length) await here.box.change(steps);
}

/** @param {Tablet.Choice} choice */
async function keepDistricts({ districts = [] }) {
  const found = await districtsOnLine();
  const wanted = districts.length ? found.filter((one) => districts.includes(one.code)) : found;
  await here.box.change([{ box: "district" }]);
  await here.box.change(wanted.map((one) => ({ box: "district", id: one.code, value: one })));
}

export async function forgetArea() {
  await here.box.change([
    ...TAKEN.map((box) => ({ box })),
    here.saving({ area: null, cursor: null, taken_at: null }),
  ]);
  here.tell("area");
}
