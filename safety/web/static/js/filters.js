// Filter bars: choices and dates apply at once, texts with Enter or the button; empty fields stay out of the address.
export function filters(root = document) {
  for (const form of root.querySelectorAll("form[data-filters]")) {
    form.addEventListener("submit", () => {
      for (const field of form.elements) {
        if (field.name && field.value === "") field.disabled = true;
      }
    });
    form.addEventListener("change", (event) => {
      if (event.target.matches("select")) form.requestSubmit();
    });
  }
  // A page taken back from the browser's memory must have its fields again.
  addEventListener("pageshow", () => {
    for (const field of root.querySelectorAll("form[data-filters] :disabled")) field.disabled = false;
  });
}
