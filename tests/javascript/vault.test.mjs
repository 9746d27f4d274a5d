import assert from "node:assert/strict";
import test from "node:test";
import {
  changePin,
  MOST_TRIES,
  newVault,
  openVault,
  sealWith,
  unsealWith,
  waitAfter,
  WrongPin,
} from "../../safety/web/static/js/tablet/vault.js";

const text = (words) => new TextEncoder().encode(words);
const sealed = async (key, words) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text(words)) };
};
const opened = async (key, { iv, data }) =>
  new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data));

test("李强's PIN opens what he kept, and another PIN opens nothing", async () => {
  const { lock, key } = await newVault("728193");
  const kept = await sealed(key, "脚手架没有护栏");

  assert.equal(await opened((await openVault(lock, "728193")).key, kept), "脚手架没有护栏");
  await assert.rejects(openVault(lock, "728194"), WrongPin);
});

test("a PIN typed on a full-width keyboard is the same PIN", async () => {
  const { lock } = await newVault("728193");

  await openVault(lock, "７２８１９３");
});

test("after a change of the PIN the old records open with the new one only", async () => {
  const { lock, key } = await newVault("728193");
  const kept = await sealed(key, "临边洞口");
  const changed = await changePin(lock, "728193", "550066");

  assert.equal(await opened((await openVault(changed, "550066")).key, kept), "临边洞口");
  await assert.rejects(openVault(changed, "728193"), WrongPin);
});

test("the key that opens the records is handed out to no script", async () => {
  const { key, lock } = await newVault("728193");

  assert.equal(key.extractable, false);
  assert.equal(lock.device.extractable, false);
});

test("the first wrong PINs cost no wait, later ones twice as much each, and never more than an hour", () => {
  const waits = Array.from({ length: MOST_TRIES + 3 }, (_, failures) => waitAfter(failures));

  assert.deepEqual(waits.slice(0, 5), [0, 0, 0, 30_000, 60_000]);
  assert.ok(waits.every((wait, index) => index === 0 || wait >= waits[index - 1]));
  assert.equal(waits.at(-1), 3_600_000);
});

test("a queue that was carried out opens with its passphrase, and not under another heading", async () => {
  const how = await sealWith("十个字的口令一二三四", text("队列"), text("heading"));

  assert.equal(
    new TextDecoder().decode(await unsealWith("十个字的口令一二三四", how, how.sealed, text("heading"))),
    "队列",
  );
  await assert.rejects(unsealWith("十个字的口令一二三四", how, how.sealed, text("another")), WrongPin);
  await assert.rejects(unsealWith("十个字的口令一二三五", how, how.sealed, text("heading")), WrongPin);
});
