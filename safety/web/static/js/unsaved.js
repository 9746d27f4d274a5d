// Asks before leaving a form (data-unsaved) that was changed and not sent.
export function unsaved(root = document) {
  for (const form of root.querySelectorAll("form[data-unsaved]")) {
    let changed = false;
    form.addEventListener("input", () => (changed = true));
    form.addEventListener("submit", (event) => {
      if (event.submitter?.formTarget !== "_blank") changed = false;
    });
    addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  }
}
