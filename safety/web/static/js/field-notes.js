// What a text field says below itself while it is typed in: that it is longer than its place takes (nothing is ever
// cut), and that a sign in it has no font that prints it, where the page brings the list of those (`data-printable`).
import { unprintable } from "./printable.js";

const words = document.body.dataset;
const TEXTS = "textarea, input:not([type]), input[type=text]";
const FIELDS = `${TEXTS}, [data-most]`;

// As the server counts: signs, not the two halves of a rare one.
const lengthOf = (field) => [...field.value.trim()].length;

function tooLong(field) {
  const most = Number(field.dataset.most ?? Infinity);
  const long = lengthOf(field);
  return long > most
    ? words.wordsLong
        .replace("{most}", most)
        .replace("{n}", long)
        .replace("{more}", long - most)
    : "";
}

const signsOf = (field) => (field.matches(TEXTS) ? unprintable(field.value) : []);

function unprintableWords(field) {
  const signs = signsOf(field).map(
    (sign) => `${sign} (U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")})`,
  );
  return signs.length ? words.wordsUnprintable.replace("{signs}", signs.join("、")) : "";
}

// A field that is part of what is sent: not of a finding that was taken out, nor of what is folded away by an answer.
const counts = (field) => !field.closest("[data-removed], [hidden]");

const notes = new WeakMap(); // field → what stands below it
let made = 0;

function noteOf(field) {
  if (notes.has(field)) return notes.get(field);
  const note = document.createElement("p");
  made += 1;
  const id = `field-note-${made}`;
  notes.set(field, note);
  Object.assign(note, { id, className: "field-note" });
  note.setAttribute("role", "status");
  (field.closest(".input-group") ?? field).after(note);
  field.setAttribute(
    "aria-describedby",
    [field.getAttribute("aria-describedby"), id].filter(Boolean).join(" "),
  );
  return note;
}

// Says what is to be said of a field, and holds back a form whose text is too long.
export function judge(field) {
  const long = tooLong(field);
  const said = [long, unprintableWords(field)].filter(Boolean).join(" ");
  field.setCustomValidity?.(long);
  if (!said && !notes.has(field)) return;
  const note = noteOf(field);
  note.textContent = said;
  note.hidden = !said;
  note.classList.toggle("is-long", Boolean(long));
}

function labelOf(field) {
  const item = field.closest("[data-item]")?.dataset.number;
  const label = field.labels?.[0]?.firstChild?.textContent ?? field.name;
  return (item && !field.closest("[data-finding]") ? `${item} ` : "") + label.trim();
}

function lines(form, wordsOf) {
  const fields = [...form.querySelectorAll(FIELDS)].filter(counts);
  fields.forEach(judge);
  return fields
    .map((field) => ({ field, words: wordsOf(field) }))
    .filter((one) => one.words)
    .map(({ field, words: said }) => ({ field, words: `${labelOf(field)}：${said}` }));
}

// The fields of a form that are too long, each with its label and how much.
export const longFields = (form) => lines(form, tooLong);

// Those with a sign that no font prints; nothing once the person has seen just these and goes on.
export function unprintableFields(form) {
  const found = lines(form, unprintableWords);
  const seen = JSON.stringify(found.map(({ field }) => [field.id || field.name, ...signsOf(field)]));
  if (form.dataset.unprintableSeen === seen) return [];
  form.dataset.unprintableSeen = seen;
  return found;
}

// Shows lines in a form's box of problems, each with a way to its field.
export function tell(form, title, found) {
  const box = form.querySelector("[data-problems]");
  box.querySelector("[data-problems-title]").textContent = title;
  box.querySelector("[data-problems-list]").replaceChildren(
    ...found.map(({ field, words: said }) => {
      const [line, link] = [document.createElement("li"), document.createElement("button")];
      Object.assign(link, { type: "button", className: "btn btn-link p-0 text-start", textContent: said });
      link.addEventListener("click", () => {
        for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details"))
          fold.open = true;
        field.focus();
      });
      line.append(link);
      return line;
    }),
  );
  box.hidden = false;
  box.scrollIntoView({ block: "start" });
  box.focus();
}

// True when the form was held back: a text is too long, or a sign has no font and nobody has been told yet.
export function heldBack(form) {
  const long = longFields(form);
  if (long.length) {
    tell(form, words.wordsLongTitle, long);
    return true;
  }
  const signs = unprintableFields(form);
  if (!signs.length) return false;
  tell(form, words.wordsUnprintableTitle, signs);
  return true;
}

export function fieldNotes() {
  for (const event of ["input", "change"])
    document.addEventListener(event, ({ target }) => target.matches?.(FIELDS) && judge(target));
}
