// The slider of months under a map: shows the day while it moves, and opens the map of that day when let go.
for (const box of document.querySelectorAll("[data-month-slider]")) {
  const days = box.dataset.monthSlider.split(" ");
  const slider = box.querySelector("input");
  const output = box.querySelector("output");
  slider.addEventListener("input", () => {
    output.textContent = days[slider.value];
    slider.setAttribute("aria-valuetext", days[slider.value]);
  });
  slider.addEventListener("change", () => {
    const target = new URL(location.href);
    if (Number(slider.value) === days.length - 1) target.searchParams.delete("on");
    else target.searchParams.set("on", days[slider.value]);
    location.assign(target);
  });
}
