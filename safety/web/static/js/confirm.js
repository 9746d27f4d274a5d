// Buttons that ask before they act: data-confirm names the <dialog> that holds the form; one whose form was
// refused opens again.
export function confirm(root = document) {
  for (const button of root.querySelectorAll("[data-confirm]")) {
    const dialog = document.getElementById(button.dataset.confirm);
    button.addEventListener("click", () => dialog.showModal());
    for (const close of dialog.querySelectorAll("[data-close]")) {
      close.addEventListener("click", () => dialog.close());
    }
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => button.focus());
    if ("reopen" in dialog.dataset) dialog.showModal();
  }
}
