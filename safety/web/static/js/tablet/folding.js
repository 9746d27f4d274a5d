// Texts as they are compared and sorted, by the same rule as the server's safety/folding.
// biome-ignore lint/suspicious/noMisleadingCharacterClass: each character is meant by itself
const UNSEEN = /[\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;
/** @type {[signs: RegExp, one: string][]} */
const SAME = [
  [/[•・‧∙⋅･]/g, "·"],
  [/[\u2010-\u2015\u2212]/g, "-"],
  [/[“”„‟]/g, '"'],
  [/[‘’‚‛]/g, "'"],
  [/[【〔]/g, "["],
  [/[】〕]/g, "]"],
];
// biome-ignore lint/suspicious/noControlCharactersInRegex: all that is not ASCII is meant
const BLANK_BESIDE_CHINESE = /(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])/g;
const order = new Intl.Collator("zh-u-co-pinyin", { numeric: true });

/** @param {string | null | undefined} text */
export function fold(text) {
  const same = (text ?? "").replace(UNSEEN, "").normalize("NFKC").toLowerCase().replace(UNSEEN, "");
  const plain = SAME.reduce((text, [signs, one]) => text.replace(signs, one), same);
  return plain.trim().replace(BLANK_BESIDE_CHINESE, "").replace(/\s+/g, " ");
}

/**
 * @param {{ name: string }} a
 * @param {{ name: string }} b
 */
export const byName = (a, b) => order.compare(fold(a.name), fold(b.name));
