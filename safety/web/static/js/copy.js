// Buttons that copy a text (data-copy).
import { all } from "./find.js";

export function copy(root = document) {
  for (const button of all(root, "[data-copy]")) {
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy ?? "");
      const words = button.querySelector("span") ?? button;
      const before = words.textContent;
      words.textContent = button.dataset.copied ?? before;
      setTimeout(() => (words.textContent = before), 2000);
    });
  }
}
