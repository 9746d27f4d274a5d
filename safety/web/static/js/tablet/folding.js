// Texts as they are compared and sorted, by the same rule as the server's safety/folding.
const UNSEEN = /[\p{Cf}\u034f\u115f\u1160\u3164\uffa0\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;
const DOTS = /[•・‧∙⋅･]/g;
const DASHES = /[\u2010-\u2015\u2212]/g;
const BLANK_BESIDE_CHINESE = /(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])/g;
const order = new Intl.Collator("zh-u-co-pinyin", { numeric: true });

export function fold(text) {
  const same = (text ?? "").replace(UNSEEN, "").normalize("NFKC").toLowerCase().replace(UNSEEN, "");
  return same.replace(DOTS, "·").replace(DASHES, "-").trim().replace(BLANK_BESIDE_CHINESE, "").replace(/\s+/g, " ");
}

export const byName = (a, b) => order.compare(fold(a.name), fold(b.name));
