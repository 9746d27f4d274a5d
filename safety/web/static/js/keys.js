// "/" goes to the search field; a refused form's summary takes the focus so that it is read first.
export function keys(root = document) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const search = root.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
  root.querySelector("[data-focus]")?.focus();
}
