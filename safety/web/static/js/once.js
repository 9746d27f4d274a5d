// A form that was sent is not sent twice by an impatient second tap; one answered with a file, or in another window,
// leaves its page open.
export function once(root = document) {
  for (const form of root.querySelectorAll("form[method=post]:not([data-download])")) {
    form.addEventListener("submit", (event) => {
      if (event.submitter?.formTarget === "_blank") return;
      if (form.dataset.sending) return event.preventDefault();
      form.dataset.sending = "yes";
      for (const button of form.querySelectorAll("button[type=submit]"))
        button.setAttribute("aria-busy", "true");
    });
  }
  addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
    for (const button of root.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });
}
