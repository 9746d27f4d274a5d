// The page's words for its scripts: `<template data-words>` has one element a word, in the page's language.
import { all, find } from "../find.js";
import { ZONE } from "../zone.js";

/** @type {HTMLTemplateElement} */
const template = find(document, "template[data-words]");
const words = new Map(
  all(template.content, "[data-word]").map((one) => [one.dataset.word ?? "", one.textContent ?? ""]),
);

/**
 * `say("sites", { n: 3 })`: the word with its places filled.
 * @param {string} name
 * @param {Record<string, string | number | null | undefined>} [values]
 */
export function say(name, values = {}) {
  const pattern = words.get(name);
  if (pattern === undefined) throw new Error(`the page has no word ${name}`);
  return pattern.replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ place) =>
    String(values[place] ?? ""),
  );
}

/**
 * By when a finding is to be remedied: at once before any day; nothing where no term is set.
 * @param {{ term_on?: string | null, at_once?: boolean }} finding
 */
export function termWords({ term_on, at_once }) {
  if (at_once) return say("term-at-once");
  return term_on && say("term", { day: term_on });
}

/**
 * The word, or something else where the page has none of this name.
 * @param {string} name
 * @param {string} other
 */
export function saidOr(name, other) {
  return words.get(name) ?? other;
}

const language = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-GB";
const moments = new Intl.DateTimeFormat(language, {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: ZONE,
});
const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

/** @param {string | number | Date | null | undefined} at */
export function momentWords(at) {
  return at ? moments.format(new Date(at)) : "—";
}

/** @param {number} bytes */
export function bytesWords(bytes) {
  const [value, unit] = bytes >= 1e6 ? [bytes / 1e6, "MB"] : [bytes / 1e3, "KB"];
  return `${numbers.format(value)} ${unit}`;
}

/**
 * A length of time, in the units in which the office's pages say it too.
 * @param {number} milliseconds
 */
export function lengthWords(milliseconds) {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  const [value, unit] =
    seconds < 120
      ? [seconds, "second"]
      : seconds < 7200
        ? [seconds / 60, "minute"]
        : [seconds / 3600, "hour"];
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits: unit === "second" || unit === "minute" ? 0 : 1,
  }).format(value);
}

/**
 * How long ago, in the largest unit that fits.
 * @param {number} milliseconds
 */
export function ageWords(milliseconds) {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 60) return relative.format(-minutes, "minute");
  if (minutes < 48 * 60) return relative.format(-Math.round(minutes / 60), "hour");
  return relative.format(-Math.round(minutes / 1440), "day");
}
