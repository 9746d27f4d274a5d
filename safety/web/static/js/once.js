// A form that was sent is not sent twice by an impatient second tap; one answered with a file, or in another window,
// leaves its page open.
import { all } from "./find.js";

export function once(root = document) {
  for (const form of all(root, "form[method=post]:not([data-download])")) {
    form.addEventListener("submit", (event) => {
      if (event.submitter?.getAttribute("formtarget") === "_blank") return;
      if (form.dataset.sending) return event.preventDefault();
      form.dataset.sending = "yes";
      for (const button of form.querySelectorAll("button[type=submit]"))
        button.setAttribute("aria-busy", "true");
    });
  }
  addEventListener("pageshow", () => {
    for (const form of all(root, "form[data-sending]")) delete form.dataset.sending;
    for (const button of root.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });
}
