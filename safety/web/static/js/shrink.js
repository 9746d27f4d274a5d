// Photos made smaller before they are kept and sent.
import Compressor from "../vendor/compressorjs/compressor.esm.js";
import { isHeic, jpegOf } from "./heic.js";

const QUALITY = 0.82;

//: What the server takes at most (`LARGEST_FILE`).
const LARGEST = 25 * 1024 * 1024;

// A picture that is too large for the server, made smaller or not.
export class TooLarge extends Error {}

// What is no picture that the server takes, is damaged, or empty.
export class NotAPicture extends Error {}

//: How JPEG, PNG and WebP begin: at which byte, and the bytes.
const BEGINNINGS = [
  ["image/jpeg", 0, [0xff, 0xd8, 0xff]],
  ["image/png", 0, [0x89, 0x50, 0x4e, 0x47]],
  ["image/webp", 8, [0x57, 0x45, 0x42, 0x50]],
];

async function typeOf(blob) {
  const head = new Uint8Array(await blob.slice(0, 12).arrayBuffer());
  return BEGINNINGS.find(([, at, bytes]) => bytes.every((byte, index) => head[at + index] === byte))?.[0];
}

// The picture as it is sent; throws NotAPicture or TooLarge where the server would refuse it.
export async function shrink(blob, side) {
  const made = (await isHeic(blob)) ? await fromHeic(blob, side) : await fromOther(blob, side);
  if (made.size > LARGEST) throw new TooLarge(String(made.size));
  return made;
}

// A HEIC that nothing here can read is kept as it is: the server has the last word.
function fromHeic(blob, side) {
  return side ? jpegOf(blob, side, QUALITY).catch(() => blob) : blob;
}

// It is drawn whole before it is kept: a file with a good beginning may be damaged further on.
async function fromOther(blob, side) {
  const type = await typeOf(blob);
  if (!type) throw new NotAPicture(blob.type);
  const picture = await createImageBitmap(blob).catch(() => null);
  if (!picture) throw new NotAPicture(type);
  picture.close();
  return side ? smaller(blob.type === type ? blob : new Blob([blob], { type }), side) : blob;
}

// The picture at most `side` pixels a side; one that cannot be drawn smaller stays as it is.
// Where and when it was taken stays in it: the server compares it with the device's position.
function smaller(blob, side) {
  return new Promise((resolve) => {
    new Compressor(blob, {
      maxWidth: side,
      maxHeight: side,
      quality: QUALITY,
      retainExif: true,
      convertSize: 1_000_000,
      success: resolve,
      error: () => resolve(blob),
    });
  });
}
