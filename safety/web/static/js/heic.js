// HEIC, which most browsers cannot draw: made a JPEG of, with what the camera noted.
import { exifSegment } from "./heic-exif.js";
import { newId } from "./new-id.js";

//: Begins of a HEIC as the server takes it: bytes 8 to 11, behind `ftyp`.
const BRANDS = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];
const WORKER = new URL("./heic-worker.js", import.meta.url);
const LIBRARY = new URL("../vendor/heic-to/libheif.js", import.meta.url);
//: Milliseconds without a line, or a decoder that was not fetched, before the picture is left as it is.
const PATIENCE = 60_000;

export async function isHeic(blob) {
  const head = new TextDecoder("latin1").decode(await blob.slice(4, 12).arrayBuffer());
  return head.startsWith("ftyp") && BRANDS.includes(head.slice(4));
}

let decoder = null;

// The decoder beside the page; refused where it cannot be loaded (no line, and never fetched).
function loaded() {
  decoder ??= new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { type: "module" });
    worker.addEventListener("error", reject, { once: true });
    worker.addEventListener("message", () => resolve(worker), { once: true });
    setTimeout(() => reject(new Error("the decoder did not come")), PATIENCE);
  }).catch((error) => {
    decoder = null;
    throw error;
  });
  return decoder;
}

async function decoded(buffer) {
  const worker = await loaded();
  const id = newId();
  return new Promise((resolve, reject) => {
    const heard = ({ data }) => {
      if (data.id !== id) return;
      worker.removeEventListener("message", heard);
      if (data.picture) resolve(createImageBitmap(data.picture));
      else reject(new Error(data.problem));
    };
    worker.addEventListener("message", heard);
    worker.postMessage({ id, buffer });
  });
}

// Fetches the decoder ahead: the page's worker keeps it, and it works without a line afterwards.
export async function fetchDecoder() {
  if (navigator.serviceWorker?.controller) await Promise.all([WORKER, LIBRARY].map((one) => fetch(one)));
}

function encoded(picture, side, quality) {
  const scale = side ? Math.min(1, side / Math.max(picture.width, picture.height)) : 1;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("not encoded"))), "image/jpeg", quality),
  );
}

// A HEIC as a JPEG of at most `side` pixels a side; throws where neither the browser nor the decoder can read it.
export async function jpegOf(blob, side, quality) {
  const buffer = await blob.arrayBuffer();
  const picture = await createImageBitmap(blob).catch(() => decoded(buffer));
  const made = await encoded(picture, side, quality);
  const exif = exifSegment(buffer);
  return exif ? new Blob([made.slice(0, 2), exif, made.slice(2)], { type: "image/jpeg" }) : made;
}
