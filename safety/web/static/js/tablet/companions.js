// Who may have come along, as a form without a line offers them.
import { find } from "../find.js";
import { copyOf } from "./element.js";
import { byName } from "./folding.js";
import { here } from "./here.js";

/**
 * Draws the inspectors that were taken along, and with `namesakes` whoever shares a name with another; `name` is that of
 * the fields.  Answers the people.
 * @param {HTMLElement} form
 * @param {{ name?: string | null, namesakes?: boolean }} [options]
 */
export async function drawCompanions(form, { name = null, namesakes = false } = {}) {
  const others = (await here.box.all("person")).filter((one) => one.id !== here.setting.member.id);
  /** @param {string} name */
  const bearing = (name) => others.filter((one) => one.name === name).length;
  // Who was taken along before it was told who is an inspector is offered still.
  const people = others.filter((one) => one.inspector !== false || (namesakes && bearing(one.name) > 1));
  const box = find(form, "[data-companions]");
  for (const person of people.sort(byName)) {
    const made = copyOf("companion");
    /** @type {HTMLInputElement} */
    const field = find(made, "input");
    field.value = person.id;
    field.dataset.companion = person.name;
    if (name) field.name = name;
    find(made, "span").textContent = person.told_apart ?? person.name;
    box.append(made);
  }
  return people;
}

/**
 * @param {Tablet.Person[]} people
 * @returns {import("./store.js").Step[]}
 */
export const asTaken = (people) => people.map((one) => ({ box: "person", id: one.id, value: one }));
