// The button that switches between light and dark, remembered on this device.
import { all } from "./find.js";

export function theme(root = document) {
  for (const button of all(root, "[data-theme-switch]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
      document.documentElement.dataset.bsTheme = next;
      try {
        localStorage.setItem("qunjian-theme", next);
      } catch {
        // The choice then lasts for this page only.
      }
      document.dispatchEvent(new CustomEvent("qunjian:theme", { detail: next }));
    });
  }
}
