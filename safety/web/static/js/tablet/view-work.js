// What may be worked on: one's assignments, the sites, accidents and reviews that were taken along.
import { begin } from "./begin.js";
import { find } from "../find.js";
import { button, element } from "./element.js";
import { byName, fold } from "./folding.js";
import { here } from "./here.js";
import { dayOf } from "../zone.js";
import { locate } from "../inspection-position.js";
import { metres } from "./position.js";
import { say } from "./words.js";

const MOST = 60;
const view = find(document, "[data-view=work]");
/** @type {HTMLInputElement} */
const search = find(view, "[data-work-search]");
const nearest = find(view, "[data-nearest]");
const noPosition = find(view, "[data-no-position]");
/** @type {import("./position.js").Place | null} where the device is, once it was asked and has said so */
let place = null;
/**
 * @type {{
 *   sites: Tablet.Site[], assignments: Tablet.Assignment[], accidents: Tablet.Accident[], reviews: Tablet.Review[],
 * }}
 */
let kept = { sites: [], assignments: [], accidents: [], reviews: [] };

/**
 * @param {string} title
 * @param {string} words
 * @param {Element} act
 */
function row(title, words, act) {
  return element(
    "li",
    {},
    element(
      "div",
      { class: "grow" },
      element("div", { class: "tablet-title" }, title),
      element("div", { class: "muted" }, words),
    ),
    act,
  );
}

/**
 * @param {Tablet.Site} site
 * @param {Tablet.Assignment} [assignment]
 */
function siteLink(site, assignment) {
  const query = assignment ? `?assignment=${assignment.id}` : "";
  return element(
    "a",
    { class: "btn", href: `#/site/${site.id}${query}`, "aria-label": `${say("open-site")}：${site.name}` },
    say("open-site"),
  );
}

/**
 * Metres to a site from where the device is; beyond everything without a position of the site.
 * @param {Tablet.Site} site
 */
function away(site) {
  return place && site.lon !== null && site.lat !== null
    ? metres(place, { lon: Number(site.lon), lat: Number(site.lat) })
    : Infinity;
}

/** @param {Tablet.Site} site */
function awayWords(site) {
  const far = away(site);
  if (far === Infinity) return null;
  return far < 950
    ? say("metres-away", { n: Math.max(10, Math.round(far / 10) * 10) })
    : say("km-away", { n: (far / 1000).toFixed(far < 9950 ? 1 : 0) });
}

/** @param {Tablet.Site} site */
function siteRow(site) {
  return row(
    site.name,
    [awayWords(site), site.employer.name, site.address].filter(Boolean).join(" · "),
    siteLink(site),
  );
}

/** @param {Tablet.Assignment} one */
function assignmentRow(one) {
  const site = kept.sites.find((other) => other.id === one.site_id);
  if (!site) return null;
  const late = one.due_on && one.due_on < dayOf();
  return row(
    site.name,
    `${one.plan} · ${say(late ? "due-late" : "due", { day: one.due_on ?? "—" })}`,
    siteLink(site, one),
  );
}

/** @param {Tablet.Accident} one */
function accidentRow(one) {
  const act = button(say("begin-activity"), "plus", () =>
    begin("activity", { accident: one.id, title: `${say("kind-activity")}：${one.title}` }),
  );
  return row(one.title, [one.employer_name, one.place].filter(Boolean).join(" · "), act);
}

/** @param {Tablet.Review} one */
function reviewRow(one) {
  const act = button(say("begin-attendance"), "signature", () =>
    begin("attendance", { review: one.id, title: `${say("kind-attendance")}：${one.project}` }),
  );
  return row(one.project, one.meeting_on ?? "", act);
}

/**
 * @param {string} name
 * @param {(Element | null)[]} rows
 * @param {number} total how many there are with those that are not shown
 */
function fill(name, rows, total) {
  const part = find(view, `[data-part=${name}]`);
  part.hidden = !total;
  find(part, "[data-rows]").replaceChildren(...rows.filter((one) => one !== null));
  const shown = part.querySelector("[data-shown]");
  if (shown)
    shown.textContent =
      rows.length < total ? say("shown-of", { n: rows.length, total }) : say("n-in-all", { n: total });
}

function draw() {
  const asked = fold(search.value);
  /** @param {(string | null | undefined)[]} texts */
  const fits = (...texts) => !asked || texts.some((text) => fold(text).includes(asked));
  const sites = kept.sites.filter((one) => fits(one.name, one.employer.name, one.address));
  if (place) sites.sort((a, b) => away(a) - away(b) || 0);
  fill("assignments", kept.assignments.map(assignmentRow), asked ? 0 : kept.assignments.length);
  fill("sites", sites.slice(0, MOST).map(siteRow), sites.length);
  const accidents = kept.accidents.filter((one) => fits(one.title, one.employer_name, one.place));
  fill("accidents", accidents.slice(0, MOST).map(accidentRow), accidents.length);
  const reviews = kept.reviews.filter((one) => fits(one.project));
  fill("reviews", reviews.slice(0, MOST).map(reviewRow), reviews.length);
}

export async function show() {
  const { box } = here;
  const [sites, assignments, accidents, reviews] = await Promise.all([
    box.all("site"),
    box.all("assignment"),
    box.all("accident"),
    box.all("review"),
  ]);
  sites.sort(byName);
  assignments.sort((a, b) => (a.due_on ?? "9").localeCompare(b.due_on ?? "9"));
  kept = { sites, assignments, accidents, reviews };
  find(view, "[data-nothing-taken]").hidden = Boolean(here.setting.taken_at);
  draw();
  if (await mayLocate()) await putNearestFirst();
}

// Whether the device gives its position without asking the person anew.
async function mayLocate() {
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state === "granted";
  } catch {
    return false; // a browser that does not tell: the button asks
  }
}

/** @param {number} [maximumAge] how old a position may be, in milliseconds */
async function putNearestFirst(maximumAge) {
  try {
    place = await locate(maximumAge);
  } catch {
    place = null;
  }
  nearest.setAttribute("aria-pressed", String(place !== null));
  noPosition.hidden = place !== null;
  draw();
}

export function leave() {
  place = null;
  kept = { sites: [], assignments: [], accidents: [], reviews: [] };
  for (const rows of view.querySelectorAll("[data-rows]")) rows.replaceChildren();
}

search.addEventListener("input", draw);
nearest.addEventListener("click", () => putNearestFirst(0));
