// As much of a page as the tablet's modules ask for when they are read: its language, its words, that it is in sight.
export function openPage(words = {}) {
  const elements = Object.entries(words).map(([word, textContent]) => ({ dataset: { word }, textContent }));
  globalThis.document = {
    documentElement: { lang: "zh-CN" },
    visibilityState: "visible",
    addEventListener: () => {},
    querySelector: () => ({ content: { querySelectorAll: () => elements } }),
  };
}

// What a test in Python has written to the standard input, as JSON.
export async function asked() {
  let text = "";
  for await (const part of process.stdin.setEncoding("utf8")) text += part;
  return JSON.parse(text);
}
