import assert from "node:assert/strict";
import test from "node:test";
import { openPage } from "./page.mjs";

openPage();
const { clockStep, localIso, offset, offsetNow } = await import("../../safety/web/static/js/tablet/clock.js");
const { dayOf, typedMoment, typedWords } = await import("../../safety/web/static/js/zone.js");

test("a clock five minutes fast is told as five minutes, with half of the way taken off", () => {
  const server = Date.parse("2026-11-23T01:00:00.400Z");

  assert.equal(offset(server + 300_000 - 400, server + 300_000 + 400, "2026-11-23T01:00:00.400Z"), 300_000);
});

test("a clock that was set since it was measured is told as it is now, and one never measured as unknown", () => {
  assert.equal(offsetNow({ offset_ms: 2_000, clock_set_ms: 3_600_000, set_at_measure: 600_000 }), 3_002_000);
  assert.equal(offsetNow({ clock_set_ms: 3_600_000 }), null);
});

test("a step of the clock is seen once, in both directions, and a small one is none", (context) => {
  clockStep();
  const now = Date.now;
  context.after(() => {
    Date.now = now;
  });
  for (const [set, seen] of [
    [3_600_000, 3_600_000],
    [3_600_000, 0],
    [0, -3_600_000],
    [1_000, 0],
  ]) {
    Date.now = () => now() + set;
    const step = clockStep();
    assert.ok(Math.abs(step - seen) < 500, `${set}: ${step}`);
  }
});

test("a time is written with the device's own offset", () => {
  const at = new Date("2026-11-21T01:14:03.250Z");

  assert.match(localIso(at), /^2026-11-2\dT\d\d:\d\d:03[+-]\d\d:\d\d$/);
  assert.equal(Date.parse(localIso(at)), at.getTime() - 250);
});

test("09:00 typed on any tablet is nine o'clock in Chongqing", () => {
  assert.equal(typedMoment("2026-11-23T09:00"), "2026-11-23T01:00:00.000Z");
  assert.equal(typedWords("2026-11-23T01:00:00.000Z"), "2026-11-23T09:00");
  assert.equal(dayOf(new Date("2026-11-22T16:30:00Z")), "2026-11-23");
  assert.equal(typedMoment(""), null);
  assert.equal(typedMoment("20260-11-23T09:00"), null);
});
