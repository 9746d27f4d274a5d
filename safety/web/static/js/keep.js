// What is typed into a form is kept on this device, sealed, until the server says that it has it; before a form is
// sent the page asks who is signed in, so that nothing is sent in vain and chosen files stay where they are.
import { copiesOf, keptMarks, nameFor, settle } from "./keeping/copies.js";
import { changed } from "./keeping/early.js";
import {
  differs,
  filesOf,
  gather,
  makesNew,
  nameOf,
  putFiles,
  recordOf,
  restore,
  sendsTo,
  typedInto,
} from "./keeping/form.js";
import {
  askServer,
  INSECURE,
  keyFrom,
  NoAnswer,
  pageOwner,
  renewToken,
  signInFrom,
  tellTruth,
} from "./keeping/here.js";
import { forgetSent, keyOf, noteSent, sentBefore } from "./keeping/sent.js";

const WAIT = 300;
const DAY = 24 * 3600 * 1000;
const MEGABYTE = 1024 * 1024;
// When the page's own scripts have run.
const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
const told = () => document.getElementById("keep-words").dataset;

// Shows one of the prepared notes at the head of the form.
function say(form, name, values = {}) {
  form.querySelector(":scope > .keep-note:not([data-say=restored], [data-say=offered])")?.remove();
  const note = document
    .getElementById("keep-words")
    .content.querySelector(`[data-say=${name}]`)
    .cloneNode(true);
  for (const strong of note.querySelectorAll("strong")) {
    strong.textContent = strong.textContent.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }
  tellTruth(note);
  const again = note.querySelector("[data-again]");
  if (again) again.href = signInFrom(values.page);
  form.prepend(note);
  if (note.getAttribute("role") === "alert") {
    note.scrollIntoView({ block: "center" });
    note.focus();
  }
  return note;
}

