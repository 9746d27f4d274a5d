// Notices that the device's clock was set while the page is open: by how much in all is kept with the enrolment, so that
// what is written afterwards is told with the right difference, and what was being written is marked.
import { clockStep } from "./clock.js";
import { here } from "./here.js";

const EVERY = 5_000;
let locked = 0; // what was set while nobody had the page open

export function lookAtClock() {
  const step = clockStep() + locked;
  locked = 0;
  if (!step) return;
  if (!here.open) {
    locked = step;
    return;
  }
  here.save({ clock_set_ms: clockSet() + step }).catch(() => {});
  here.tell("clock");
}

// By how much the clock was set in all, since the device was enrolled.
export const clockSet = () => here.setting.clock_set_ms ?? 0;

// What a draft remembers of the clock when it begins; another device's says nothing here.
export const clockAtBeginning = () => ({ device: here.profile.id, set: clockSet() });

/**
 * By how much it was set since then; null when it was not, or nobody knows.
 * @param {Tablet.ClockThen | undefined} beginning
 */
export function setSince(beginning) {
  return beginning?.device === here.profile.id ? clockSet() - beginning.set || null : null;
}

setInterval(lookAtClock, EVERY);
document.addEventListener("visibilitychange", lookAtClock);
here.on("entered", lookAtClock);
