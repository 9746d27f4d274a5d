// Buttons that print the page (data-print) or go back (data-back); hidden where scripts do not run.
export function print(root = document) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const button of root.querySelectorAll("[data-back]")) {
    if (history.length < 2) continue;
    button.hidden = false;
    button.addEventListener("click", () => history.back());
  }
}
