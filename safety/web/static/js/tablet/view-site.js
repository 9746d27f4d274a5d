// One site that was taken along: what is known of it, its open findings, and what may be begun here.
import { find } from "../find.js";
import { begin } from "./begin.js";
import { button, element, facts, state } from "./element.js";
import { recordsAt } from "./entries.js";
import { here } from "./here.js";
import { stateOf } from "./view-queue.js";
import { momentWords, say, termWords } from "./words.js";

const view = find(document, "[data-view=site]");
/** @type {Record<string, string>} */
const LEVELS = { red: "danger", orange: "warning", yellow: "warning", blue: "info" };

// What has to be remedied at once stands first, then the earliest day.
/** @param {Tablet.Finding} finding */
const pressing = (finding) => (finding.at_once ? "" : (finding.term_on ?? "9"));

/**
 * A finding that was taken along, or one that an entry of this device will make.
 * @typedef {Tablet.FindingInBrief & Partial<Omit<Tablet.Finding, keyof Tablet.FindingInBrief>>} AnyFinding
 */

/**
 * @param {Tablet.Site} site
 * @param {AnyFinding[]} findings
 */
function recheckOf(site, findings) {
  const short = findings.map(({ id, summary, place_on_site, term_on, at_once, made_by }) => ({
    id,
    summary,
    place_on_site,
    term_on,
    at_once,
    made_by,
  }));
  const after = [...new Set(findings.map((one) => one.made_by).filter((id) => id !== undefined))];
  return begin("recheck", {
    site: site.id,
    after,
    findings: short,
    title: `${say("kind-recheck")}：${site.name}`,
  });
}

/**
 * @param {Tablet.Site} site
 * @param {AnyFinding} one
 */
function noteOn(site, one) {
  const { id: finding, record_version: base_version, detail, place_on_site, summary } = one;
  return begin("finding_note", {
    site: site.id,
    finding,
    base_version,
    detail,
    place_on_site,
    title: `${say("kind-note")}：${summary}`,
  });
}

/**
 * @param {Tablet.Site} site
 * @param {AnyFinding} one
 */
function findingRow(site, one) {
  const may = here.setting.permissions.includes("correction:recheck");
  const words = [one.place_on_site, termWords(one), one.made_by && say("not-taken-yet")]
    .filter(Boolean)
    .join(" · ");
  return element(
    "li",
    {},
    element(
      "div",
      { class: "grow" },
      element(
        "div",
        { class: "tablet-title" },
        one.summary,
        " ",
        one.colour ? state(say(`level-${one.colour}`), LEVELS[one.colour] ?? "neutral") : null,
      ),
      element("div", { class: "muted" }, words),
    ),
    may
      ? element(
          "div",
          { class: "d-flex flex-wrap gap-2" },
          button(say("recheck"), "clipboard-check", () => recheckOf(site, [one])),
          one.made_by ? null : button(say("add-note"), "edit", () => noteOn(site, one)),
        )
      : null,
  );
}

/**
 * @param {Tablet.Site} site
 * @param {Tablet.Checklist[]} checklists
 * @param {string | null} assignment id of the assignment that it fulfils
 */
function checkForm(site, checklists, assignment) {
  const select = element(
    "select",
    { class: "form-select", id: "which-list" },
    ...checklists.map((one) => element("option", { value: one.id }, one.title)),
    element("option", { value: "" }, say("without-list")),
  );
  const act = () => {
    const chosen = checklists.find((one) => one.id === select.value);
    const about = {
      site: site.id,
      list: chosen?.id ?? null,
      assignment,
      title: [site.name, chosen?.title].filter(Boolean).join(" · "),
    };
    return begin("check", about, { check: { started_at: new Date().toISOString() } });
  };
  return element(
    "div",
    { class: "card" },
    element(
      "div",
      { class: "card-body" },
      element("label", { class: "form-label", for: "which-list" }, say("which-list")),
      select,
      element(
        "div",
        { class: "submit-bar" },
        button(say("begin-check"), "clipboard-check", act, { class: "btn btn-primary" }),
        evacuationButton(site),
      ),
    ),
  );
}

/** @param {Tablet.Site} site */
function evacuationButton(site) {
  return button(say("begin-evacuation"), "run", () =>
    begin("evacuation", {
      site: site.id,
      site_name: site.name,
      employer: site.employer.name,
      title: `${say("kind-evacuation")}：${site.name}`,
    }),
  );
}

/**
 * @param {Tablet.Site} site
 * @param {AnyFinding[]} findings
 */
function findingsPart(site, findings) {
  if (!findings.length) return element("p", { class: "muted" }, say("no-findings"));
  const all =
    here.setting.permissions.includes("correction:recheck") && findings.length > 1
      ? button(say("recheck-all"), "checks", () => recheckOf(site, findings))
      : null;
  return element(
    "section",
    {},
    element(
      "div",
      { class: "heading" },
      element("h2", { class: "section-title" }, say("open-findings", { n: findings.length })),
      all,
    ),
    element("ul", { class: "tablet-list card" }, ...findings.map((one) => findingRow(site, one))),
  );
}

/**
 * What was recorded here and waits on this device.
 * @param {Tablet.Entry[]} waiting
 */
function waitingPart(waiting) {
  if (!waiting.length) return null;
  const rows = waiting.map((one) =>
    element(
      "li",
      { "data-waiting-here": one.id },
      element(
        "div",
        { class: "grow" },
        element(
          "div",
          { class: "tablet-title" },
          say(`kind-${one.kind === "finding_note" ? "note" : one.kind}`),
          " ",
          stateOf(one),
        ),
        element("div", { class: "muted" }, momentWords(one.made_at)),
      ),
      element(
        "a",
        { class: "btn", href: `#/entry/${one.id}`, "aria-label": `${say("details")}：${one.title}` },
        say("details"),
      ),
    ),
  );
  return element(
    "section",
    {},
    element("h2", { class: "section-title" }, say("waiting-here", { n: waiting.length })),
    element("ul", { class: "tablet-list card" }, ...rows),
  );
}

/**
 * @param {string} id
 * @param {URLSearchParams} query
 */
export async function show(id, query) {
  const site = await here.box.get("site", id);
  if (!site) {
    location.replace("#/work");
    return;
  }
  const taken = (await here.box.all("finding"))
    .filter((one) => one.site_id === id)
    .sort((a, b) => pressing(a).localeCompare(pressing(b)));
  const known = new Set(taken.map((one) => one.id));
  const records = await recordsAt(id);
  const findings = [...records.findings.filter((one) => !known.has(one.id)), ...taken];
  const checklists = (await here.box.all("checklist")).sort((a, b) => a.title.localeCompare(b.title, "zh"));
  const may = here.setting.permissions.includes("inspection:record");
  /** @type {[name: string, value: string | null][]} */
  const about = [
    [say("employer"), site.employer.name],
    [say("address"), site.address],
    [say("last-checked"), site.last_checked_on],
    [say("taken"), momentWords(here.setting.taken_at)],
  ];
  view.replaceChildren(
    element("p", { class: "d-print-none" }, element("a", { href: "#/work" }, say("all-sites"))),
    element("h1", { class: "page-title" }, site.name),
    element("div", { class: "card" }, element("div", { class: "card-body" }, facts(about))),
    ...(may ? [checkForm(site, checklists, query.get("assignment"))] : []),
    waitingPart(records.waiting) ?? "",
    findingsPart(site, findings),
  );
}

export function leave() {
  view.replaceChildren();
}
