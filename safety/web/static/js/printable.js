// Which signs the server's fonts print: `<template data-printable>` holds them as runs (safety/papers/printable.py).
const written = document.querySelector("template[data-printable]")?.content.textContent.trim();
let runs = null; // [first, last] in order

function read() {
  let before = 0;
  return written.split(",").map((run) => {
    const [gap, more = "0"] = run.split("-");
    const first = before + parseInt(gap, 36);
    before = first + parseInt(more, 36);
    return [first, before];
  });
}

function isPrinted(code) {
  runs ??= read();
  let [low, high] = [0, runs.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (code < runs[middle][0]) high = middle - 1;
    else if (code > runs[middle][1]) low = middle + 1;
    else return true;
  }
  return false;
}

// The signs of a text that no font prints, each once; none on a page that does not bring the list.
export function unprintable(text) {
  return written ? [...new Set(text)].filter((sign) => !isPrinted(sign.codePointAt(0))) : [];
}
