// A box in a table's head ticks every row's box, and shows when only some are ticked.
for (const table of document.querySelectorAll("[data-check-all]")) {
  const all = table.querySelector("[data-check-all-box]");
  const boxes = [...table.querySelectorAll("tbody input[type=checkbox]")];
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  table.addEventListener("change", (event) => {
    if (event.target !== all) show();
  });
  show();
}
