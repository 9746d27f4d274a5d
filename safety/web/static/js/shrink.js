// Photos made smaller before they are kept and sent.
import Compressor from "../vendor/compressorjs/compressor.esm.js";

const QUALITY = 0.82;
const SHRINKABLE = ["image/jpeg", "image/png", "image/webp"];

//: What the server takes at most (`LARGEST_FILE`).
const LARGEST = 25 * 1024 * 1024;

// A picture that is too large for the server, made smaller or not.
export class TooLarge extends Error {}

// What begins like no picture that the server takes, or is empty.
export class NotAPicture extends Error {}

//: How JPEG, PNG, WebP and HEIC begin: at which byte, and the bytes.
const BEGINNINGS = [
  [0, [0xff, 0xd8, 0xff]],
  [0, [0x89, 0x50, 0x4e, 0x47]],
  [8, [0x57, 0x45, 0x42, 0x50]],
  [4, [0x66, 0x74, 0x79, 0x70]],
];

async function isPicture(blob) {
  const head = new Uint8Array(await blob.slice(0, 12).arrayBuffer());
  return BEGINNINGS.some(([at, bytes]) => bytes.every((byte, index) => head[at + index] === byte));
}

// The picture as it is sent; throws NotAPicture or TooLarge where the server would refuse it.
export async function shrink(blob, side) {
  if (!(await isPicture(blob))) throw new NotAPicture(blob.type);
  const made = await smaller(blob, side);
  if (made.size > LARGEST) throw new TooLarge(String(made.size));
  return made;
}

// The picture at most `side` pixels a side; 0 keeps the original, and so does a kind this browser cannot draw.
// Where and when it was taken stays in it: the server compares it with the device's position.
function smaller(blob, side) {
  if (!side || !SHRINKABLE.includes(blob.type)) return Promise.resolve(blob);
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
