// Asks before leaving a form (data-unsaved) that was changed and not sent.
import { all } from "./find.js";

export function unsaved(root = document) {
  for (const form of all(root, "form[data-unsaved]")) {
    let changed = false;
    form.addEventListener("input", () => (changed = true));
    form.addEventListener("submit", (event) => {
      if (event.submitter?.getAttribute("formtarget") !== "_blank") changed = false;
    });
    addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  }
}
