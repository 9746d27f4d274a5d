// The form of a site check: filled, read, and followed; a failing answer opens a finding ready filled.  Where the
// answers, photos and signatures are kept is the page's affair.
import { locate, positionWords } from "./inspection-position.js";
import { makeCard, prefilled, readCard, takeOut } from "./inspection-finding.js";
import { photoBox } from "./inspection-photos.js";
import { early } from "./keeping/early.js";
import { typedMoment, typedWords } from "./zone.js";

// `signed`: signatures(form); `photos`: where photos are kept; `changed`: told after each change of the form; `work`:
// underway(form); `sure()`: whether what was told last is kept.
export function checkForm(form, { signed, photos, changed, work, sure }) {
  const data = form.dataset;
  const find = (selector) => form.querySelector(selector);
  const all = (selector) => [...form.querySelectorAll(selector)];
  const state = { position: null, filling: true };

  // ---- reading and filling

  function companions() {
    const chosen = all("[data-companion]:checked").map((box) => ({
      name: box.dataset.companion,
      member_id: box.value,
    }));
    const others = find("[data-companions-other]")
      .value.split(/[、，,;；]/)
      .map((name) => name.trim())
      .filter(Boolean);
    return [...chosen, ...others.map((name) => ({ name }))];
  }

  function readSignatures() {
    const refused = find("[data-refused]").checked;
    const given = Object.fromEntries(
      all("[data-sign]").map((field) => [field.dataset.sign, field.value.trim() || null]),
    );
    const kept = refused ? { site_name: null, site_position: null } : { witness: null, refusal_words: null };
    return {
      ...given,
      ...kept,
      refused,
      inspector_file: signed.id("inspector"),
      site_file: refused ? null : signed.id("site"),
    };
  }

  function read() {
    const answers = {};
    for (const radio of all("[data-answer]:checked")) {
      answers[radio.dataset.answer] = {
        answer: radio.value,
        note: find(`[data-note="${radio.dataset.answer}"]`).value.trim() || null,
      };
    }
    const met = find("[data-met=name]").value.trim();
    return {
      site_id: data.site,
      version_id: data.list || null,
      assignment_id: data.assignment || null,
      started_at: typedMoment(find("[data-time=started_at]").value),
      ended_at: typedMoment(find("[data-time=ended_at]").value),
      position: state.position,
      companions: companions(),
      alone_reason: find("[data-field=alone_reason]").value.trim() || null,
      people_met: met ? [{ name: met, position: find("[data-met=position]").value.trim() || null }] : [],
      answers,
      findings: all("[data-finding]:not([data-removed])").map(readCard),
      signatures: readSignatures(),
      note: find("[data-field=note]").value.trim() || null,
    };
  }

  const counts = (answers) => (one) => !one.item_id || answers[one.item_id]?.answer === "failing";

  // Without the findings of items that were answered otherwise since.
  function current() {
    const content = read();
    content.findings = content.findings.filter(counts(content.answers));
    return content;
  }

  // What is no part of the check now and can come back until it is submitted: findings that were removed or whose item
  // was answered otherwise, the photos taken out of the others, and notes at items that have no answer yet:
  // { findings, photos: { finding: [photo] }, notes: { item: words }, order: [finding] }, the last as all of them stand.
  function aside() {
    const { answers } = read();
    const cards = all("[data-finding]");
    const early = all("[data-note]").filter((one) => one.value.trim() && !(one.dataset.note in answers));
    const found = cards.map((card) => ({
      ...readCard(card),
      removed: Boolean(card.dataset.removed),
      removed_photos: card.removed,
    }));
    return {
      findings: found.filter((one) => one.removed || !counts(answers)(one)),
      photos: Object.fromEntries(
        cards.filter((card) => card.removed.length).map((card) => [card.dataset.finding, card.removed]),
      ),
      notes: Object.fromEntries(early.map((one) => [one.dataset.note, one.value.trim()])),
      order: cards.map((card) => card.dataset.finding),
    };
  }

  function fillPeople(content) {
    for (const name of ["started_at", "ended_at"])
      if (content[name]) find(`[data-time=${name}]`).value = typedWords(content[name]);
    for (const name of ["alone_reason", "note"]) find(`[data-field=${name}]`).value = content[name] ?? "";
    const listed = new Set();
    for (const box of all("[data-companion]")) {
      box.checked = (content.companions ?? []).some((one) => one.member_id === box.value);
      listed.add(box.value);
    }
    find("[data-companions-other]").value = (content.companions ?? [])
      .filter((one) => !listed.has(one.member_id))
      .map((one) => one.name)
      .join("、");
    const met = content.people_met?.[0];
    for (const name of ["name", "position"]) find(`[data-met=${name}]`).value = met?.[name] ?? "";
  }

  function fill(content, { findings: apart = [], photos: taken = {}, notes = {}, order = [] }) {
    for (const [item, words] of Object.entries(notes))
      find(`[data-note="${CSS.escape(item)}"]`).value = words;
    for (const [item, given] of Object.entries(content.answers ?? {})) {
      const radio = find(`[data-answer="${CSS.escape(item)}"][value="${given.answer}"]`);
      if (!radio) continue;
      radio.checked = true;
      find(`[data-note="${CSS.escape(item)}"]`).value = given.note ?? "";
    }
    all("[data-findings]").forEach((box) => box.replaceChildren());
    const mine = (content.findings ?? []).map((one) => ({ ...one, removed_photos: taken[one.id] }));
    const named = new Set(mine.map((one) => one.id));
    const place = ({ id }) => (order.includes(id) ? order.indexOf(id) : order.length);
    const found = [...mine, ...apart.filter((one) => !named.has(one.id))].sort((a, b) => place(a) - place(b));
    for (const finding of found) addFinding(finding.item_id ?? "", finding);
    fillPeople(content);
    const given = content.signatures ?? {};
    for (const field of all("[data-sign]")) field.value = given[field.dataset.sign] ?? "";
    find("[data-refused]").checked = Boolean(given.refused);
    for (const who of ["inspector", "site"]) if (given[`${who}_file`]) signed.show(who, given[`${who}_file`]);
    if (content.position) {
      state.position = content.position;
      showPosition(find("[data-position=check]"), state.position);
    }
    follow();
  }

  // ---- findings

  function boxOf(item) {
    return find(`[data-findings="${CSS.escape(item)}"]`) ?? find('[data-findings=""]');
  }

  function addFinding(item, finding) {
    const article = item ? find(`[data-item="${CSS.escape(item)}"]`) : null;
    const card = makeCard(article, finding ?? (article ? prefilled(article, data.wordsFailing) : {}), "");
    boxOf(item).append(card);
    photoBox(card, {
      store: photos,
      check: data.id,
      position: () => state.position,
      changed: say,
      work,
      sure,
    });
    if (card.position) showPosition(card.querySelector("[data-position=finding]"), card.position);
    card.querySelector("[data-remove-finding]").addEventListener("click", () => {
      takeOut(card, true);
      say();
      card.querySelector("[data-undo-finding]").focus();
    });
    card.querySelector("[data-undo-finding]").addEventListener("click", say);
    card
      .querySelector("[data-locate=finding]")
      .addEventListener("click", () =>
        ask(card.querySelector("[data-position=finding]"), (found) => (card.position = found)),
      );
    return card;
  }

  function answered(radio) {
    const item = radio.dataset.answer;
    const box = boxOf(item);
    if (radio.value === "failing" && !box.querySelector("[data-finding]:not([data-removed])"))
      addFinding(item).scrollIntoView({ block: "nearest" });
  }

  // ---- what follows from the answers

  function follow() {
    const items = all("[data-item]");
    const done = items.filter((one) => one.querySelector("[data-answer]:checked"));
    find("[data-progress]").value = done.length;
    find("[data-progress-words]").textContent = `${done.length} / ${items.length}`;
    for (const item of items) {
      const answer = item.querySelector("[data-answer]:checked")?.value ?? "open";
      item.dataset.state = answer;
      find(`[data-jump-to="${CSS.escape(item.dataset.item)}"]`).dataset.state = answer;
      item.querySelector("[data-add-finding]").hidden = answer !== "failing";
      item.querySelector("[data-findings]").hidden = answer !== "failing";
      const apart =
        answer === "failing" ? 0 : item.querySelectorAll("[data-finding]:not([data-removed])").length;
      const words = item.querySelector("[data-aside]");
      words.hidden = !apart;
      words.textContent = apart ? data.wordsAside.replace("{n}", apart) : "";
    }
    const refused = find("[data-refused]").checked;
    find("[data-refusal]").hidden = !refused;
    find("[data-signing]").hidden = refused;
  }

  function say() {
    if (state.filling) return;
    follow();
    changed();
  }

  // ---- position

  function showPosition(place, position) {
    place.textContent = positionWords(data.wordsPosition, position);
  }

  async function ask(place, take) {
    try {
      const found = await work.follow("position", locate(0));
      take(found);
      showPosition(place, found);
      say();
    } catch {
      place.textContent = data.wordsNoposition;
    }
  }

  // ---- beginning

  function listen() {
    form.addEventListener("change", (event) => {
      if (event.target.matches("[data-answer]")) answered(event.target);
      say();
    });
    form.addEventListener("input", say);
    all("[data-add-finding]").forEach((button) =>
      button.addEventListener("click", () => {
        addFinding(button.dataset.addFinding, button.dataset.addFinding ? undefined : {})
          .querySelector("[data-f=summary]")
          .focus();
        say();
      }),
    );
    all("[data-now]").forEach((button) =>
      button.addEventListener("click", () => {
        find(`[data-time=${button.dataset.now}]`).value = typedWords(new Date());
        say();
      }),
    );
    find("[data-locate=check]").addEventListener("click", () =>
      ask(find("[data-position=check]"), (found) => (state.position = found)),
    );
    find("[data-jump]")?.addEventListener("click", (event) => {
      if (event.target.matches("a")) find("[data-jump]").open = false;
    });
  }

  // Shows what is kept of the check; whether something was typed or chosen before it was there, which is newer and stays.
  function begin(content, apart = {}) {
    const before = early(form);
    fill(content, apart);
    for (const { field, putBack } of before) {
      putBack();
      if (field.matches("[data-answer]:checked")) answered(field);
    }
    follow();
    state.filling = false;
    listen();
    if (!state.position) ask(find("[data-position=check]"), (found) => (state.position = found));
    return before.length > 0;
  }

  return { begin, current, aside };
}
