// The key that data on this device are encrypted with, and the PIN that opens it.  The data key is random; only its
// wrapping depends on the PIN, so that a new PIN needs no new encryption of everything.  Around that wrapping lies
// another, by a key that this browser made and hands out to no script: the PIN is tried on this browser only.
const ITERATIONS = 600_000;
export const SHORTEST_PIN = 6;
const FREE_TRIES = 3;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 3_600_000;
//: After so many wrong PINs only a sign-in at the server opens the next try.
export const MOST_TRIES = 10;

export class WrongPin extends Error {}

/**
 * The wrapping of a data key: what of it is kept openly.  A lock of an earlier version has no `device`.
 * @typedef {{
 *   salt: Uint8Array<ArrayBuffer>, iterations: number, iv: Uint8Array<ArrayBuffer>,
 *   device?: CryptoKey, device_iv?: Uint8Array<ArrayBuffer>, wrapped: ArrayBuffer,
 * }} Lock
 */

/**
 * How a key was made of typed words, without which they make another.
 * @typedef {{ salt: Uint8Array<ArrayBuffer>, iv: Uint8Array<ArrayBuffer>, iterations: number }} Derivation
 */

/**
 * @param {string} pin
 * @param {Uint8Array<ArrayBuffer>} salt
 * @param {number} iterations
 * @param {KeyUsage[]} usages
 */
async function keyFrom(pin, salt, iterations, usages) {
  const typed = new TextEncoder().encode(pin.normalize("NFKC"));
  const material = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, usages);
}

/**
 * @param {CryptoKey} dataKey
 * @param {string} pin
 * @returns {Promise<Lock>}
 */
async function wrap(dataKey, pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const pinKey = await keyFrom(pin, salt, ITERATIONS, ["wrapKey"]);
  const byPin = await crypto.subtle.wrapKey("raw", dataKey, pinKey, { name: "AES-GCM", iv });
  const device = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const deviceIv = crypto.getRandomValues(new Uint8Array(12));
  const wrapped = await crypto.subtle.encrypt({ name: "AES-GCM", iv: deviceIv }, device, byPin);
  return { salt, iterations: ITERATIONS, iv, device, device_iv: deviceIv, wrapped };
}

/**
 * @param {Lock} lock
 * @param {string} pin
 * @param {boolean} extractable
 */
async function unwrap(lock, pin, extractable) {
  const pinKey = await keyFrom(pin, lock.salt, lock.iterations, ["unwrapKey"]);
  const { device, device_iv: iv, wrapped } = lock;
  const byPin =
    device && iv ? await crypto.subtle.decrypt({ name: "AES-GCM", iv }, device, wrapped) : wrapped;
  try {
    return await crypto.subtle.unwrapKey(
      "raw",
      byPin,
      pinKey,
      { name: "AES-GCM", iv: lock.iv },
      "AES-GCM",
      extractable,
      ["encrypt", "decrypt"],
    );
  } catch {
    throw new WrongPin();
  }
}

/**
 * A new data key under a PIN.
 * @param {string} pin
 * @returns {Promise<{ lock: Lock, key: CryptoKey }>}
 */
export async function newVault(pin) {
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, [
    "encrypt",
    "decrypt",
  ]);
  const lock = await wrap(made, pin);
  return { lock, key: await unwrap(lock, pin, false) };
}

/**
 * Opens it; a lock of an earlier version comes back with this browser's own key around it.
 * @param {Lock} lock
 * @param {string} pin
 * @returns {Promise<{ lock: Lock, key: CryptoKey }>}
 */
export async function openVault(lock, pin) {
  const key = await unwrap(lock, pin, false);
  return { key, lock: lock.device ? lock : await changePin(lock, pin, pin) };
}

/**
 * The same data key under another PIN.
 * @param {Lock} lock
 * @param {string} pin
 * @param {string} next
 */
export async function changePin(lock, pin, next) {
  return wrap(await unwrap(lock, pin, true), next);
}

/**
 * How long the next try has to wait after so many wrong ones, in milliseconds.
 * @param {number} failures
 */
export function waitAfter(failures) {
  if (failures < FREE_TRIES) return 0;
  return Math.min(FIRST_WAIT * 2 ** (failures - FREE_TRIES), LONGEST_WAIT);
}

/**
 * A file that leaves the device is sealed with a passphrase in the same way.
 * @param {string} passphrase
 * @param {BufferSource} bytes
 * @param {BufferSource} about what stands openly beside it, and can not be changed either
 * @returns {Promise<Derivation & { sealed: ArrayBuffer }>}
 */
export async function sealWith(passphrase, bytes, about) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await keyFrom(passphrase, salt, ITERATIONS, ["encrypt"]);
  return {
    salt,
    iv,
    iterations: ITERATIONS,
    sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: about }, key, bytes),
  };
}

/**
 * @param {string} passphrase
 * @param {Derivation} how
 * @param {BufferSource} sealed
 * @param {BufferSource} about
 */
export async function unsealWith(passphrase, { salt, iv, iterations }, sealed, about) {
  const key = await keyFrom(passphrase, salt, iterations, ["decrypt"]);
  try {
    return await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: about }, key, sealed);
  } catch {
    throw new WrongPin();
  }
}
