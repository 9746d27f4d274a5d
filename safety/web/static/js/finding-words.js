// What a finding's words propose of the facts that decide its law: the rules come with the page, and are those of the
// server's `law/finding_words.py`.  What a person said goes before them.

// A yes, a no, or null where nobody said, from the words of a choice.
export const saidOf = (value) => ({ true: true, false: false })[value] ?? null;

const finds = (text) => (pattern) => new RegExp(pattern).test(text);
const clausesOf = (words, clause) =>
  words
    .split(new RegExp(clause))
    .map((one) => one.trim())
    .filter(Boolean);

function fits(rule, item, before, clause) {
  return (
    rule.all.every(finds(item)) &&
    !(rule.without ?? []).some(finds(item)) &&
    !(rule.without_before ?? []).some(finds(before)) &&
    !(rule.without_around ?? []).some(finds(clause))
  );
}

// The facts, as a set of names, that the words propose; those of the question that they were begun from tell none.
export function proposedFacts(words, { clause, item, rules }, question = "") {
  const asked = new Set(clausesOf(question, clause));
  const found = new Set();
  for (const one of clausesOf(words, clause).filter((part) => !asked.has(part))) {
    let before = "";
    for (const part of one.split(new RegExp(item))) {
      before = before ? `${before}、${part}` : part;
      for (const rule of rules) if (fits(rule, part, before, one)) found.add(rule.fact);
    }
  }
  return found;
}
