// Shows a photo that is kept here or at the server.  A kind that this browser cannot draw (HEIC in most) is decoded here;
// where the decoder is not at hand, the server draws a small copy, which it does not keep; without a line `words` stand
// in its place.
import { isHeic, jpegOf } from "./heic.js";

const same = { credentials: "same-origin" };
//: Pixels a side, and quality, of a copy that is only looked at.
const [SIDE, QUALITY] = [720, 0.8];

async function decodedHere(blob) {
  return (await isHeic(blob)) ? jpegOf(blob, SIDE, QUALITY) : null;
}

async function drawnThere(blob) {
  const { csrf_token: token } = await (await fetch("/api/v1/me/csrf", same)).json();
  const headers = { "Content-Type": blob.type || "application/octet-stream", "X-CSRFToken": token };
  const answer = await fetch("/api/v1/evidence/previews", { ...same, method: "POST", body: blob, headers });
  return answer.ok ? answer.blob() : null;
}

// `soon`: what is shown is about to be replaced by what is kept, and nobody else need draw it.
export function showPhoto(image, { id, blob, words, soon = false }) {
  image.onerror = async () => {
    image.onerror = null;
    image.alt = words;
    if (soon || !blob) return;
    const [before, none] = [image.src, () => null];
    const copy = (await decodedHere(blob).catch(none)) ?? (await drawnThere(blob).catch(none));
    if (!copy || image.src !== before) return;
    image.alt = "";
    image.src = URL.createObjectURL(copy);
  };
  image.alt = "";
  image.src = blob ? URL.createObjectURL(blob) : `/files/${id}/thumbnail`;
}
