// Whether what is kept here is safe from the browser itself: its promise, its room, and the age of what is not sent.
import { offsetNow } from "./clock.js";
import { unsent } from "./entries.js";
import { here } from "./here.js";
import { notReady } from "./update.js";
import { ageWords, bytesWords, lengthWords, say } from "./words.js";

const DAY = 24 * 3600 * 1000;
const OLD = 3 * DAY;
//: iPads delete what a page keeps when it was not opened for seven days, unless it is installed.
const VERY_OLD = 6 * DAY;
const TIGHT = 0.8;
const LITTLE = 200e6;

export async function askToPersist() {
  if (!navigator.storage?.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}

export async function room() {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return { usage, quota, persisted: (await navigator.storage?.persisted?.()) ?? false };
}

export function installed() {
  return (
    matchMedia("(display-mode: standalone)").matches ||
    /** @type {{ standalone?: boolean }} */ (navigator).standalone === true
  );
}

// What to warn of now: `[{ tone, words }]`.
export async function warnings(now = Date.now()) {
  const found = [];
  const { count, oldest } = await unsent();
  const { usage, quota, persisted } = await room();
  if (count && oldest && now - oldest > OLD) {
    found.push({
      tone: now - oldest > VERY_OLD ? "danger" : "warning",
      words: say("old-unsent", { n: count, age: ageWords(now - oldest) }),
    });
  }
  if (quota && (usage / quota > TIGHT || quota - usage < LITTLE)) {
    found.push({
      tone: "warning",
      words: say("little-room", { used: bytesWords(usage), quota: bytesWords(quota) }),
    });
  }
  const lacking = await notReady();
  if (lacking) found.push({ tone: "danger", words: say(`not-ready-${lacking}`) });
  if (!persisted) found.push({ tone: "warning", words: say("not-persisted") });
  const offset = offsetNow(here.setting);
  if (offset && Math.abs(offset) > 5 * 60_000)
    found.push({ tone: "warning", words: say("clock-off", { length: lengthWords(offset) }) });
  return found;
}
