// This device's clock: how it is said, and how far it is from the server's.
/**
 * @param {number} number
 * @param {number} [digits]
 */
const pad = (number, digits = 2) => String(Math.abs(number)).padStart(digits, "0");

// ISO 8601 with this device's own offset, to the second: `2026-11-21T09:14:03+08:00`.
export function localIso(at = new Date()) {
  const minutes = -at.getTimezoneOffset();
  const zone = `${minutes < 0 ? "-" : "+"}${pad(Math.trunc(minutes / 60))}:${pad(minutes % 60)}`;
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}${zone}`;
}

/**
 * The device's clock minus the server's in milliseconds; half of the way there and back is taken off.
 * @param {number} sentAt
 * @param {number} answeredAt
 * @param {string} serverTime
 */
export function offset(sentAt, answeredAt, serverTime) {
  return Math.round((sentAt + answeredAt) / 2 - Date.parse(serverTime));
}

// ---- a clock that is set while the page is open

//: What a clock is corrected by little by little, and what two readings differ by.
const SLACK = 2_000;
const visible = () => document.visibilityState === "visible";
const lead = () => Date.now() - performance.now();
const last = { lead: lead(), seen: visible() };

// By how much the device's clock was set forward (back: negative) since this was last asked, in ms.  The clock that
// nobody can set stands still while a device sleeps: a step forward counts only where the page was in sight all along.
export function clockStep() {
  const now = { lead: lead(), seen: visible() };
  const step = Math.round(now.lead - last.lead);
  const watched = last.seen && now.seen;
  Object.assign(last, now);
  return Math.abs(step) < SLACK || (step > 0 && !watched) ? 0 : step;
}

/**
 * How far the clock is ahead of the server's now: as it was measured, and set since; null when it never was measured.
 * @param {Pick<Tablet.Setting, "offset_ms" | "clock_set_ms" | "set_at_measure">} setting
 */
export function offsetNow({ offset_ms: measured, clock_set_ms: set = 0, set_at_measure: then = 0 }) {
  return measured === null || measured === undefined ? null : measured + set - then;
}
