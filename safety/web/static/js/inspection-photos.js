// Photos of a finding: kept on the device first, then sent one by one; a photo in the record is one the server
// has or will get.
import { newId } from "./new-id.js";

// `store`: { keep(photo) before anything else, kept(id) → its blob, send(photo) → taken?; throws without a line }.
// A store without `send` sends by itself, later.
export function photoBox(card, { store, check, words, position, changed }) {
  const grid = card.querySelector("[data-photos]");
  const show = (id, blob) => grid.append(picture(id, blob));

  function picture(id, blob) {
    const box = document.createElement("figure");
    box.dataset.photo = id;
    const image = document.createElement("img");
    image.alt = "";
    image.src = blob ? URL.createObjectURL(blob) : `/files/${id}/thumbnail`;
    const state = document.createElement("figcaption");
    state.setAttribute("aria-live", "polite");
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn-sm";
    remove.textContent = words.remove;
    remove.addEventListener("click", () => {
      card.photos = card.photos.filter((one) => one !== id);
      box.remove();
      changed();
    });
    box.append(image, state, remove);
    return box;
  }

  async function send(photo) {
    const state = grid.querySelector(`[data-photo="${photo.id}"] figcaption`);
    if (state) state.textContent = words.uploading;
    try {
      const taken = await store.send(photo);
      if (state) state.textContent = taken ? "" : words.refused;
      if (!taken) card.photos = card.photos.filter((one) => one !== photo.id);
      changed();
    } catch {
      if (state) state.textContent = words.waiting;
    }
  }

  for (const input of card.querySelectorAll("[data-photo-input]")) {
    input.addEventListener("change", async () => {
      const chosen = [...input.files];
      input.value = "";
      for (const blob of chosen) {
        const photo = { id: newId(), check, blob, position: position() };
        const kept = (await store.keep(photo)) ?? blob;
        card.photos.push(photo.id);
        show(photo.id, kept);
        changed();
        if (store.send) await send(photo);
      }
    });
  }

  for (const id of card.photos) store.kept(id).then((blob) => show(id, blob));
}