function when(at) {
  const parts = { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" };
  return new Date(at).toLocaleString(document.documentElement.lang, { ...parts, timeZone: "Asia/Shanghai" });
}

class Keeper {
  constructor(form, early) {
    this.form = form;
    this.base = nameOf(form);
    this.link = form.dataset.keepKey ?? null;
    this.owner = form.dataset.keepOwner ?? pageOwner();
    this.page = told().page || location.pathname + location.search; // an answer to a sending is no page to come back to
    this.answered = told().answered === sendsTo(form);
    // What was typed or chosen before the copy could be read, or before this script was there, is newer than it.
    this.touched = new Set([...form.elements].filter(changed).map((field) => field.name));
    this.early = early;
    this.since = Date.now(); // when what is typed was begun
    this.mark = ""; // of the sending that is on its way
    this.listen();
    form.keeper = this;
    this.last = parsed.then(() => this.beginWith(() => this.bringBack())).catch(() => {});
  }

  // A form for a new record is kept under that record's number: what another window saves or types is another's.
  get name() {
    return nameFor(this.base, recordOf(this.form));
  }

  // Null where nothing can be kept: nobody is known, another person came in, or the browser has no safe context; the
  // next time it is tried again.
  async copies() {
    this.opening ??= this.open().catch(() => null);
    const found = await this.opening;
    if (!found) this.opening = null;
    return found;
  }

  async open() {
    const asked = this.early ?? (this.owner ? askServer() : null);
    this.early = null;
    const here = await asked;
    const key = this.link ?? (here?.owner === this.owner ? here.key : null);
    return key && crypto.subtle ? copiesOf(this.owner, await keyFrom(key)) : null;
  }

  listen() {
    const soon = (delay, event) => {
      if (event.target.name) this.touched.add(event.target.name);
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.save(), delay);
    };
    this.form.addEventListener("input", (event) => event.target.type !== "file" && soon(WAIT, event));
    this.form.addEventListener("change", (event) => {
      if (this.puttingBack || (!event.isTrusted && event.target.type !== "file")) return; // put back, not typed
      if (event.target.type === "file") this.saveFiles(event.target);
      soon(0, event);
    });
    addEventListener("pageshow", (event) => event.persisted && this.recordedBefore());
    document.addEventListener("visibilitychange", () => this.waiting && document.hidden && this.save());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    if (INSECURE) this.form.addEventListener("input", () => say(this.form, "insecure"), { once: true });
  }

  // A form that is restored as a whole takes nothing until its copy was looked for: it would be lost.
  async beginWith(looking) {
    const whole = Boolean(this.form.keepAs);
    this.form.inert ||= whole;
    await looking().finally(() => {
      if (whole) this.form.inert = false;
    });
  }

  async bringBack() {
    if (await this.recordedBefore()) return;
    const copies = await this.copies();
    if (!copies) return;
    if (makesNew(this.form) && !this.answered) {
      if (recordOf(this.form)) await this.takeUp(copies);
      await this.setOldAside(copies, this.base);
      for (const name of await copies.asides(this.base)) await this.offer(copies, name);
    }
    const found = await copies.get(this.name);
    if (!found) return;
    if (!this.answered && (await this.recordedBefore(found.content.once)))
      return void (await copies.forget(this.name));
    this.since = found.content.since ?? found.at;
    if (this.answered) this.page = found.content.page ?? this.page;
    const typed = !this.answered && differs(this.form, found.content.values);
    if (typed) restore(this.form, found.content.values, this.touched);
    const files = await this.bringFilesBack(copies);
    if (!typed && !files) return;
    say(this.form, "restored", { when: when(found.at) })
      .querySelector("[data-forget]")
      .addEventListener("click", async () => {
        await copies.forget(this.name);
        if (this.answered) location.assign(this.page);
        else location.reload();
      });
  }

  // The server has recorded it, and its answer was lost or left: the form says so and leads there, instead of being sent again.
  async recordedBefore(key) {
    const found = await sentBefore(this.form, key);
    if (!found) return false;
    clearTimeout(this.waiting);
    this.form.dataset.recorded = "yes";
    const note = say(this.form, "recorded", { when: when(found.at) });
    note.querySelector("[data-record]").href = found.address;
    note.querySelector("[data-anew]").addEventListener("click", () => {
      forgetSent();
      location.assign(this.page);
    });
    return true;
  }

  // The page came with a fresh number: it goes on with what this window began, or else with the newest of the day that no
  // window has open; what is left is offered.
  async takeUp(copies) {
    const began = nameFor(this.base, sessionStorage.getItem(`qunjian-record ${this.base}`));
    const open = (await navigator.locks.query()).held.map((lock) => lock.name);
    const left = (await copies.records(this.base)).filter(
      (name) => name === began || !open.includes(copies.lockOf(name)),
    );
    const name = left.includes(began) ? began : left[0];
    const taken = !left.includes(this.name) && name && (await this.mayTake(copies, name));
    if (taken) this.form.querySelector("input[type=hidden][name=id]").value = taken.content.values.id[0];
    this.holdOpen(copies);
    for (const one of left.filter((other) => other !== this.name)) await this.offer(copies, one);
  }

  // The copy, unless it is older than a day or its record was made since.
  async mayTake(copies, name) {
    const found = await copies.get(name);
    const fresh =
      found &&
      Date.now() - found.at <= DAY &&
      (await copies.madeAt(name)) <= (found.content.since ?? found.at);
    return fresh ? found : null;
  }

  // Says to other windows, as long as this one is there, that it has this copy open.
  holdOpen(copies) {
    navigator.locks.request(copies.lockOf(this.name), { ifAvailable: true }, () => new Promise(() => {}));
  }

  // What was begun for another record is not put into this one unasked: older than a day, or begun before one was made.
  async setOldAside(copies, name) {
    const found = await copies.get(name);
    if (!found) return;
    const begun = found.content.since ?? found.at;
    const other = (await copies.madeAt(name)) > begun;
    const old = other || Date.now() - found.at > DAY || name !== this.name;
    if (old) await copies.setAside(name, { other });
  }

  async offer(copies, name) {
    const { at, content } = await copies.get(name);
    const made = (await copies.madeAt(name)) > 0;
    if (!differs(this.form, content.values) && !(await copies.files(name)).length)
      return void (await copies.forget(name));
    const note = say(this.form, "offered", { when: when(at) });
    note.querySelector("[data-take]").addEventListener("click", async () => {
      // The number of a record that was made since is not used again.
      restore(this.form, content.values, new Set(content.other || made ? ["id"] : []));
      const files = await this.bringFilesBack(copies, name);
      for (const field of files ? this.form.querySelectorAll("input[type=file]") : []) this.saveFiles(field);
      await this.save();
      if (name !== this.name && (await copies.get(this.name))) await copies.forget(name); // not where the device was too full to keep it here
      note.remove();
    });
    note.querySelector("[data-forget]").addEventListener("click", async () => {
      await copies.forget(name);
      note.remove();
    });
  }

  async bringFilesBack(copies, name = this.name) {
    const found = await copies.files(name);
    this.puttingBack = true;
    for (const input of this.form.querySelectorAll("input[type=file][name]")) {
      const own = found.filter((one) => one.about.field === input.name).map((one) => one.file);
      if (own.length && !input.files.length) putFiles(input, own);
    }
    this.puttingBack = false;
    return found.length;
  }

  // One after another: an older copy never overwrites a newer one.
  save() {
    clearTimeout(this.waiting);
    this.waiting = null;
    this.last = this.last
      .then(async () => {
        const copies = await this.copies();
        // Typed while a sending is on its way, it goes with it; once that is answered, it is new.
        if (keptMarks().includes(this.mark)) {
          await settle();
          [this.mark, this.since] = ["", Date.now()];
        }
        const record = recordOf(this.form);
        if (record) sessionStorage.setItem(`qunjian-record ${this.base}`, record);
        // What was sent keeps its page's key: brought back without an answer it is the same form, in whichever window.
        const once = this.mark && keyOf(this.form);
        await copies?.put(
          this.name,
          { values: gather(this.form), page: this.page, since: this.since, once },
          { sent: this.mark },
        );
      })
      .catch(() => say(this.form, "unkept"));
    return this.last;
  }

  // The server has it by another way than this form's sending.
  forget() {
    this.last = this.last.then(async () => (await this.copies())?.forget(this.name)).catch(() => {});
    return this.last;
  }

  saveFiles(input) {
    if (!input.name) return;
    const files = [...input.files];
    this.tooLarge(files);
    this.last = this.last
      .then(async () => {
        const copies = await this.copies();
        if (!copies) return;
        for (const old of await copies.files(this.name)) {
          if (old.about.field === input.name) await copies.forgetFile(this.name, old.fileName);
        }
        for (const [n, file] of files.entries())
          await copies.putFile(this.name, `${input.name}/${n}`, file, { field: input.name });
      })
      .catch(() => say(this.form, "unkept"));
  }

  submitted(event) {
    if (this.cleared) {
      this.cleared = false;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.asking) return;
    this.asking = true;
    event.submitter?.setAttribute("aria-busy", "true");
    this.send(event.submitter).finally(() => {
      this.asking = false;
      event.submitter?.removeAttribute("aria-busy");
    });
  }

  async send(submitter) {
    if (this.tooLarge(filesOf(this.form))) return; // at once: to seal such a file takes a while
    this.mark = newMark();
    await this.save();
    if (!(await this.mayGo())) {
      this.mark = "";
      return;
    }
    let field = this.form.elements._sending;
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "_sending" });
      this.form.append(field);
    }
    field.value = this.mark;
    noteSent(this.form);
    this.cleared = true;
    this.form.requestSubmit(submitter);
    this.cleared = false;
  }

  // Whether the server would take it from this person now; otherwise it is said why not, and all stays as it is.
  async mayGo() {
    if (this.tooLarge(filesOf(this.form))) return false;
    const size = filesOf(this.form).reduce((sum, file) => sum + file.size, 0);
    const limit = Number(told().limit);
    if (size > limit)
      return this.stay("large", { size: (size / MEGABYTE).toFixed(1), limit: Math.floor(limit / MEGABYTE) });
    let here;
    try {
      here = await askServer();
    } catch (error) {
      return error instanceof NoAnswer ? this.stay("server", { status: error.status }) : this.stay("line");
    }
    if (!this.link && this.owner && here.owner !== this.owner)
      return here.owner ? this.stay("other", { name: here.name }) : this.stay("out");
    renewToken(here.csrf_token);
    return true;
  }

  // Said of the first file that the server would not take.
  tooLarge(files) {
    const limit = Number(told().fileLimit);
    const one = files.find((file) => file.size > limit);
    if (one)
      this.stay("file", {
        name: one.name,
        size: (one.size / MEGABYTE).toFixed(1),
        limit: Math.floor(limit / MEGABYTE),
      });
    return Boolean(one);
  }

  stay(name, values = {}) {
    say(this.form, name, { page: this.page, ...values });
    return false;
  }
}

function newMark() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function keep(root = document) {
  if (!document.getElementById("keep-words")) return;
  const forms = [...root.querySelectorAll("form[method=post]")].filter(typedInto);
  const settled = settle().catch(() => {});
  if (!forms.length) return;
  const early = settled.then(() => (pageOwner() ? askServer() : null));
  early.catch(() => {});
  for (const form of forms) new Keeper(form, early);
}
