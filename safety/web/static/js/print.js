// Buttons that print the page (data-print) or go back (data-back); hidden where scripts do not run.
import { all } from "./find.js";

export function print(root = document) {
  for (const button of all(root, "[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const button of all(root, "[data-back]")) {
    if (history.length < 2) continue;
    button.hidden = false;
    button.addEventListener("click", () => history.back());
  }
}
