// Photos of a finding: shown at once, kept on the device, then sent one by one.  Each says how it stands; a photo in
// the record is one that is kept here or at the server.
import { newId } from "./new-id.js";
import { showPhoto } from "./photo-shown.js";
import { NotAPicture, TooLarge } from "./shrink.js";

//: How a photo stands, and the tone it is said in.  Those of the first line are not in the record; one that is gone
//: stays named in it until somebody takes it out: no record loses a photo without a word.
const OUT = ["working", "unkept", "refused", "large", "unreadable"];
const TONES = {
  unkept: "danger",
  refused: "danger",
  large: "danger",
  unreadable: "danger",
  gone: "danger",
  unsure: "danger",
};

// `store`: { keep(photo) before anything else, kept(id) → its blob, send(photo) → taken?; throws without a line }.
// A store without `send` sends by itself, later; its `held(id)` answers what is still in memory.  `sure()` answers whether the record that names the photos is kept.
export function photoBox(card, { store, check, position, changed, work, sure }) {
  const grid = card.querySelector("[data-photos]");
  const words = grid.dataset;
  const boxes = () => [...grid.querySelectorAll("[data-photo]")];
  let last = Promise.resolve();

  // What is in the record, and what was taken out of it and can come back.
  function count() {
    const kept = boxes().filter((box) => !OUT.includes(box.dataset.state));
    card.photos = kept.filter((box) => !box.dataset.removed).map((box) => box.dataset.photo);
    card.removed = kept.filter((box) => box.dataset.removed).map((box) => box.dataset.photo);
  }

  function stand(box, state) {
    box.dataset.state = state;
    const caption = box.querySelector("figcaption");
    caption.className = TONES[state] ? `tone-${TONES[state]}` : "";
    caption.textContent = box.dataset.removed
      ? words.wordsRemoved
      : (words[`words${state[0].toUpperCase()}${state.slice(1)}`] ?? "");
    box.querySelector("[data-again]").hidden =
      !["unkept", "unsure"].includes(state) || Boolean(box.dataset.removed);
    box.querySelector("[data-remove-photo]").textContent = box.dataset.removed
      ? words.wordsRestore
      : words.wordsRemove;
    count();
  }

  function control(name, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm";
    made.setAttribute(name, "");
    made.addEventListener("click", act);
    return made;
  }

  function picture(id, state, removed = false) {
    const box = document.createElement("figure");
    box.dataset.photo = id;
    if (removed) box.dataset.removed = "yes";
    const image = document.createElement("img");
    image.alt = "";
    const caption = document.createElement("figcaption");
    caption.setAttribute("aria-live", "polite");
    const again = control("data-again", () => work.failed.get(id)?.());
    again.textContent = words.wordsAgain;
    box.append(
      image,
      caption,
      again,
      control("data-remove-photo", () => removeOrRestore(box)),
    );
    grid.append(box);
    stand(box, state);
    return box;
  }

  // A removed photo stays where it was, and comes back when it is asked for; one that is kept nowhere is let go.
  function removeOrRestore(box) {
    if (["unkept", "refused", "large", "unreadable", "gone"].includes(box.dataset.state)) forget(box);
    else {
      if (box.dataset.removed) delete box.dataset.removed;
      else box.dataset.removed = "yes";
      stand(box, box.dataset.state);
    }
    changed();
  }

  function forget(box) {
    work.failed.delete(box.dataset.photo);
    box.remove();
    count();
  }

  function display(box, blob, soon = false) {
    showPhoto(box.querySelector("img"), { id: box.dataset.photo, blob, words: words.wordsUndrawn, soon });
  }

  async function send(photo, box) {
    stand(box, "uploading");
    try {
      stand(box, (await store.send(photo)) ? "sent" : "refused");
      changed();
    } catch {
      stand(box, box.dataset.kept ? "waiting" : "unkept");
    }
  }

  // Keeps a photo; where there is no room for it, it stays in sight, is said not to be kept, and can be kept again.
  async function keep(photo, box) {
    stand(box, "working");
    let kept = null;
    try {
      kept = (await store.keep(photo)) ?? photo.blob;
    } catch (error) {
      if (error instanceof TooLarge) {
        stand(box, "large");
        return;
      }
      if (error instanceof NotAPicture) {
        stand(box, "unreadable");
        return;
      }
      if (store.send) await send(photo, box);
      if (box.dataset.state !== "sent") {
        if (box.dataset.removed) forget(box);
        else {
          stand(box, "unkept");
          work.failed.set(photo.id, () => work.follow("photos", keep(photo, box)));
        }
        return;
      }
    }
    work.failed.delete(photo.id);
    if (kept) box.dataset.kept = "yes";
    const image = box.querySelector("img");
    if (kept && (kept !== photo.blob || !image.naturalWidth)) display(box, kept);
    if (box.dataset.state === "working") stand(box, "kept");
    changed();
    await assure(photo.id, box);
    if (store.send && kept) await send(photo, box);
  }

  // A picture that is kept is lost all the same while the record that names it is not.
  async function assure(id, box) {
    const kept = await sure();
    const unsure = box.dataset.state === "unsure";
    if (kept && unsure) stand(box, box.dataset.was);
    if (!kept && !unsure) {
      box.dataset.was = box.dataset.state;
      stand(box, "unsure");
    }
    if (kept) work.failed.delete(id);
    else work.failed.set(id, () => assure(id, box));
  }

  function take(blob) {
    const photo = { id: newId(), check, blob, position: position() };
    const box = picture(photo.id, "working");
    display(box, blob, true);
    // One after the other: several large pictures at once are too much for a tablet.
    last = last.then(() => keep(photo, box));
    work.follow("photos", last);
  }

  for (const input of card.querySelectorAll("[data-photo-input]")) {
    input.addEventListener("change", () => {
      const chosen = [...input.files];
      input.value = "";
      chosen.forEach(take);
    });
  }

  // The browser has emptied the store: what is in memory is kept once more, the rest is gone.
  grid.addEventListener("lost", () => {
    for (const box of boxes().filter((one) => !OUT.includes(one.dataset.state))) {
      const { photo: id } = box.dataset;
      const blob = store.held(id);
      if (!blob) {
        stand(box, "gone");
        continue;
      }
      stand(box, "working");
      last = last.then(() => keep({ id, check, blob }, box));
      work.follow("photos", last);
    }
  });

  const known = [
    ...(card.photos ?? []).map((id) => [id, false]),
    ...(card.removed ?? []).map((id) => [id, true]),
  ];
  for (const [id, removed] of known) {
    const box = picture(id, store.send ? "there" : "kept", removed);
    store.kept(id).then((blob) => {
      if (!blob && !store.send) stand(box, "gone");
      else display(box, blob);
    });
  }
}
