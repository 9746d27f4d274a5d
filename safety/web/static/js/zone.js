// Typed and shown times are China's (UTC+8, without summer time), whatever zone the device stands on.
export const ZONE = "Asia/Shanghai";
const OFFSET = "+08:00";
const AHEAD = 8 * 3600_000;

/**
 * What a `datetime-local` field holds, as an instant: `2026-11-23T09:00` → `2026-11-23T01:00:00.000Z`; null when it is
 * empty, or of a year with more than four digits.
 * @param {string} value
 */
export function typedMoment(value) {
  const at = new Date(value + OFFSET);
  return value && !Number.isNaN(at.getTime()) ? at.toISOString() : null;
}

/**
 * An instant as such a field shows it.
 * @param {string | number | Date} at
 */
export function typedWords(at) {
  return new Date(new Date(at).getTime() + AHEAD).toISOString().slice(0, 16);
}

/**
 * The calendar day of an instant: `2026-11-23`.
 * @param {string | number | Date} [at]
 */
export function dayOf(at = new Date()) {
  return typedWords(at).slice(0, 10);
}
