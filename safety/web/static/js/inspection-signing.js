// Drawn signatures: pictures like any other, sent once and named in the record by their id.
import { newId } from "./new-id.js";
import { put, strokesOf } from "./signature.js";

const WHO = ["inspector", "site"];

// The policy of the page lets nothing fetch a data URL: its bytes are taken out by hand.
function pictureOf(drawing) {
  const bytes = Uint8Array.from(atob(drawing.split(",")[1]), (sign) => sign.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}

function drawingOf(picture) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(picture);
  });
}

async function fetched(id) {
  const answer = await fetch(`/files/${id}/shown`);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.blob();
}

// `store` keeps and sends them as it does photos.
export function signatures(form, store) {
  const held = {};
  const field = (who) => form.querySelector(`[name=${who}_signature]`);

  // The drawing is not at hand and the server cannot be asked: that there is a signature is still said.
  function sayOnly(who, id) {
    const image = document.createElement("img");
    image.className = "signature-image";
    image.src = `/files/${id}/shown`;
    image.alt = form.dataset.wordsSigned;
    field(who).before(image);
    for (const name of ["input", "drawing"])
      field(who).addEventListener(name, () => image.remove(), { once: true });
  }

  return {
    id: (who) => held[who]?.id ?? null,

    drawn: () => Object.fromEntries(WHO.map((who) => [who, field(who).value])),

    // What each held before each of its strokes: kept beside `drawn`.
    strokes: () => Object.fromEntries(WHO.map((who) => [who, strokesOf(field(who))])),

    // A drawing that this device still has, the id it was sent under, and its strokes.
    restore(who, drawing, id, strokes) {
      if (drawing && id) held[who] = { id, drawing };
      put(field(who), drawing ?? "", strokes);
    },

    // A signature drawn on another device, or before the browser forgot the drawing: the pad shows the picture it became.
    async show(who, id) {
      if (field(who).value) return;
      held[who] = { id };
      try {
        const drawing = await drawingOf((await store.kept(id)) ?? (await fetched(id)));
        if (!field(who).value && held[who]?.id === id) this.restore(who, drawing, id);
      } catch {
        sayOnly(who, id);
      }
    },

    async send() {
      for (const who of WHO) {
        const drawing = field(who).value;
        if (!drawing) {
          if (held[who]?.drawing) held[who] = null;
          continue;
        }
        // One that a store keeps for later is kept anew where the browser has emptied the store.
        if (held[who]?.drawing === drawing && (store.send || (await store.kept(held[who].id)))) continue;
        const photo = { id: newId(), check: form.dataset.id, blob: pictureOf(drawing), position: null };
        // Without room, or a place to keep it, it may still go to the server.
        await store.keep(photo).catch((error) => store.send || Promise.reject(error));
        if (!store.send || (await store.send(photo))) held[who] = { id: photo.id, drawing };
      }
    },
  };
}
