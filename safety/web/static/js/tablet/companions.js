// Who may have come along, as a form without a line offers them.
import { copyOf } from "./element.js";
import { byName } from "./folding.js";
import { here } from "./here.js";

// Draws the inspectors that were taken along, and with `namesakes` whoever shares a name with another; `name` is that of
// the fields.  Answers the people.
export async function drawCompanions(form, { name = null, namesakes = false } = {}) {
  const others = (await here.box.all("person")).filter((one) => one.id !== here.setting.member.id);
  const bearing = (name) => others.filter((one) => one.name === name).length;
  // Who was taken along before it was told who is an inspector is offered still.
  const people = others.filter((one) => one.inspector !== false || (namesakes && bearing(one.name) > 1));
  const box = form.querySelector("[data-companions]");
  for (const person of people.sort(byName)) {
    const made = copyOf("companion");
    const field = made.querySelector("input");
    field.value = person.id;
    field.dataset.companion = person.name;
    if (name) field.name = name;
    made.querySelector("span").textContent = person.told_apart ?? person.name;
    box.append(made);
  }
  return people;
}

export const asTaken = (people) => people.map((one) => ({ box: "person", id: one.id, value: one }));
