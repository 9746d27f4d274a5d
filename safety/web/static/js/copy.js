// Buttons that copy a text (data-copy).
export function copy(root = document) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const words = button.querySelector("span") ?? button;
      const before = words.textContent;
      words.textContent = button.dataset.copied;
      setTimeout(() => (words.textContent = before), 2000);
    });
  }
}
